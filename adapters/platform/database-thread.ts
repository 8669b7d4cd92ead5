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
  PAGE_BYTES_MAX,
  PAGE_ROWS_MAX,
} from "./database-messages.ts";
import { databaseFault } from "./database-faults.ts";

/** Addresses whose texts are remembered. */
const MAC_TEXTS_MAX = 65_536;
/** How long another program may hold the file before a statement fails. */
const BUSY_MS = 4000;

/** The types lag behind: all three engines have it. */
type ArrayStatement = StatementSync & { setReturnArrays(arrays: boolean): void };

interface Bulk {
  readonly statement: StatementSync;
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
  if (columns === undefined) port.postMessage(answer);
  else {
    answer.columns = columns;
    const { numbers, textNumbers, ranges, bytes } = columns;
    port.postMessage(answer, [numbers.buffer, textNumbers.buffer, ranges.buffer, bytes.buffer]);
  }
  if (request.kind === "close") port.close();
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
  const { statement, kinds } = bulks[request.statement]!;
  database!.exec("BEGIN");
  try {
    runRows(statement, kinds, request);
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

function runRows(
  statement: StatementSync,
  kinds: readonly ColumnKind[],
  { rows, texts, columns }: DatabaseRequest & { readonly kind: "insert" },
): void {
  const { numbers, textNumbers, ranges, bytes } = columns;
  const values: SQLInputValue[] = kinds.map(() => null);
  let number = 0;
  let text = 0;
  let range = 0;
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < kinds.length; column++) {
      switch (kinds[column]) {
        case "number":
          values[column] = numbers[number++]!;
          break;
        case "mac":
          values[column] = macText(numbers[number++]!);
          break;
        case "text":
          values[column] = texts[textNumbers[text++]!]!;
          break;
        default:
          values[column] = bytes.subarray(ranges[range]!, ranges[range + 1]!);
          range += 2;
      }
    }
    statement.run(...values);
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
  if (iterator === undefined) return { rows, done: true };
  let bytes = 0;
  try {
    while (rows.length < PAGE_ROWS_MAX && bytes < PAGE_BYTES_MAX) {
      const next = iterator.next();
      if (next.done) {
        queries.delete(query);
        return { rows, done: true };
      }
      const row = next.value as SqlValue[];
      for (const value of row) if (typeof value === "object") bytes += value?.length ?? 0;
      rows.push(row);
    }
  } catch (error) {
    queries.delete(query);
    throw error;
  }
  return { rows, done: false };
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
