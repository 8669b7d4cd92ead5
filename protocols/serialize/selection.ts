// Field selection, `fields` of a command (spec device-model 1.8, rest-api 4.1), and walking paths
// through records.
import { formatMac, parseMac } from "../mac.ts";
import { double, type Field, type RecordTable, string, type ValueType } from "../records/field.ts";

/** Members one selection may ask for, and steps of one path: clients are not trusted. */
export const SELECTION_MEMBERS_MAX = 512;
export const SELECTION_STEPS_MAX = 16;
export const SELECTION_NAME_LENGTH_MAX = 256;

export interface SelectedMember {
  /** Name in the answer: the rename, else the last step. */
  readonly name: string;
  readonly path: readonly string[];
}

export interface Selection {
  readonly members: readonly SelectedMember[];
  /** Equal for equal selections; for caches. */
  readonly key: string;
}

/** The request's `fields` cannot be used; the message says why. */
export class SelectionError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "SelectionError";
  }
}

/**
 * Reads `fields`: a list of "path" or ["path", "rename"]. Undefined for an empty list, which asks
 * for the complete record. Throws a SelectionError for anything else.
 */
export function parseSelection(fields: unknown): Selection | undefined {
  if (fields === undefined || fields === null) return undefined;
  if (!Array.isArray(fields)) throw new SelectionError("fields must be a list");
  if (fields.length > SELECTION_MEMBERS_MAX) {
    throw new SelectionError(`fields has more than ${SELECTION_MEMBERS_MAX} entries`);
  }
  // A Map, because of two members with one name the last wins.
  const members = new Map<string, SelectedMember>();
  for (const entry of fields as unknown[]) {
    const member = parseMember(entry);
    if (member !== undefined) members.set(member.name, member);
  }
  if (members.size === 0) return undefined;
  const list = [...members.values()];
  return {
    members: list,
    key: JSON.stringify(list.map((member) => [member.name, ...member.path])),
  };
}

function parseMember(entry: unknown): SelectedMember | undefined {
  let path: unknown = entry;
  let rename: unknown;
  if (Array.isArray(entry)) {
    if (entry.length !== 2) {
      throw new SelectionError("an entry of fields must be a path or a pair of path and name");
    }
    [path, rename] = entry as unknown[];
    if (typeof rename !== "string") {
      throw new SelectionError("the second part of an entry of fields must be a text");
    }
  }
  if (typeof path !== "string") throw new SelectionError("a path in fields must be a text");
  const steps = parsePath(path);
  if (steps.length === 0) return undefined;
  const name = rename === undefined ? steps.at(-1)! : rename as string;
  if (name.length > SELECTION_NAME_LENGTH_MAX) {
    throw new SelectionError(`a name in fields is longer than ${SELECTION_NAME_LENGTH_MAX}`);
  }
  return { name, path: steps };
}

/** Steps of a path text; empty components are skipped. */
export function parsePath(path: string): string[] {
  const steps = path.split("/").filter((step) => step !== "");
  if (steps.length > SELECTION_STEPS_MAX) {
    throw new SelectionError(`a path in fields has more than ${SELECTION_STEPS_MAX} steps`);
  }
  for (const step of steps) {
    if (step.length > SELECTION_NAME_LENGTH_MAX) {
      throw new SelectionError(`a name in fields is longer than ${SELECTION_NAME_LENGTH_MAX}`);
    }
  }
  return steps;
}

export interface TypedValue {
  readonly type: ValueType<unknown>;
  readonly value: unknown;
}

const indexes = new WeakMap<RecordTable<unknown>, ReadonlyMap<string, Field<unknown>>>();

/** The field of a table by its wire name. */
export function fieldOf(table: RecordTable<unknown>, name: string): Field<unknown> | undefined {
  let index = indexes.get(table);
  if (index === undefined) {
    index = new Map(table.fields.map((field) => [field.name, field]));
    indexes.set(table, index);
  }
  return index.get(name);
}

/**
 * The value at `path`: steps are field names in records, keys in maps, positions in lists.
 * Undefined when a step leads nowhere.
 */
export function selectField(
  type: ValueType<unknown>,
  value: unknown,
  path: readonly string[],
  nowSec: number,
): TypedValue | undefined {
  let at: TypedValue = { type, value };
  for (const step of path) {
    const next = selectStep(at, step, nowSec);
    if (next === undefined) return undefined;
    at = next;
  }
  return at;
}

