// What a command of the command line is: one file in commands/, one line in commands.ts.
import type { CommandContext } from "./startup.ts";

export interface OptionDefinition {
  readonly name: string;
  readonly short?: string;
  /** What stands for the value in the help; without it the option takes none. */
  readonly value?: string;
  readonly repeats?: boolean;
  /** Undefined for spellings that are accepted and not shown. */
  readonly help?: string;
}

/** The words behind a command, taken apart. */
export interface ParsedOptions {
  readonly values: ReadonlyMap<string, readonly string[]>;
  /** What is no option: files, sub-commands. */
  readonly words: readonly string[];
  /** The command itself was not named: it is the default one. */
  readonly implied: boolean;
}

export interface CommandDefinition {
  readonly name: string;
  /** One sentence. */
  readonly help: string;
  readonly usage: readonly string[];
  /** Command lines and what they do. */
  readonly examples: readonly (readonly [string, string])[];
  readonly options: readonly OptionDefinition[];
  /** What is asked for; throws a UsageError for what cannot be meant. */
  parse(parsed: ParsedOptions): unknown;
  /** Does what `parse` gave; the exit status. */
  run(request: never, context: CommandContext): Promise<number>;
}

/** Something the user typed cannot be meant. */
export class UsageError extends Error {}

/** Ties the request that a command parses to the one it runs. */
export function defineCommand<T>(
  definition: Omit<CommandDefinition, "parse" | "run"> & {
    parse(parsed: ParsedOptions): T;
    run(request: T, context: CommandContext): Promise<number>;
  },
): CommandDefinition & { parse(parsed: ParsedOptions): T } {
  return definition;
}

/** The value of an option that is given once. */
export function single(parsed: ParsedOptions, name: string): string | undefined {
  return parsed.values.get(name)?.[0];
}

/** The values of an option that holds lists separated by commas. */
export function listed(parsed: ParsedOptions, name: string): string[] {
  return (parsed.values.get(name) ?? [])
    .flatMap((values) => values.split(","))
    .map((value) => value.trim())
    .filter((value) => value !== "");
}
