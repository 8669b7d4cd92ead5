import { describe, expect, test } from "vitest";
import {
  DATASOURCE_TABLE,
  DEFAULTS_TABLE,
  PROBED_TABLE,
} from "../../../protocols/records/datasource-table.ts";
import { DOT11_TABLES } from "../../../protocols/records/dot11-table.ts";
import type { RecordTable } from "../../../protocols/records/field.ts";
import * as server from "../../../protocols/records/server-tables.ts";
import { trackedFields } from "../../../protocols/records/tracked-fields.ts";
import { SAMPLE_DEVICE_TABLE } from "../../suites/record-samples.ts";

const TABLES = [
  SAMPLE_DEVICE_TABLE,
  DATASOURCE_TABLE,
  PROBED_TABLE,
  DEFAULTS_TABLE,
  ...DOT11_TABLES,
  ...Object.values(server).filter((value) => "fields" in value),
] as unknown as readonly RecordTable<never>[];

describe("trackedFields()", () => {
  const fields = trackedFields(TABLES);
  const byName = new Map(fields.map((field) => [field.name, field]));

  test("finds the fields of nested tables once, numbered from 1", () => {
    expect(fields.map(({ id }) => id)).toEqual(fields.map((_, at) => at + 1));
    expect(byName.size).toBe(fields.length);
    expect(fields.length).toBeGreaterThan(350);
    expect(byName.get("kismet.common.rrd.minute_vec"))
      .toMatchObject({ typeName: "vector[double]", typeCode: 22 });
    expect(byName.get("dot11.advertisedssid.crypt_bitfield"))
      .toMatchObject({ typeName: "uint64_t", typeCode: 8 });
    expect(byName.get("dot11.device")?.description).toBe("802.11 record");
  });

  // Registering one name with two types is an error at the start of the reference (1.1).
  test("no name has two types", () => {
    const types = new Map<string, string>();
    for (const { name, type } of TABLES.flatMap((table) => table.fields)) {
      expect(`${name} ${types.get(name) ?? type.name}`).toBe(`${name} ${type.name}`);
      types.set(name, type.name);
    }
  });

  test("every field is described in one line", () => {
    for (const { name, description } of fields) {
      expect(description, name).toMatch(/^[A-Z0-9][^\n]{3,99}$/);
    }
  });

  test("names are of the characters that names have", () => {
    for (const { name } of fields) expect(name).toMatch(/^[a-z0-9]+(?:[._][a-z0-9]+)+$/);
  });
});
