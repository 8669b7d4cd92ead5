// Queries over rows of records (spec rest-api 4.2 to 4.4): time filter, search, patterns, sort, in
// that order, as work in slices.
import { compilePattern, type Pattern } from "../../protocols/pattern/pattern.ts";
import { PatternError } from "../../protocols/pattern/pattern-syntax.ts";
import type { ValueType } from "../../protocols/records/field.ts";
import {
  parsePath,
  searchText,
  selectField,
  type Selection,
  SelectionError,
  type TypedValue,
  visitPath,
} from "../../protocols/serialize/selection.ts";
import { type SortKey, sortKeyOf } from "../../protocols/serialize/sort-order.ts";
import type { SlicedWork } from "../../runtime/time-slices.ts";
import { badRequest } from "./errors.ts";
import { sortRows } from "./row-sort.ts";

/** Pairs of one `regex` list. */
export const PATTERNS_MAX = 64;
export const SEARCH_LENGTH_MAX = 256;
const ROWS_PER_YIELD = 16;

export interface PathPattern {
  readonly path: readonly string[];
  readonly pattern: Pattern;
}

export interface RowSort {
  readonly path: readonly string[];
  readonly descending: boolean;
}

export interface RowQuery<R> {
  readonly type: ValueType<R>;
  readonly rows: Iterable<R>;
  readonly keep: ((row: R) => boolean) | undefined;
  readonly search: RowSearch | undefined;
  /** Undefined: no such filter; an empty list keeps nothing. */
  readonly patterns: readonly PathPattern[] | undefined;
  readonly sort: RowSort | undefined;
  readonly nowSec: number;
}

export interface FoundRows<R> {
  readonly rows: readonly R[];
  /** Rows before search and patterns. */
  readonly total: number;
}

/** Rows that pass, in order. */
export function* findRows<R>(query: RowQuery<R>): SlicedWork<FoundRows<R>> {
  const { keep, search, patterns, sort } = query;
  const nowSec = Math.floor(query.nowSec);
  const type = query.type as ValueType<unknown>;
  const found: R[] = [];
  const keys: SortKey[] = [];
  let total = 0;
  let sinceYield = 0;
  for (const row of query.rows) {
    if (++sinceYield >= ROWS_PER_YIELD) {
      sinceYield = 0;
      yield;
    }
    if (keep !== undefined && !keep(row)) continue;
    total++;
    if (search !== undefined && !search.matches(type, row, nowSec)) continue;
    if (patterns !== undefined && !matchesPatterns(type, row, patterns, nowSec)) continue;
    found.push(row);
    if (sort !== undefined) keys.push(sortKeyOf(selectField(type, row, sort.path, nowSec)));
  }
  const rows = sort === undefined ? found : yield* sortRows(found, keys, sort.descending);
  return { rows, total };
}

/** The `regex` list of a command; undefined when there is none. Throws 400. */
export function parsePatterns(list: unknown): readonly PathPattern[] | undefined {
  if (list === undefined || list === null) return undefined;
  if (!Array.isArray(list)) throw badRequest("regex must be a list of pairs");
  if (list.length > PATTERNS_MAX) throw badRequest(`regex has more than ${PATTERNS_MAX} pairs`);
  return (list as unknown[]).map((pair) => {
    if (!Array.isArray(pair) || pair.length !== 2) {
      throw badRequest("an entry of regex must be a pair of path and pattern");
    }
    const [path, pattern] = pair as unknown[];
    if (typeof path !== "string" || typeof pattern !== "string") {
      throw badRequest("path and pattern of regex must be texts");
    }
    return { path: pathOf(path), pattern: patternOf(pattern) };
  });
}

export function patternOf(text: string): Pattern {
  try {
    return compilePattern(text);
  } catch (error) {
    if (error instanceof PatternError) throw badRequest(`regex: ${error.message}`);
    throw error;
  }
}

/** Steps of a field path; throws 400. */
export function pathOf(text: string): readonly string[] {
  try {
    return parsePath(text);
  } catch (error) {
    if (error instanceof SelectionError) throw badRequest(error.message);
    throw error;
  }
}

function matchesPatterns(
  type: ValueType<unknown>,
  row: unknown,
  patterns: readonly PathPattern[],
  nowSec: number,
): boolean {
  for (const { path, pattern } of patterns) {
    const hit = visitPath(type, row, path, nowSec, (found) => {
      const text = searchText(found);
      return text !== undefined && pattern.test(text);
    });
    if (hit) return true;
  }
  return false;
}

/** Text looked for in the listed fields, in any case; addresses match without their colons. */
export class RowSearch {
  readonly #text: string;
  readonly #hex: string | undefined;
  readonly #paths: readonly (readonly string[])[];

  constructor(text: string, paths: readonly (readonly string[])[]) {
    if (text.length > SEARCH_LENGTH_MAX) throw badRequest("the search text is too long");
    this.#text = text.toLowerCase();
    const hex = text.replaceAll(":", "").toUpperCase();
    this.#hex = /^[0-9A-F]+$/.test(hex) ? hex : undefined;
    this.#paths = paths;
  }

  matches(type: ValueType<unknown>, row: unknown, nowSec: number): boolean {
    for (const path of this.#paths) {
      if (visitPath(type, row, path, nowSec, (found) => this.#hit(found))) return true;
    }
    return false;
  }

  #hit(found: TypedValue): boolean {
    const text = searchText(found);
    if (text === undefined) return false;
    if (found.type.code !== 11) return text.toLowerCase().includes(this.#text);
    return this.#hex !== undefined && text.replaceAll(":", "").includes(this.#hex);
  }
}

/** Without listed fields a search finds everything, as in the reference. */
export function createSearch(
  text: string | undefined,
  selection: Selection | undefined,
): RowSearch | undefined {
  if (text === undefined || text === "" || selection === undefined) return undefined;
  return new RowSearch(text, selection.members.map((member) => member.path));
}
