// The tables of a kismetdb (spec logs-and-config 1): names, order and declared types are what other
// readers compare with. Versions differ in the columns of `packets` and `data`.

/** Schema versions that can be written. */
export const WRITTEN_VERSIONS: readonly number[] = [6, 8, 9];
export const VERSION_DEFAULT = 9;
/** Oldest and newest version that can be read. */
export const READ_VERSION_MIN = 4;
export const READ_VERSION_MAX = 9;
/** `KISMET.db_module` of logs; other private databases have the same table. */
export const MODULE = "kismetlog";

/** Before this version positions are whole numbers, degrees times 100,000. */
export const VERSION_DEGREES = 5;
export const OLD_DEGREE = 100_000;
export const VERSION_TAGS = 6;

export interface KismetdbColumn {
  readonly name: string;
  readonly type: "INT" | "REAL" | "TEXT" | "BLOB";
  /** First version that has it. */
  readonly since?: number;
}

export interface KismetdbTable {
  readonly name: string;
  readonly columns: readonly KismetdbColumn[];
  /** Columns of which there is one row; a new row takes the place of the old one. */
  readonly unique?: readonly string[];
}

const int = (name: string, since?: number): KismetdbColumn => column(name, "INT", since);
const real = (name: string, since?: number): KismetdbColumn => column(name, "REAL", since);
const text = (name: string, since?: number): KismetdbColumn => column(name, "TEXT", since);
const blob = (name: string, since?: number): KismetdbColumn => column(name, "BLOB", since);

function column(
  name: string,
  type: KismetdbColumn["type"],
  since: number | undefined,
): KismetdbColumn {
  return { name, type, ...since !== undefined && { since } };
}

export const VERSION_TABLE: KismetdbTable = {
  name: "KISMET",
  columns: [text("kismet_version"), int("db_version"), text("db_module")],
};

export const DEVICES_TABLE: KismetdbTable = {
  name: "devices",
  columns: [
    int("first_time"),
    int("last_time"),
    text("devkey"),
    text("phyname"),
    text("devmac"),
    int("strongest_signal"),
    real("min_lat"),
    real("min_lon"),
    real("max_lat"),
    real("max_lon"),
    real("avg_lat"),
    real("avg_lon"),
    int("bytes_data"),
    text("type"),
    blob("device"),
  ],
  unique: ["phyname", "devmac"],
};

export const PACKETS_TABLE: KismetdbTable = {
  name: "packets",
  columns: [
    int("ts_sec"),
    int("ts_usec"),
    text("phyname"),
    text("sourcemac"),
    text("destmac"),
    text("transmac"),
    real("frequency"),
    text("devkey"),
    real("lat"),
    real("lon"),
    real("alt", 5),
    real("speed", 5),
    real("heading", 5),
    int("packet_len"),
    int("signal"),
    text("datasource"),
    int("dlt"),
    blob("packet"),
    int("error"),
    text("tags", 6),
    real("datarate", 7),
    int("hash", 8),
    int("packetid", 8),
    int("packet_full_len", 9),
  ],
};

export const DATA_TABLE: KismetdbTable = {
  name: "data",
  columns: [
    int("ts_sec"),
    int("ts_usec"),
    text("phyname"),
    text("devmac"),
    real("lat"),
    real("lon"),
    real("alt", 5),
    real("speed", 5),
    real("heading", 5),
    text("datasource"),
    text("type"),
    blob("json"),
  ],
};

export const DATASOURCES_TABLE: KismetdbTable = {
  name: "datasources",
  columns: [
    text("uuid"),
    text("typestring"),
    text("definition"),
    text("name"),
    text("interface"),
    blob("json"),
  ],
  unique: ["uuid"],
};

export const ALERTS_TABLE: KismetdbTable = {
  name: "alerts",
  columns: [
    int("ts_sec"),
    int("ts_usec"),
    text("phyname"),
    text("devmac"),
    real("lat"),
    real("lon"),
    text("header"),
    blob("json"),
  ],
};

export const MESSAGES_TABLE: KismetdbTable = {
  name: "messages",
  columns: [int("ts_sec"), real("lat"), real("lon"), text("msgtype"), text("message")],
};

export const SNAPSHOTS_TABLE: KismetdbTable = {
  name: "snapshots",
  columns: [
    int("ts_sec"),
    int("ts_usec"),
    real("lat", 5),
    real("lon", 5),
    text("snaptype"),
    blob("json"),
  ],
};

export const TABLES: readonly KismetdbTable[] = [
  VERSION_TABLE,
  DEVICES_TABLE,
  PACKETS_TABLE,
  DATA_TABLE,
  DATASOURCES_TABLE,
  ALERTS_TABLE,
  MESSAGES_TABLE,
  SNAPSHOTS_TABLE,
];

/** The columns that a version of the table has, in order. */
export function columnsOf(table: KismetdbTable, version: number): readonly KismetdbColumn[] {
  return table.columns.filter(({ since = 0 }) => since <= version);
}

/** The statement that makes a table. */
export function createTableSql(table: KismetdbTable, version: number): string {
  const parts = columnsOf(table, version).map(({ name, type }) => `${name} ${type}`);
  if (table.unique !== undefined) {
    parts.push(`UNIQUE(${table.unique.join(", ")}) ON CONFLICT REPLACE`);
  }
  return `CREATE TABLE ${table.name} (${parts.join(", ")})`;
}

/** The statement that adds a row, one parameter a column; `given` has those that are the same in all. */
export function insertSql(
  table: KismetdbTable,
  version: number,
  given: Readonly<Record<string, string>> = {},
): string {
  const values = columnsOf(table, version).map(({ name }) => given[name] ?? "?");
  return `INSERT INTO ${table.name} VALUES (${values.join(", ")})`;
}
