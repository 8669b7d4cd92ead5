// The bulk statements of a kismetdb, in the order in which the database knows them.
import {
  ALERTS_TABLE,
  columnsOf,
  DATA_TABLE,
  DATASOURCES_TABLE,
  DEVICES_TABLE,
  insertSql,
  type KismetdbTable,
  MESSAGES_TABLE,
  SNAPSHOTS_TABLE,
} from "../../../protocols/kismetdb/schema.ts";
import type { BulkStatement, ColumnKind } from "../../../runtime/database.ts";
import { packetStatement } from "./packet-rows.ts";

export const STATEMENTS = {
  packets: 0,
  devices: 1,
  datasources: 2,
  alerts: 3,
  messages: 4,
  snapshots: 5,
  data: 6,
} as const;

export function statementsOf(version: number): readonly BulkStatement[] {
  return [
    packetStatement(version),
    recordStatement(DEVICES_TABLE, version),
    recordStatement(DATASOURCES_TABLE, version),
    recordStatement(ALERTS_TABLE, version, ["devmac"]),
    recordStatement(MESSAGES_TABLE, version),
    recordStatement(SNAPSHOTS_TABLE, version),
    recordStatement(DATA_TABLE, version, ["devmac"]),
  ];
}

function recordStatement(
  table: KismetdbTable,
  version: number,
  addresses: readonly string[] = [],
): BulkStatement {
  return {
    sql: insertSql(table, version),
    columns: columnsOf(table, version).map(({ name, type }): ColumnKind =>
      addresses.includes(name)
        ? "mac"
        // The reference stores snapshots as text, whatever the column says.
        : type === "TEXT" || table === SNAPSHOTS_TABLE && name === "json"
        ? "text"
        : type === "BLOB"
        ? "bytes"
        : "number"
    ),
  };
}
