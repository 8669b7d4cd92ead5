// One thread with one SQLite database (https://www.sqlite.org/c3ref/intro.html), through the
// node:sqlite of the engine. Requests are answered in the order they come.
import { DatabaseSync, type SQLInputValue, type StatementSync } from "node:sqlite";
import { parentPort } from "node:worker_threads";
import { formatMac } from "../../protocols/mac.ts";
import type { ColumnKind, SqlValue } from "../../runtime/database.ts";
import {
  type DatabaseAnswer,
  type DatabasePage,
  type DatabaseRequest,
  packPage,
  PAGE_BYTES_MAX,
  PAGE_ROWS_MAX,
  rowColumns,
  transferred,
} from "./database-messages.ts";
import { databaseFault } from "./database-faults.ts";

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

let database: DatabaseSync | undefined;
let bulks: readonly Bulk[] = [];
const queries = new Map<number, Iterator<unknown>>();
const macTexts = new Map<number, string>();

const port = parentPort!;
port.on("message", (request: DatabaseRequest) => {
  const columns = request.kind === "insert" ? request.columns : undefined;
  const answer: { -readonly [Key in keyof DatabaseAnswer]: DatabaseAnswer[Key] } = {
    id: request.id,
  };
  try {
    const result = answerTo(request);
    if (result !== undefined) answer.result = result;
  } catch (error) {
    answer.fault = databaseFault(error);
  }
  const { result } = answer;
  if (typeof result === "object") port.postMessage(answer, [result.bytes]);
  else if (columns === undefined) port.postMessage(answer);
  else {
    answer.columns = columns;
    port.postMessage(answer, transferred(columns));
  }
});

function answerTo(request: DatabaseRequest): number | DatabasePage | undefined {
  switch (request.kind) {
    case "open":
      return open(request.options);
    case "insert":
      return insert(request);
    case "run":
      return Number(database!.prepare(request.sql).run(...inputs(request.parameters)).changes);
    case "query": {
      const statement = database!.prepare(request.sql);
      (statement as ArrayStatement).setReturnArrays(true);
      queries.set(request.id, statement.iterate(...inputs(request.parameters)));
      return page(request.id);
    }
    case "page":
      return page(request.query);
    case "leave":
      leave(request.query);
      return undefined;
    case "close":
      return close(request.last);
  }
}

function inputs(parameters: readonly SqlValue[]): SQLInputValue[] {
  return [...parameters];
}

function open({ path, mode, setup = [], statements }: {
  readonly path: string;
  readonly mode: "read" | "write";
  readonly setup?: readonly string[];
  readonly statements: readonly { readonly sql: string; readonly columns: readonly ColumnKind[] }[];
}): undefined {
  database = new DatabaseSync(path, { readOnly: mode === "read", timeout: BUSY_MS });
  try {
    // Opening reads nothing; this tells whether it is a database at all.
    database.prepare("PRAGMA schema_version").get();
    for (const sql of setup) database.exec(sql);
    bulks = statements.map(({ sql, columns }) => ({
      statement: database!.prepare(sql),
      several: database!.prepare(severalRows(sql)),
      kinds: columns,
    }));
  } catch (error) {
    database.close();
    database = undefined;
    throw error;
  }
}

/** All rows or none. */
function insert(request: DatabaseRequest & { readonly kind: "insert" }): number {
  const bulk = bulks[request.statement]!;
  database!.exec("BEGIN");
  try {
    runRows(bulk, request);
    database!.exec("COMMIT");
  } catch (error) {
    // A full disk has ended the transaction already; then there is nothing to take back.
    try {
      database!.exec("ROLLBACK");
    } catch { /* the first error is the one that matters */ }
    throw error;
  }
  return request.rows;
}

/** `INSERT … VALUES (?, ?)` with as many tuples as are run at once. */
function severalRows(sql: string): string {
  const at = sql.indexOf("VALUES ") + "VALUES ".length;
  const tuple = sql.slice(at);
  return sql.slice(0, at) + Array.from({ length: ROWS_AT_ONCE }, () => tuple).join(", ");
}

function runRows(
  { statement, several, kinds }: Bulk,
  { rows, texts, columns }: DatabaseRequest & { readonly kind: "insert" },
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

function page(query: number): DatabasePage {
  const iterator = queries.get(query);
  const rows: SqlValue[][] = [];
  if (iterator === undefined) return packPage(rows, 0, true);
  let bytes = 0;
  try {
    while (rows.length < PAGE_ROWS_MAX && bytes < PAGE_BYTES_MAX) {
      const next = iterator.next();
      if (next.done) {
        queries.delete(query);
        return packPage(rows, bytes, true);
      }
      const row = next.value as SqlValue[];
      for (const value of row) if (value instanceof Uint8Array) bytes += value.length;
      rows.push(row);
    }
  } catch (error) {
    queries.delete(query);
    throw error;
  }
  return packPage(rows, bytes, false);
}

function leave(query: number): void {
  const iterator = queries.get(query);
  queries.delete(query);
  iterator?.return?.();
}

function close(last: readonly string[]): undefined {
  if (database === undefined) return undefined;
  for (const query of queries.keys()) leave(query);
  let failure: unknown;
  for (const sql of last) {
    try {
      database.exec(sql);
    } catch (error) {
      failure ??= error;
    }
  }
  database.close();
  database = undefined;
  if (failure !== undefined) throw failure;
  return undefined;
}
