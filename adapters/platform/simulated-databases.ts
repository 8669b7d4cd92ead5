// Databases of the simulated platform: real SQLite in memory, within the caller's turn, on the simulated
// disk. A file of its own, because node:sqlite is no matter of pages in a browser.
import { DatabaseSync } from "node:sqlite";
import type {
  Database,
  DatabaseOptions,
  Databases,
  RowBlock,
  SqlValue,
} from "../../runtime/database.ts";
import { PlatformError } from "../../runtime/platform.ts";
import {
  type DatabasePage,
  type DatabaseRequest,
  rowBuffers,
  unpackPage,
} from "./database-messages.ts";
import { databaseFault } from "./database-faults.ts";
import type { SimulatedFiles } from "./simulated-files.ts";
import { SqliteConnection } from "./sqlite-connection.ts";
import { platformFault } from "./system-errors.ts";

/** What a row takes beside its values. */
const ROW_BYTES = 16;
const VALUE_BYTES = 8;

export class SimulatedDatabases implements Databases {
  readonly #files: SimulatedFiles;
  /** By path: what was written stays, as files do. */
  readonly #databases = new Map<string, DatabaseSync>();

  constructor(files: SimulatedFiles) {
    this.#files = files;
  }

  async open(options: DatabaseOptions): Promise<Database> {
    const { path, mode } = options;
    const action = `open ${path}`;
    const full = this.#files.checked(path, action);
    const info = await this.#files.stat(path).catch(() => undefined);
    const isThere = info !== undefined;
    // A file that was removed takes its tables along.
    if (!isThere) this.#databases.delete(full);
    let database = this.#databases.get(full);
    if (database === undefined) {
      if (isThere && (mode === "read" || info.size > 0)) throw platformFault("damaged", action);
      if (mode === "read") throw platformFault("not-found", action);
      if (!isThere) await (await this.#files.create(path)).close();
      database = new DatabaseSync(":memory:");
      this.#databases.set(full, database);
    }
    const opened = new SimulatedDatabase(this.#files, path, new SqliteConnection(database));
    opened.open(options);
    return opened;
  }

  /** Forgets all of them. */
  close(): void {
    for (const database of this.#databases.values()) database.close();
    this.#databases.clear();
  }
}

type Request = DatabaseRequest extends infer One
  ? One extends DatabaseRequest ? Omit<One, "id"> : never
  : never;

class SimulatedDatabase implements Database {
  readonly #files: SimulatedFiles;
  readonly #path: string;
  readonly #connection: SqliteConnection;
  #lastId = 0;
  #closed = false;

  constructor(files: SimulatedFiles, path: string, connection: SqliteConnection) {
    this.#files = files;
    this.#path = path;
    this.#connection = connection;
  }

  open(options: DatabaseOptions): void {
    this.#ask(`open ${this.#path}`, {
      kind: "open",
      options: { ...options, statements: options.statements ?? [] },
    });
  }

  async insert(block: RowBlock): Promise<void> {
    const { statement, rows, texts, columns, bytesUsed } = block;
    const values = columns.numbers.length + columns.textNumbers.length;
    const size = rows * (ROW_BYTES + VALUE_BYTES * values / block.rowsMax) + bytesUsed +
      texts.reduce((sum, text) => sum + text.length, 0);
    try {
      this.#files.takeForTables(this.#path, Math.ceil(size));
      this.#ask(`write ${this.#path}`, {
        kind: "insert",
        statement,
        rows,
        texts,
        columns: rowBuffers(columns),
      });
    } finally {
      block.restore(columns);
    }
  }

  async run(sql: string, parameters: readonly SqlValue[] = []): Promise<number> {
    this.#files.takeForTables(this.#path, parameters.length * VALUE_BYTES);
    return this.#ask(`change ${this.#path}`, { kind: "run", sql, parameters }).result as number;
  }

  async *query(sql: string, parameters: readonly SqlValue[] = []) {
    const action = `read ${this.#path}`;
    const { id, result } = this.#ask(action, { kind: "query", sql, parameters });
    let page = result as DatabasePage;
    try {
      for (;;) {
        if (page.rows.length > 0) yield unpackPage(page);
        if (page.done) return;
        page = this.#ask(action, { kind: "page", query: id }).result as DatabasePage;
      }
    } finally {
      if (!page.done && !this.#closed) this.#ask(action, { kind: "leave", query: id });
    }
  }

  async close(last: readonly string[] = []): Promise<void> {
    if (this.#closed) return;
    try {
      this.#ask(`close ${this.#path}`, { kind: "close", last });
    } finally {
      this.#closed = true;
    }
  }

  #ask(
    action: string,
    request: Request,
  ): { id: number; result: number | DatabasePage | undefined } {
    if (this.#closed) throw platformFault("closed", action);
    this.#files.checked(this.#path, action);
    const id = ++this.#lastId;
    try {
      return { id, result: this.#connection.answer({ ...request, id }) };
    } catch (cause) {
      const { code, reason } = databaseFault(cause);
      throw new PlatformError(code, `cannot ${action}: ${reason}`, { cause });
    }
  }
}
