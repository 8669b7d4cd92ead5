// Source definitions, `interface:option=value,option2="a,b"` (spec logs-and-config 12.1,
// external-protocol 5.1), and the values of their options.
import { parseFlag } from "../../protocols/config/config-values.ts";
import { DatasourceError } from "./datasource-error.ts";

/** Longest accepted definition; definitions come from files, command lines and clients. */
export const DEFINITION_CHARACTERS_MAX = 4096;
export const DEFINITION_OPTIONS_MAX = 64;

export interface SourceDefinition {
  /** Device name, file path or symbolic name: the text before the first colon. */
  readonly interface: string;
  /** Names in lower case; a later duplicate has replaced an earlier one. */
  readonly options: ReadonlyMap<string, string>;
}

/**
 * Reads a definition. An interface that holds a colon is written in double quotes; a quoted part
 * of a value may hold commas. Throws a DatasourceError that says what is wrong with which part.
 */
export function parseDefinition(text: string): SourceDefinition {
  const trimmed = text.trim();
  if (trimmed.length > DEFINITION_CHARACTERS_MAX) {
    throw malformed(
      `${trimmed.slice(0, 40)}…`,
      `it is longer than ${DEFINITION_CHARACTERS_MAX} characters`,
    );
  }
  if (/[\u0000-\u001f\u007f]/.test(trimmed)) {
    throw malformed(printable(trimmed), "it holds a control character");
  }
  let name: string;
  let rest: string;
  if (trimmed.startsWith('"')) {
    const quote = trimmed.indexOf('"', 1);
    if (quote < 0) throw malformed(trimmed, "the quote around the interface is not closed");
    name = trimmed.slice(1, quote);
    rest = trimmed.slice(quote + 1);
    if (rest !== "" && !rest.startsWith(":")) {
      throw malformed(trimmed, "a colon must follow the quoted interface");
    }
    rest = rest.slice(1);
  } else {
    const colon = trimmed.indexOf(":");
    name = colon < 0 ? trimmed : trimmed.slice(0, colon);
    rest = colon < 0 ? "" : trimmed.slice(colon + 1);
  }
  if (name === "") throw malformed(trimmed, "it names no interface or file");
  return { interface: name, options: parseOptions(trimmed, rest) };
}

/**
 * The normalised text: options sorted by name, quoted ones last, because one widely used helper
 * library misreads the option that follows a quoted value.
 */
export function formatDefinition(definition: SourceDefinition): string {
  const names = [...definition.options.keys()].sort();
  const plain: string[] = [];
  const quoted: string[] = [];
  for (const name of names) {
    const value = definition.options.get(name)!;
    if (value.includes(",")) quoted.push(`${name}="${value}"`);
    else plain.push(`${name}=${value}`);
  }
  const options = [...plain, ...quoted].join(",");
  const name = definition.interface.includes(":")
    ? `"${definition.interface}"`
    : definition.interface;
  return options === "" ? name : `${name}:${options}`;
}

/** The definition with the options that it does not name itself. */
export function withOptions(
  definition: SourceDefinition,
  options: ReadonlyMap<string, string>,
): SourceDefinition {
  if (options.size === 0) return definition;
  return { ...definition, options: new Map([...options, ...definition.options]) };
}

/** A true or false option; anything else, and its absence, is the default. */
export function flagOption(
  definition: SourceDefinition,
  name: string,
  otherwise: boolean,
): boolean {
  return parseFlag(definition.options.get(name)?.trim() ?? "") ?? otherwise;
}

/** A decimal number option inside [least, most]; throws naming the option otherwise. */
export function numberOption(
  definition: SourceDefinition,
  name: string,
  least: number,
  most: number,
): number | undefined {
  const text = definition.options.get(name);
  if (text === undefined) return undefined;
  const value = /^\s*[+-]?(\d{1,15}(\.\d{0,15})?|\.\d{1,15})\s*$/.test(text) ? Number(text) : NaN;
  if (!(value >= least && value <= most)) {
    throw new DatasourceError(
      "definition",
      `option ${name}=${printable(text)} is not a number from ${least} to ${most}`,
    );
  }
  return value;
}

/** The names of a comma list, without blanks and without repetitions (compared without case). */
export function listOption(definition: SourceDefinition, name: string): string[] | undefined {
  const text = definition.options.get(name);
  if (text === undefined) return undefined;
  const seen = new Set<string>();
  const result: string[] = [];
  for (const part of text.split(",")) {
    const entry = part.trim();
    const folded = entry.toLowerCase();
    if (entry === "" || seen.has(folded)) continue;
    seen.add(folded);
    result.push(entry);
  }
  return result;
}

/** Text from outside, safe to put into one line of a terminal or log. */
export function printable(text: string): string {
  const cut = text.length > 200 ? `${text.slice(0, 200)}…` : text;
  return cut.replace(
    /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g,
    (character) => `\\x${character.charCodeAt(0).toString(16).padStart(2, "0")}`,
  );
}

function parseOptions(whole: string, text: string): Map<string, string> {
  const options = new Map<string, string>();
  let part = "";
  let quoted = false;
  const finish = (): void => {
    if (part.trim() !== "") addOption(whole, options, part);
    part = "";
  };
  for (const character of text) {
    if (character === '"') quoted = !quoted;
    else if (character === "," && !quoted) finish();
    else part += character;
  }
  if (quoted) throw malformed(whole, "a quote is not closed");
  finish();
  return options;
}

function addOption(whole: string, options: Map<string, string>, part: string): void {
  const equals = part.indexOf("=");
  const name = (equals < 0 ? part : part.slice(0, equals)).trim().toLowerCase();
  if (equals < 0) throw malformed(whole, `'${name}' has no value (write ${name}=…)`);
  if (name === "") throw malformed(whole, "a value has no option name in front of its '='");
  options.set(name, part.slice(equals + 1));
  if (options.size > DEFINITION_OPTIONS_MAX) {
    throw malformed(whole, `it has more than ${DEFINITION_OPTIONS_MAX} options`);
  }
}

function malformed(text: string, reason: string): DatasourceError {
  return new DatasourceError("definition", `source definition '${text}' is malformed: ${reason}`);
}
