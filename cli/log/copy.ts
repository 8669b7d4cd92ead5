// `moirai log strip` and `moirai log merge`: rows of kismet logs into a new one, by SQL alone, in
// pieces, so that the memory does not grow with the logs.
import { currentColumns } from "../../actors/log/kismetdb-file.ts";
import { LogError } from "../../actors/log/log-format.ts";
import {
  createTableSql,
  DEVICES_TABLE,
  type KismetdbTable,
  MODULE,
  PACKETS_TABLE,
  READ_VERSION_MAX,
  TABLES,
  VERSION_TABLE,
} from "../../protocols/kismetdb/schema.ts";
import { allRows, type Database } from "../../runtime/database.ts";
import { PlatformError } from "../../runtime/platform.ts";
import { formatNumberOf } from "../progress.ts";
import { type CommandContext, say } from "../startup.ts";
import { createFile, runLogCommand, withLog, WorkProgress } from "./log-files.ts";

/** Rows of one statement. */
const PIECE_ROWS = 50_000;

export interface LogCopyRequest {
  readonly files: readonly string[];
  readonly out: string;
  readonly force: boolean;
  readonly withPackets: boolean;
}

interface Origin {
  readonly path: string;
  readonly version: number;
  readonly release: string;
  /** Largest row number by table. */
  readonly lastRows: ReadonlyMap<string, number>;
}

export async function runLogCopy(
  request: LogCopyRequest,
  context: CommandContext,
): Promise<number> {
  return await runLogCommand(context, async () => {
    const { platform } = context;
    const origins: Origin[] = [];
    for (const path of request.files) origins.push(await look(context, path));
    if (await isAmong(context, request)) {
      throw new LogError(`${request.out} is one of the logs that are read`);
    }
    await (await createFile(platform.files, request.out, request.force)).close();
    try {
      await copy(request, origins, context);
    } catch (error) {
      await platform.files.remove(request.out).catch(() => {});
      throw error;
    }
  });
}

async function look(context: CommandContext, path: string): Promise<Origin> {
  return await withLog(context, path, async ({ database, version, release }) => {
    const lastRows = new Map<string, number>();
    for (const { name } of TABLES) {
      const [[last]] = await allRows(database, `SELECT max(rowid) FROM ${name}`) as [[number]];
      lastRows.set(name, Number(last ?? 0));
    }
    return { path, version, release, lastRows };
  });
}

/** Two names may be one file; a name that is not there yet is none of them. */
async function isAmong(context: CommandContext, request: LogCopyRequest): Promise<boolean> {
  const { files } = context.platform;
  try {
    const target = await files.stat(request.out);
    if (!target.isFile) return false;
  } catch (error) {
    if (error instanceof PlatformError) return false;
    throw error;
  }
  return request.files.some((path) => normal(path) === normal(request.out));
}

const normal = (path: string): string => path.replace(/\/(\.?\/)+/g, "/").replace(/^\.\//, "");

async function copy(
  { out, withPackets }: LogCopyRequest,
  origins: readonly Origin[],
  context: CommandContext,
): Promise<void> {
  // A copy of one log has its version; several are brought to the newest.
  const version = origins.length === 1 ? origins[0]!.version : READ_VERSION_MAX;
  const database = await context.platform.databases!.open({
    path: out,
    mode: "write",
    setup: [
      "PRAGMA journal_mode=OFF",
      "PRAGMA synchronous=OFF",
      ...TABLES.map((table) => createTableSql(table, version)),
    ],
  });
  try {
    await database.run(`INSERT INTO ${VERSION_TABLE.name} VALUES (?, ?, ?)`, [
      origins[0]!.release,
      version,
      MODULE,
    ]);
    const total = origins.reduce(
      (sum, { lastRows }) => sum + [...lastRows.values()].reduce((rows, last) => rows + last, 0),
      0,
    );
    const progress = new WorkProgress(context, total, "rows");
    let done = 0;
    for (const origin of origins) {
      await database.run("ATTACH ? AS origin", [origin.path]);
      for (const table of TABLES) {
        if (table === VERSION_TABLE) continue;
        await copyTable(database, table, origin, version, withPackets, (rows) => {
          done += rows;
          progress.show(done);
        });
      }
      await database.run("DETACH origin");
    }
    progress.end();
    const [[packets, devices]] = await allRows(
      database,
      "SELECT (SELECT count(*) FROM packets), (SELECT count(*) FROM devices)",
    ) as [[number, number]];
    say(
      context.terminal,
      `${formatNumberOf(packets, "packet")} and ${formatNumberOf(devices, "device")} in ${out}`,
    );
  } finally {
    await database.close();
  }
}

async function copyTable(
  database: Database,
  table: KismetdbTable,
  origin: Origin,
  version: number,
  withPackets: boolean,
  copied: (rows: number) => void,
): Promise<void> {
  const columns = new Map(
    version === origin.version
      ? table.columns
        .filter(({ since = 0 }) => since <= version)
        .map(({ name }) => [name, name] as const)
      : currentColumns(table, origin.version),
  );
  if (table === PACKETS_TABLE) {
    if (!withPackets) columns.set("packet", "''");
    // Numbers of packets stay distinct; packets of old logs have none.
    const [[last]] = await allRows(database, "SELECT max(packetid) FROM main.packets").catch(
      () => [[0]],
    ) as [[number | null]];
    const number = columns.get("packetid");
    if (number === "packetid") columns.set("packetid", `${number} + ${last ?? 0}`);
  }
  const names = [...columns.keys()];
  const sql = `INSERT INTO main.${table.name} (${names.join(", ")}) ` +
    `SELECT ${[...columns.values()].join(", ")} FROM origin.${table.name} ` +
    `WHERE rowid > ? AND rowid <= ? ${table === DEVICES_TABLE ? MERGE_DEVICES : ""}`;
  const last = origin.lastRows.get(table.name)!;
  for (let from = 0; from < last; from += PIECE_ROWS) {
    const to = Math.min(last, from + PIECE_ROWS);
    await database.run(sql, [from, to]);
    copied(to - from);
  }
}

const newer = (column: string): string =>
  `${column} = CASE WHEN excluded.last_time >= last_time THEN excluded.${column} ` +
  `ELSE ${column} END`;
/** Of two edges the outer one; 0 stands for a place that is not known. */
const edge = (column: string, outer: "min" | "max"): string =>
  `${column} = CASE WHEN excluded.${column} = 0 THEN ${column} ` +
  `WHEN ${column} = 0 THEN excluded.${column} ELSE ${outer}(${column}, excluded.${column}) END`;

/**
 * A device of several logs is one: first and last times and places span all of them, its record is
 * the newest. Byte counts go on from one log of a server to the next, so the largest is kept.
 */
const MERGE_DEVICES = "ON CONFLICT (phyname, devmac) DO UPDATE SET " + [
  newer("type"),
  newer("device"),
  newer("avg_lat"),
  newer("avg_lon"),
  edge("min_lat", "min"),
  edge("min_lon", "min"),
  edge("max_lat", "max"),
  edge("max_lon", "max"),
  edge("strongest_signal", "max"),
  "bytes_data = max(bytes_data, excluded.bytes_data)",
  "first_time = min(first_time, excluded.first_time)",
  "last_time = max(last_time, excluded.last_time)",
].join(", ");