function selectStep(at: TypedValue, step: string, nowSec: number): TypedValue | undefined {
  if (at.type.code === 14) {
    const table = at.type.table!();
    const field = fieldOf(table, step);
    if (field === undefined) return undefined;
    const record = table.prepare === undefined ? at.value : table.prepare(at.value, nowSec);
    return present(field.type, field.get(record));
  }
  if (at.type.of === undefined) return rawMember(at, step);
  if (at.type.code === 13 || at.type.as === "values") {
    return present(at.type.of, nth(at, positionOf(step))?.[1]);
  }
  // What a set of keys maps to is nobody's business: it is shown as a list of texts.
  if (at.type.as === "keys") return present(string, nth(at, positionOf(step))?.[0]);
  for (const key of keysOf(at.type, step)) {
    const found = present(at.type.of, (at.value as ReadonlyMap<unknown, unknown>).get(key));
    if (found !== undefined) return found;
  }
  return undefined;
}

/** A step into what holds plain numbers or texts instead of typed values. */
function rawMember({ type, value }: TypedValue, step: string): TypedValue | undefined {
  switch (type.code) {
    case 22:
    case 28:
      return present(double, (value as ArrayLike<number>)[positionOf(step)]);
    case 23:
      return present(double, (value as ReadonlyMap<number, number>).get(Number(step)));
    case 24:
      return present(string, (value as readonly string[])[positionOf(step)]);
    default:
      return undefined;
  }
}

function nth(
  { type, value }: TypedValue,
  position: number,
): [string | number, unknown] | undefined {
  let index = 0;
  for (const entry of elementsOf(type, value)) {
    if (index === position) return entry;
    index += 1;
  }
  return undefined;
}

/** -1, where nothing is, for a step that is no position. */
function positionOf(step: string): number {
  return /^\d{1,9}$/.test(step) ? Number(step) : -1;
}

function present(type: ValueType<unknown>, value: unknown): TypedValue | undefined {
  return value === undefined || value === null ? undefined : { type, value };
}

function keysOf(type: ValueType<unknown>, step: string): readonly (string | number)[] {
  if (type.code === 16) {
    const mac = parseMac(step);
    return mac === undefined ? [] : [mac.mac];
  }
  if (type.code === 15 || type.code === 18 || type.code === 25) return [Number(step)];
  return [step];
}

/** Keys and values of any container; lists have their positions as keys. */
export function* elementsOf(
  type: ValueType<unknown>,
  value: unknown,
): Generator<[string | number, unknown]> {
  if (type.code === 13) {
    let index = 0;
    for (const member of value as Iterable<unknown>) yield [index++, member];
  } else {
    yield* value as Iterable<[string | number, unknown]>;
  }
}

/** Calls `visit` for each value that a path leads to when lists and maps are expanded (4.2). */
export function visitPath(
  type: ValueType<unknown>,
  value: unknown,
  path: readonly string[],
  nowSec: number,
  visit: (found: TypedValue) => boolean,
  from = 0,
): boolean {
  if (type.code === 14) {
    if (from === path.length) return visit({ type, value });
    const next = selectStep({ type, value }, path[from]!, nowSec);
    return next !== undefined &&
      visitPath(next.type, next.value, path, nowSec, visit, from + 1);
  }
  if (type.of !== undefined && type.as !== "keys") {
    for (const [, member] of elementsOf(type, value)) {
      if (member === undefined || member === null) continue;
      if (visitPath(type.of, member, path, nowSec, visit, from)) return true;
    }
    return false;
  }
  return from === path.length && visit({ type, value });
}

/** Bytes of a byte field that are searched. */
const SEARCHED_BYTES_MAX = 4096;

/** A value as the text that searches and patterns look at; undefined for other types. */
export function searchText({ type, value }: TypedValue): string | undefined {
  if (type.searchAs !== undefined) return type.searchAs(value);
  switch (type.code) {
    case 0:
    case 12:
      return value as string;
    case 11:
      return formatMac(value as number);
    case 19:
      return bytesAsText(value as Uint8Array);
    default:
      return undefined;
  }
}

/** One character a byte, so that a text in a kept frame is found wherever it stands. */
function bytesAsText(bytes: Uint8Array): string {
  let text = "";
  const length = Math.min(bytes.length, SEARCHED_BYTES_MAX);
  for (let at = 0; at < length; at++) text += String.fromCharCode(bytes[at]!);
  return text;
}
