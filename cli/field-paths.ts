// Field paths that somebody typed, checked against the record tables: a client gets 0 for a name
// that does not exist, a person wants to be told.
import { nearestWord } from "../protocols/config/nearest-word.ts";
import type { DeviceRecord } from "../protocols/records/device.ts";
import { deviceTable } from "../protocols/records/device-table.ts";
import type { Field, RecordTable } from "../protocols/records/field.ts";
import { PHYS } from "../actors/phy/phys.ts";

/** Sentences about the paths that name no field of a device. */
export function unknownFields(paths: readonly string[]): string[] {
  const phyFields = PHYS.flatMap((phy) => phy.deviceField ?? []) as Field<DeviceRecord>[];
  const table = deviceTable(phyFields) as RecordTable<unknown>;
  return paths.flatMap((path) => unknownStep(table, path) ?? []);
}

function unknownStep(device: RecordTable<unknown>, path: string): string | undefined {
  let table: RecordTable<unknown> | undefined = device;
  for (const step of path.split("/")) {
    // Below a map or list the steps are keys of the data.
    if (table === undefined || step === "") break;
    const found: Field<unknown> | undefined = table.fields.find((field) => field.name === step);
    if (found === undefined) {
      const near = nearestWord(step, table.fields.map((field) => field.name));
      return `a ${table.name.replaceAll("_", " ")} has no field ${step}` +
        (near === undefined ? "" : `; did you mean ${near}?`);
    }
    table = found.type.table?.();
  }
  return undefined;
}
