// Where the packets of a batch were received: the meta GPS that their datasource names, else the best
// position of this machine (spec device-model 8.2, logs-and-config 12.2).
import type { PacketBatch, PacketLocation } from "../../protocols/packet/packet-batch.ts";
import type { DatasourceRecord } from "../../protocols/records/datasource.ts";
import { parseDefinition } from "../datasource/definition.ts";
import type { GpsTracker } from "./gps-tracker.ts";

export class BatchLocator {
  readonly #gps: GpsTracker;
  readonly #datasource: (number: number) => DatasourceRecord | undefined;
  /** Name of the meta GPS by number of the datasource, "" for none. */
  readonly #metaNames = new Map<number, string>();

  constructor(gps: GpsTracker, datasource: (number: number) => DatasourceRecord | undefined) {
    this.#gps = gps;
    this.#datasource = datasource;
  }

  locate(batch: PacketBatch): PacketLocation | undefined {
    if (batch.count === 0) return undefined;
    const meta = this.#metaName(batch.source?.number ?? 0);
    if (meta !== "") return this.#gps.metaLocation(meta);
    return this.#gps.packetLocation(batch.timestampUs[0]!);
  }

  #metaName(source: number): string {
    const known = this.#metaNames.get(source);
    if (known !== undefined) return known;
    const record = this.#datasource(source);
    if (record === undefined) return "";
    const name = parseDefinition(record.definition).options.get("metagps")?.trim() ?? "";
    this.#metaNames.set(source, name);
    return name;
  }
}
