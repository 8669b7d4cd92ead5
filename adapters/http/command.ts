// The command object of a request, read member by member: unknown ones are ignored, numbers may be
// texts, and a wrong type is answered 400 (spec rest-api 3).
import { badRequest } from "./errors.ts";

/** Entries of one list in a command. */
export const COMMAND_LIST_MAX = 10_000;

export class Command {
  readonly #members: Readonly<Record<string, unknown>>;
  /** False when the request carried no command at all. */
  readonly given: boolean;
  /** True when it came as msgpack, in which clients of 2016 expect the answer to be too. */
  readonly packed: boolean;

  constructor(members: Readonly<Record<string, unknown>> | undefined, packed = false) {
    this.#members = members ?? {};
    this.given = members !== undefined;
    this.packed = packed;
  }

  get(name: string): unknown {
    return Object.hasOwn(this.#members, name) ? this.#members[name] : undefined;
  }

  /** A text; a number is taken as its digits. Undefined when absent. */
  text(name: string): string | undefined {
    const value = this.get(name);
    if (value === undefined || value === null) return undefined;
    if (typeof value === "string") return value;
    if (typeof value === "number") return String(value);
    throw badRequest(`${name} must be a text`);
  }

  requiredText(name: string): string {
    return this.text(name) ?? missing(name);
  }

  /** A finite number; a text of digits is taken as one. Undefined when absent. */
  number(name: string): number | undefined {
    const value = this.get(name);
    if (value === undefined || value === null) return undefined;
    if (typeof value === "number" && Number.isFinite(value)) return value;
    if (typeof value === "bigint") return Number(value);
    if (typeof value === "string" && value.trim() !== "" && Number.isFinite(Number(value))) {
      return Number(value);
    }
    throw badRequest(`${name} must be a number`);
  }

  requiredNumber(name: string): number {
    return this.number(name) ?? missing(name);
  }

  /** True or false, also as 1 or 0 or a word. Undefined when absent. */
  flag(name: string): boolean | undefined {
    const value = this.get(name);
    if (value === undefined || value === null) return undefined;
    if (value === true || value === 1 || value === "true") return true;
    if (value === false || value === 0 || value === "false") return false;
    throw badRequest(`${name} must be true or false`);
  }

  list(name: string): readonly unknown[] | undefined {
    const value = this.get(name);
    if (value === undefined || value === null) return undefined;
    if (!Array.isArray(value)) throw badRequest(`${name} must be a list`);
    if (value.length > COMMAND_LIST_MAX) {
      throw badRequest(`${name} has more than ${COMMAND_LIST_MAX} entries`);
    }
    return value as unknown[];
  }

  /** A list of texts that must be there. */
  requiredTexts(name: string): readonly string[] {
    const list = this.list(name) ?? missing(name);
    if (list.some((entry) => typeof entry !== "string")) {
      throw badRequest(`${name} must be a list of texts`);
    }
    return list as readonly string[];
  }
}

function missing(name: string): never {
  throw badRequest(`${name} is missing`);
}
