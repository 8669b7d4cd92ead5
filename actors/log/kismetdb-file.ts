// Opening a kismetdb for reading, of whatever version (spec logs-and-config 1.9, 5).
import {
  columnsOf,
  type KismetdbTable,
  MODULE,
  OLD_DEGREE,
  READ_VERSION_MAX,
  READ_VERSION_MIN,
  TABLES,
  VERSION_DEGREES,
  VERSION_TABLE,
} from "../../protocols/kismetdb/schema.ts";
import { allRows, type Database, type Databases } from "../../runtime/database.ts";
import { LogError } from "./log-format.ts";

export interface KismetdbFile {
  readonly path: string;
  readonly database: Database;
  readonly version: number;
  /** Release of the server that wrote it. */
  readonly release: string;
}

/** Opens the file, or rejects with a PlatformError or LogError that says what is wrong with it. */
export async function openKismetdb(databases: Databases, path: string): Promise<KismetdbFile> {
  const database = await databases.open({ path, mode: "read" });
  try {
    const tables = (await allRows(database, "SELECT name FROM sqlite_master WHERE type = 'table'"))
      .map(([name]) => String(name));
    if (!tables.includes(VERSION_TABLE.name)) throw new LogError(`${path} is no kismetdb`);
    const sql = "SELECT db_version, db_module, kismet_version FROM KISMET";
    const [row] = await allRows(database, sql);
    if (row === undefined) throw new LogError(`${path} does not say which version it has`);
    const version = Number(row[0]);
    if (row[1] !== MODULE) {
      throw new LogError(`${path} is no log: it belongs to ${String(row[1])}`);
    }
    if (!(version >= READ_VERSION_MIN && version <= READ_VERSION_MAX)) {
      throw new LogError(
        `${path} has version ${version} of the tables; ${READ_VERSION_MIN} to ` +
          `${READ_VERSION_MAX} can be read`,
      );
    }
    const missing = TABLES.find(({ name }) => !tables.includes(name));
    if (missing !== undefined) throw new LogError(`${path} has no table ${missing.name}`);
    return { path, database, version, release: String(row[2]) };
  } catch (error) {
    await database.close();
    throw error;
  }
}

/** What stands for columns that an older version does not have. */
const MISSING: Readonly<Record<string, string>> = {
  tags: "''",
  packet_full_len: "packet_len",
};
const POSITION = /(^|_)(lat|lon)$/;

/**
 * The columns of the newest version as an expression each, whatever version the file has: positions
 * in degrees, and something neutral for what is missing.
 */
export function currentColumns(table: KismetdbTable, version: number): ReadonlyMap<string, string> {
  const there = new Set(columnsOf(table, version).map(({ name }) => name));
  return new Map(table.columns.map(({ name }) => {
    if (!there.has(name)) return [name, MISSING[name] ?? "0"];
    const isOld = version < VERSION_DEGREES && POSITION.test(name);
    return [name, isOld ? `${name} / ${OLD_DEGREE}.0` : name];
  }));
}

/** `SELECT`'s list of these columns. */
export function selectList(
  table: KismetdbTable,
  version: number,
  names: readonly string[],
): string {
  const columns = currentColumns(table, version);
  return names.map((name) => `${columns.get(name)!} AS ${name}`).join(", ");
}
