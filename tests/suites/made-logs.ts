// Kismetdb files as servers of several releases leave them, made row by row.
import { detectPlatform } from "../../adapters/platform/detect.ts";
import {
  columnsOf,
  createTableSql,
  type KismetdbTable,
  TABLES,
} from "../../protocols/kismetdb/schema.ts";
import type { SqlValue } from "../../runtime/database.ts";

const { databases } = await detectPlatform();

export type MadeRow = Readonly<Record<string, SqlValue>>;

export interface MadeLog {
  readonly version: number;
  readonly module?: string;
  /** Rows by table; columns left out are null. */
  readonly rows: Readonly<Record<string, readonly MadeRow[]>>;
}

export async function makeLog(path: string, { version, module, rows }: MadeLog): Promise<void> {
  const database = await databases!.open({
    path,
    mode: "write",
    setup: TABLES.map((table) => createTableSql(table, version)),
  });
  const add = async (table: KismetdbTable, row: MadeRow): Promise<void> => {
    const columns = columnsOf(table, version);
    const values = columns.map(({ name }) => row[name] ?? null);
    const places = columns.map(() => "?").join(", ");
    await database.run(`INSERT INTO ${table.name} VALUES (${places})`, values);
  };
  await add(TABLES[0]!, {
    kismet_version: "2020.12.0",
    db_version: version,
    db_module: module ?? "kismetlog",
  });
  for (const table of TABLES) for (const row of rows[table.name] ?? []) await add(table, row);
  await database.close();
}
