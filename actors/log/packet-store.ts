// Packets of a log that can be read back and removed while it is written (spec logs-and-config 4).
import type { SqlValue } from "../../runtime/database.ts";

/** Which packets are wanted; what is left out does not matter. Ranges include both ends. */
export interface PacketQuery {
  readonly ranges: readonly {
    readonly column: PacketRangeColumn;
    readonly min?: number;
    readonly max?: number;
  }[];
  /** Patterns of SQL's LIKE. */
  readonly patterns: readonly { readonly column: PacketTextColumn; readonly pattern: string }[];
  /** Address that must be source, destination or transmitter. */
  readonly device?: string;
  readonly limit?: number;
}

export type PacketRangeColumn =
  | "ts_sec"
  | "dlt"
  | "frequency"
  | "signal"
  | "lat"
  | "lon"
  | "packet_len";
export type PacketTextColumn = "datasource" | "sourcemac" | "destmac" | "transmac" | "tags";

export interface StoredPacket {
  readonly timestampUs: number;
  readonly datasource: string;
  readonly linkType: number;
  readonly bytes: Uint8Array;
  readonly wireLength: number;
}

export interface PacketStore {
  /** Pages of packets as they were stored. */
  packets(query: PacketQuery): AsyncIterable<readonly StoredPacket[]>;
  /** Removes packets of this second and before; how many. */
  dropPackets(beforeSec: number): Promise<number>;
  /** Marks the place where the server is now. */
  addPointOfInterest(note: string | undefined): void;
}

/** The query's conditions as SQL, `WHERE …` or nothing, and the parameters in it. */
export function packetConditions(
  query: PacketQuery,
): { readonly sql: string; readonly parameters: readonly SqlValue[] } {
  const conditions: string[] = [];
  const parameters: SqlValue[] = [];
  for (const { column, min, max } of query.ranges) {
    if (min !== undefined) {
      conditions.push(`${column} >= ?`);
      parameters.push(min);
    }
    if (max !== undefined) {
      conditions.push(`${column} <= ?`);
      parameters.push(max);
    }
  }
  for (const { column, pattern } of query.patterns) {
    conditions.push(`${column} LIKE ?`);
    parameters.push(pattern);
  }
  if (query.device !== undefined) {
    conditions.push("? IN (sourcemac, destmac, transmac)");
    parameters.push(query.device);
  }
  return {
    sql: conditions.length === 0 ? "" : `WHERE ${conditions.join(" AND ")}`,
    parameters,
  };
}
