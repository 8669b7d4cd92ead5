// Options that several log commands have.
import { type OptionDefinition, type ParsedOptions, single, UsageError } from "../command.ts";

export const OUT_OPTION: OptionDefinition = {
  name: "out",
  short: "o",
  value: "FILE",
  help: "Write there instead of to standard output.",
};
export const FORCE_OPTION: OptionDefinition = {
  name: "force",
  short: "f",
  help: "Replace a file that exists.",
};

export interface ConversionRequest {
  readonly file: string;
  readonly out: string | undefined;
  readonly force: boolean;
}

/** The one log that is named, and where the result goes. */
export function conversionRequest(parsed: ParsedOptions, command: string): ConversionRequest {
  const [file, ...more] = parsed.words;
  if (file === undefined) throw new UsageError(`no log is named: moirai ${command} FILE`);
  if (more.length > 0) throw new UsageError(`${command} takes one log; "${more[0]}" is too many`);
  return { file, out: single(parsed, "out"), force: parsed.values.has("force") };
}

/** As above, for results that are no text. */
export function fileRequest(
  parsed: ParsedOptions,
  command: string,
): ConversionRequest & { readonly out: string } {
  const request = conversionRequest(parsed, command);
  if (request.out === undefined) throw new UsageError(`${command} needs --out FILE`);
  return { ...request, out: request.out };
}

/** Unix seconds of `1700000000`, `2023-11-14` or `2023-11-14T22:13:20`, which are UTC. */
export function parseTime(text: string | undefined, option: string): number | undefined {
  if (text === undefined) return undefined;
  if (/^\d{1,12}(\.\d+)?$/.test(text)) return Number(text);
  const iso = /^\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d)?Z?)?$/.test(text);
  const withZone = text.length <= 10 || text.endsWith("Z") ? text : `${text}Z`;
  const timeMs = iso ? Date.parse(withZone.replace(" ", "T")) : NaN;
  if (!Number.isNaN(timeMs)) return timeMs / 1000;
  throw new UsageError(`--${option} is a time such as 2023-11-14T22:13:20 (UTC), not "${text}"`);
}

/** A number that is at least 0. */
export function parseAmount(text: string | undefined, option: string): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (text.trim() !== "" && value >= 0 && Number.isFinite(value)) return value;
  throw new UsageError(`--${option} is a number from 0 on, not "${text}"`);
}
