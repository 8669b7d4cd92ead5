// One SQLite database (https://www.sqlite.org/c3ref/intro.html) through the node:sqlite of the engine:
// answers requests in the order they come, in whatever thread it is.
import { DatabaseSync, type SQLInputValue, type StatementSync } from "node:sqlite";
import { formatMac } from "../../protocols/mac.ts";
import type { ColumnKind, SqlValue } from "../../runtime/database.ts";
import {
  type DatabasePage,
  type DatabaseRequest,
  packPage,
  PAGE_BYTES_MAX,
  PAGE_ROWS_MAX,
  rowColumns,
} from "./database-messages.ts";

/** Addresses whose texts are remembered. */
const MAC_TEXTS_MAX = 65_536;
/** How long another program may hold the file before a statement fails. */
const BUSY_MS = 4000;

/** The types lag behind: all three engines have it. */
type ArrayStatement = StatementSync & { setReturnArrays(arrays: boolean): void };

/** Rows of one execution, while there are as many left: a third faster under Deno, as fast elsewhere. */
const ROWS_AT_ONCE = 4;

interface Bulk {
  readonly statement: StatementSync;
  /** The same for ROWS_AT_ONCE rows. */
  readonly several: StatementSync;
  readonly kinds: readonly ColumnKind[];
}

type OpenRequest = Extract<DatabaseRequest, { kind: "open" }>;
type InsertRequest = Extract<DatabaseRequest, { kind: "insert" }>;

export class SqliteConnection {
  #database: DatabaseSync | undefined = undefined;
  #bulks: readonly Bulk[] = [];
  readonly #queries = new Map<number, Iterator<unknown>>();
  /** A database in memory, which others have open too and which outlives this connection. */
  readonly #shared: DatabaseSync | undefined;

  constructor(shared?: DatabaseSync) {
    this.#shared = shared;
  }

  /** Throws whatever node:sqlite throws. */
  answer(request: DatabaseRequest): number | DatabasePage | undefined {
    switch (request.kind) {
      case "open":
        return this.#open(request.options);
      case "insert":
        return this.#insert(request);
      case "run":
        return Number(
          this.#database!.prepare(request.sql).run(...inputs(request.parameters)).changes,
        );
      case "query": {
        const statement = this.#database!.prepare(request.sql);
        (statement as ArrayStatement).setReturnArrays(true);
        this.#queries.set(request.id, statement.iterate(...inputs(request.parameters)));
        return this.#page(request.id);
      }
      case "page":
        return this.#page(request.query);
      case "leave":
        this.#leave(request.query);
        return undefined;
      case "close":
        return this.#close(request.last);
    }
  }

  #open({ path, mode, setup = [], statements }: OpenRequest["options"]): undefined {
    const database = this.#database = this.#shared ??
      new DatabaseSync(path, { readOnly: mode === "read", timeout: BUSY_MS });
    try {
      // Opening reads nothing; this tells whether it is a database at all.
      database.prepare("PRAGMA schema_version").get();
      for (const sql of setup) database.exec(sql);
      this.#bulks = statements.map(({ sql, columns }) => ({
        statement: database.prepare(sql),
        several: database.prepare(severalRows(sql)),
        kinds: columns,
      }));
    } catch (error) {
      this.#end();
      throw error;
    }
  }

  /** All rows or none. */
  #insert(request: InsertRequest): number {
    const database = this.#database!;
    database.exec("BEGIN");
    try {
      runRows(this.#bulks[request.statement]!, request);
      database.exec("COMMIT");
    } catch (error) {
      // A full disk has ended the transaction already; then there is nothing to take back.
      try {
        database.exec("ROLLBACK");
      } catch { /* the first error is the one that matters */ }
      throw error;
    }
    return request.rows;
  }

  #page(query: number): DatabasePage {
    const iterator = this.#queries.get(query);
    const rows: SqlValue[][] = [];
    if (iterator === undefined) return packPage(rows, 0, true);
    let bytes = 0;
    try {
      while (rows.length < PAGE_ROWS_MAX && bytes < PAGE_BYTES_MAX) {
        const next = iterator.next();
        if (next.done) {
          this.#queries.delete(query);
          return packPage(rows, bytes, true);
        }
        const row = next.value as SqlValue[];
        for (const value of row) if (value instanceof Uint8Array) bytes += value.length;
        rows.push(row);
      }
    } catch (error) {
      this.#queries.delete(query);
      throw error;
    }
    return packPage(rows, bytes, false);
  }

  #leave(query: number): void {
    const iterator = this.#queries.get(query);
    this.#queries.delete(query);
    iterator?.return?.();
  }

  #close(last: readonly string[]): undefined {
    const database = this.#database;
    if (database === undefined) return undefined;
    for (const query of this.#queries.keys()) this.#leave(query);
    let failure: unknown;
    for (const sql of last) {
      try {
        database.exec(sql);
      } catch (error) {
        failure ??= error;
      }
    }
    this.#end();
    if (failure !== undefined) throw failure;
    return undefined;
  }

  #end(): void {
    if (this.#shared === undefined) this.#database?.close();
    this.#database = undefined;
  }
}

const macTexts = new Map<number, string>();

function inputs(parameters: readonly SqlValue[]): SQLInputValue[] {
  return [...parameters];
}

/** `INSERT … VALUES (?, ?)` with as many tuples as are run at once. */
function severalRows(sql: string): string {
  const at = sql.indexOf("VALUES ") + "VALUES ".length;
  const tuple = sql.slice(at);
  return sql.slice(0, at) + Array.from({ length: ROWS_AT_ONCE }, () => tuple).join(", ");
}

function runRows(
  { statement, several, kinds }: Bulk,
  { rows, texts, columns }: InsertRequest,
): void {
  const { numbers, textNumbers, ranges, bytes } = rowColumns(columns);
  const width = kinds.length;
  const one: SQLInputValue[] = kinds.map(() => null);
  const many: SQLInputValue[] = Array.from({ length: width * ROWS_AT_ONCE }, () => null);
  let number = 0;
  let text = 0;
  let range = 0;
  for (let row = 0; row < rows;) {
    const isMany = rows - row >= ROWS_AT_ONCE;
    const values = isMany ? many : one;
    for (let at = 0; at < values.length; at++) {
      switch (kinds[at % width]) {
        case "number":
          values[at] = numbers[number++]!;
          break;
        case "mac":
          values[at] = macText(numbers[number++]!);
          break;
        case "text":
          values[at] = texts[textNumbers[text++]!]!;
          break;
        default:
          values[at] = bytes.subarray(ranges[range]!, ranges[range + 1]!);
          range += 2;
      }
    }
    if (isMany) several.run(...values);
    else statement.run(...values);
    row += isMany ? ROWS_AT_ONCE : 1;
  }
}

function macText(mac: number): string {
  const known = macTexts.get(mac);
  if (known !== undefined) return known;
  if (macTexts.size >= MAC_TEXTS_MAX) macTexts.clear();
  const text = formatMac(mac);
  macTexts.set(mac, text);
  return text;
}
