// Names and tags of devices in an SQLite file, with the name and the tables that the reference has for
// them (spec device-model 2.6). It is open only while something is read or written: most servers never
// name a device, and a database costs a thread.
import { formatDeviceKey, parseDeviceKey } from "../../protocols/records/device-key.ts";
import type { Database, SqlValue } from "../../runtime/database.ts";
import { type Platform, PlatformError } from "../../runtime/platform.ts";

export const NOTES_FILE = "devicetracker.db3";
/** Characters of a name, of a tag and of what it says. */
export const NOTE_CHARACTERS_MAX = 4096;
/** A damaged file of more bytes is not kept aside. */
const ASIDE_BYTES_MAX = 64 * 1024 * 1024;
const MODULE = "devicetracker";
const VERSION = 4;
const FILE_MODE = 0o600;
const DIRECTORY_MODE = 0o700;
const TABLES = [
  "CREATE TABLE IF NOT EXISTS KISMET (kismet_version TEXT, db_version INT, db_module TEXT)",
  "CREATE TABLE IF NOT EXISTS device_names " +
  "(key TEXT, name TEXT, UNIQUE(key) ON CONFLICT REPLACE)",
  "CREATE TABLE IF NOT EXISTS device_tags " +
  "(key TEXT, tag TEXT, content TEXT, UNIQUE(key, tag) ON CONFLICT REPLACE)",
];

/** A name, when `tag` is undefined, or a tag. */
export interface Note {
  /** Key of the device. */
  readonly key: string;
  readonly tag: string | undefined;
  readonly text: string;
}

/** The file is a database, but not one of ours. */
class ForeignFileError extends Error {}

export class NotesFile {
  readonly path: string;
  readonly #platform: Platform;
  readonly #directory: string;
  readonly #release: string;

  /** `release`: the one of the reference that the file is to be taken for. */
  constructor(platform: Platform, directory: string, release: string) {
    this.#platform = platform;
    this.#directory = directory;
    this.#release = release;
    this.path = `${directory}/${NOTES_FILE}`.replaceAll("//", "/");
  }

  /**
   * Gives each note of the file to `take`. Resolves with a sentence when the
   * file could not be understood and was put aside; rejects when it could not be read.
   */
  async read(take: (note: Note) => void): Promise<string> {
    const { databases, files } = this.#platform;
    if (databases === undefined) return "";
    try {
      const { size } = await files.stat(this.path);
      // Made and never written to, as an interrupted first start leaves it.
      if (size === 0) return "";
    } catch (error) {
      if (error instanceof PlatformError && error.code === "not-found") return "";
      throw error;
    }
    try {
      const database = await databases.open({ path: this.path, mode: "read" });
      try {
        await check(database);
        await readAll(database, take);
      } finally {
        await database.close();
      }
      return "";
    } catch (error) {
      const isDamaged = error instanceof ForeignFileError ||
        (error instanceof PlatformError && error.code === "damaged");
      if (!isDamaged) throw error;
      const aside = await this.#putAside();
      return `${error.message}; it is kept as ${aside}, and devices have no names and tags ` +
        "of people until they are given anew";
    }
  }

  /** All or none of them. */
  async write(notes: readonly Note[]): Promise<void> {
    const { databases, files } = this.#platform;
    if (databases === undefined) {
      throw new PlatformError("unsupported", "this platform has no databases");
    }
    await files.makeDirectory(this.#directory, DIRECTORY_MODE);
    await createPrivate(files, this.path);
    const database = await databases.open({ path: this.path, mode: "write", setup: TABLES });
    try {
      await database.run(
        "INSERT INTO KISMET SELECT ?, ?, ? WHERE NOT EXISTS (SELECT 1 FROM KISMET)",
        [this.#release, VERSION, MODULE],
      );
      await database.run("BEGIN IMMEDIATE");
      for (const note of notes) await writeNote(database, note);
      await database.run("COMMIT");
    } finally {
      // Closing without a commit takes back what was begun.
      await database.close();
    }
  }

  async #putAside(): Promise<string> {
    const { files, clock } = this.#platform;
    const aside = `${this.path}.damaged-${Math.floor(clock.now() / 1000)}`;
    const { size } = await files.stat(this.path);
    if (size > ASIDE_BYTES_MAX) {
      throw new PlatformError("damaged", `${this.path} is damaged, and too large to be kept aside`);
    }
    const bytes = await files.readBytes(this.path);
    const copy = await files.create(aside, { exclusive: true, mode: FILE_MODE });
    await copy.write(bytes);
    await copy.close();
    for (const ending of ["", "-journal", "-wal", "-shm"]) {
      await files.remove(this.path + ending).catch((error: unknown) => {
        if (!(error instanceof PlatformError && error.code === "not-found")) throw error;
      });
    }
    return aside;
  }
}

async function check(database: Database): Promise<void> {
  const tables = new Set<SqlValue | undefined>();
  for await (const page of database.query("SELECT name FROM sqlite_master")) {
    for (const [name] of page) tables.add(name);
  }
  const missing = ["KISMET", "device_names", "device_tags"].find((name) => !tables.has(name));
  if (missing !== undefined) {
    throw new ForeignFileError(`${NOTES_FILE} holds no names of devices: no table ${missing}`);
  }
  for await (const page of database.query("SELECT db_module FROM KISMET LIMIT 1")) {
    for (const [module] of page) {
      if (module !== MODULE) {
        throw new ForeignFileError(`${NOTES_FILE} belongs to ${String(module).slice(0, 64)}`);
      }
    }
  }
}

async function readAll(database: Database, take: (note: Note) => void): Promise<void> {
  const queries = [
    "SELECT key, NULL, name FROM device_names ORDER BY rowid",
    "SELECT key, tag, content FROM device_tags ORDER BY rowid",
  ];
  for (const sql of queries) {
    for await (const page of database.query(sql)) {
      for (const [key, tag, text] of page) {
        const note = noteOf(key, tag ?? undefined, text);
        if (note !== undefined) take(note);
      }
    }
  }
}

/** Undefined for what nobody could have stored through us. */
function noteOf(
  key: SqlValue | undefined,
  tag: SqlValue | undefined,
  text: SqlValue | undefined,
): Note | undefined {
  const device = typeof key === "string" ? canonicalKey(key) : undefined;
  if (device === undefined) return undefined;
  if (tag !== undefined && (typeof tag !== "string" || tag.length > NOTE_CHARACTERS_MAX)) {
    return undefined;
  }
  if (typeof text !== "string" || text.length > NOTE_CHARACTERS_MAX) return undefined;
  return { key: device, tag, text };
}

/** The one text for a device; undefined for what is no key. */
export function canonicalKey(key: string): string | undefined {
  const parsed = parseDeviceKey(key);
  return parsed === undefined ? undefined : formatDeviceKey(parsed.phyHash, parsed.mac);
}

async function writeNote(database: Database, { key, tag, text }: Note): Promise<void> {
  if (tag !== undefined) {
    await database.run("INSERT OR REPLACE INTO device_tags VALUES (?, ?, ?)", [key, tag, text]);
  } else if (text === "") {
    await database.run("DELETE FROM device_names WHERE key = ?", [key]);
  } else {
    await database.run("INSERT OR REPLACE INTO device_names VALUES (?, ?)", [key, text]);
  }
}

/** SQLite makes files that everybody may read. */
async function createPrivate(files: Platform["files"], path: string): Promise<void> {
  try {
    await (await files.create(path, { exclusive: true, mode: FILE_MODE })).close();
  } catch (error) {
    if (!(error instanceof PlatformError && error.code === "exists")) throw error;
  }
}
