// The kismetdb log: one SQLite database with packets, devices, alerts, messages, datasources and
// snapshots (spec logs-and-config 1 to 4). A thread of its own writes it; here buffers are filled.
import {
  type LogContext,
  LogError,
  type LogFormat,
  type LogOpenOptions,
} from "../../actors/log/log-format.ts";
import { COMPATIBLE_VERSION } from "../../actors/system/system-status.ts";
import {
  createTableSql,
  MODULE,
  TABLES,
  VERSION_DEFAULT,
  VERSION_TABLE,
  WRITTEN_VERSIONS,
} from "../../protocols/kismetdb/schema.ts";
import { allRows, type Databases } from "../../runtime/database.ts";
import { KismetSession } from "./kismet/session.ts";
import { statementsOf } from "./kismet/statements.ts";

/**
 * Write-ahead logging keeps what is committed when the process is killed, and readers do not wait;
 * a checkpoint every 16 MB keeps flushes of the disk rare.
 */
const LIVE = [
  "PRAGMA journal_mode=WAL",
  "PRAGMA synchronous=NORMAL",
  "PRAGMA wal_autocheckpoint=4000",
];
/** A file that vanishes with the server needs no care, and nothing beside it. */
const EPHEMERAL = ["PRAGMA journal_mode=MEMORY", "PRAGMA synchronous=OFF"];

export const kismet: LogFormat = {
  driver: {
    class: "kismet",
    name: "Kismet database",
    description: "Packets, devices, alerts and everything else in one SQLite database",
    stream: false,
    singleton: true,
  },
  resumes: true,
  async open(context, options) {
    const { databases, files } = context.platform;
    if (databases === undefined) {
      throw new LogError(`cannot write ${options.path}: this platform has no databases`);
    }
    const wanted = wantedVersion(context);
    const found = options.resume ? await resumed(databases, options) : undefined;
    const version = found?.version ?? wanted;
    const ephemeral = context.settings.flag("kis_log_ephemeral_dangerous");
    const database = await databases.open({
      path: options.path,
      mode: "write",
      setup: [
        ...ephemeral ? EPHEMERAL : LIVE,
        ...found === undefined ? tablesOf(version) : [],
      ],
      statements: statementsOf(version),
    });
    try {
      if (ephemeral) await files.remove(options.path);
      return new KismetSession(context, options, {
        database,
        databases,
        version,
        numberOffset: found?.lastNumber ?? 0,
        ephemeral,
      });
    } catch (error) {
      await database.close();
      throw error;
    }
  },
};

function wantedVersion({ settings }: LogContext): number {
  const version = settings.integer("kis_log_version");
  return WRITTEN_VERSIONS.includes(version) ? version : VERSION_DEFAULT;
}

function tablesOf(version: number): string[] {
  return [
    "BEGIN",
    ...TABLES.map((table) => createTableSql(table, version)),
    `INSERT INTO ${VERSION_TABLE.name} VALUES ('${COMPATIBLE_VERSION}', ${version}, '${MODULE}')`,
    "COMMIT",
  ];
}

/** What a file says of itself that is to be continued; one of another kind is left alone. */
async function resumed(
  databases: Databases,
  { path }: LogOpenOptions,
): Promise<{ version: number; lastNumber: number }> {
  const reader = await databases.open({ path, mode: "read" });
  try {
    const tables = await allRows(
      reader,
      "SELECT name FROM sqlite_master WHERE name = ? AND type = 'table'",
      [VERSION_TABLE.name],
    );
    if (tables.length === 0) throw new LogError(`cannot continue ${path}: it is no kismetdb`);
    const [row = []] = await allRows(reader, "SELECT db_version, db_module FROM KISMET");
    const version = Number(row[0]);
    if (row[1] !== MODULE) {
      throw new LogError(`cannot continue ${path}: it belongs to ${String(row[1])}`);
    }
    if (!WRITTEN_VERSIONS.includes(version)) {
      throw new LogError(
        `cannot continue ${path}: it has version ${version}, and can be continued with ` +
          WRITTEN_VERSIONS.join(", "),
      );
    }
    const last = version < 8
      ? []
      : await allRows(reader, "SELECT packetid FROM packets ORDER BY rowid DESC LIMIT 1");
    return { version, lastNumber: Number(last[0]?.[0] ?? 0) };
  } finally {
    await reader.close();
  }
}
