// Words of a command line to a command, or to a sentence about what is wrong with them.
import { parseArgs } from "node:util";
import { nearestWord } from "../protocols/config/nearest-word.ts";
import {
  type CommandDefinition,
  type OptionDefinition,
  type ParsedOptions,
  UsageError,
} from "./command.ts";
import { COMMANDS } from "./commands.ts";

export type CommandLine =
  | {
    readonly kind: "run";
    readonly command: CommandDefinition;
    /** What the command's `parse` gave. */
    readonly request: unknown;
  }
  /** Of one command, or of the program. */
  | { readonly kind: "help"; readonly about: CommandDefinition | undefined }
  | { readonly kind: "version" }
  | { readonly kind: "wrong"; readonly message: string; readonly about: CommandDefinition };

/** Options of every command. */
export const COMMON_OPTIONS: readonly OptionDefinition[] = [
  { name: "help", short: "h", help: "Print this help." },
  { name: "version", short: "v", help: "Print the version." },
];

/** Reads the arguments after the program's name. */
export function parseCommandLine(args: readonly string[]): CommandLine {
  const first = args[0];
  if (first === "help") {
    return {
      kind: "help",
      about: commandNamed(args.slice(1, 3).join(" ")) ?? commandNamed(args[1]),
    };
  }
  const pair = commandNamed(args.slice(0, 2).join(" "));
  const named = pair ?? commandNamed(first);
  const command = named ?? COMMANDS[0]!;
  const { parsed, problem } = parseOptions(
    command,
    args.slice(pair !== undefined ? 2 : named !== undefined ? 1 : 0),
    named === undefined,
  );
  if (parsed.values.has("help")) return { kind: "help", about: named };
  if (parsed.values.has("version")) return { kind: "version" };
  const mistake = problem ?? unknownCommand(parsed);
  if (mistake !== undefined) return { kind: "wrong", message: mistake, about: command };
  try {
    return { kind: "run", command, request: command.parse(parsed) };
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    return { kind: "wrong", message: error.message, about: command };
  }
}

function parseOptions(
  command: CommandDefinition,
  args: readonly string[],
  implied: boolean,
): { parsed: ParsedOptions; problem: string | undefined } {
  const known = knownOptions(command);
  const { tokens } = parseArgs({
    args: [...args],
    options: Object.fromEntries(
      [...known.values()].map(({ option }) => [option.name, {
        type: option.value === undefined ? "boolean" as const : "string" as const,
        ...(option.short === undefined ? {} : { short: option.short }),
      }]),
    ),
    allowPositionals: true,
    strict: false,
    tokens: true,
  });
  const values = new Map<string, string[]>();
  const words: string[] = [];
  let problem: string | undefined;
  for (const token of tokens) {
    if (token.kind === "positional") words.push(token.value);
    if (token.kind !== "option") continue;
    const entry = known.get(token.name);
    problem ??= wrongOption(command, entry, token);
    const list = values.get(token.name) ?? [];
    if (list.length > 0 && entry?.option.value !== undefined && !entry.option.repeats) {
      problem ??= `${token.rawName} is given twice`;
    }
    list.push(token.value ?? "");
    values.set(token.name, list);
  }
  return { parsed: { values, words, implied }, problem };
}

interface KnownOption {
  readonly option: OptionDefinition;
  /** The command that has it; undefined for options of all. */
  readonly owner: CommandDefinition | undefined;
}

/** Every option of every command by name; this command's own meaning of a name goes first. */
function knownOptions(command: CommandDefinition): ReadonlyMap<string, KnownOption> {
  const known = new Map<string, KnownOption>();
  for (const option of COMMON_OPTIONS) known.set(option.name, { option, owner: undefined });
  for (const owner of [command, ...COMMANDS]) {
    for (const option of owner.options) {
      if (!known.has(option.name)) known.set(option.name, { option, owner });
    }
  }
  return known;
}

/** A sentence when the option is unknown here or lacks its value. */
function wrongOption(
  command: CommandDefinition,
  entry: KnownOption | undefined,
  token: { rawName: string; value?: string | undefined; inlineValue?: boolean | undefined },
): string | undefined {
  const { rawName, value, inlineValue } = token;
  if (entry === undefined) return unknownOption(command, rawName);
  const { option, owner } = entry;
  if (owner !== undefined && owner !== command) {
    return `${rawName} belongs to \`moirai ${owner.name}\`, not to ${command.name}`;
  }
  if (option.value === undefined) {
    return value === undefined ? undefined : `${rawName} takes no value`;
  }
  if (value === undefined || value === "") return `${rawName} needs a value: ${option.value}`;
  if (!inlineValue && value.startsWith("-") && value.length > 1) {
    return `${rawName} needs a value; if it really is "${value}", write ${
      rawName.startsWith("--") ? `${rawName}=${value}` : `--${option.name}=${value}`
    }`;
  }
  return undefined;
}

function unknownOption(command: CommandDefinition, rawName: string): string {
  const near = nearestWord(
    rawName.replace(/^-+/, ""),
    [...command.options, ...COMMON_OPTIONS].map((option) => option.name),
  );
  const isShort = !rawName.startsWith("--");
  return `there is no option ${rawName}` +
    (near === undefined || isShort ? "" : `; did you mean --${near}?`);
}

/** A first word that is nearly a command was meant as one. */
function unknownCommand({ words, implied }: ParsedOptions): string | undefined {
  const word = words[0];
  if (!implied || word === undefined) return undefined;
  const group = COMMANDS.map(({ name }) => name).filter((name) => name.startsWith(`${word} `));
  if (group.length > 0) {
    const next = group.map((name) => name.slice(word.length + 1));
    const near = nearestWord(words[1] ?? "", next);
    return `${word} is followed by ${next.slice(0, -1).join(", ")} or ${next.at(-1)}` +
      (near === undefined ? "" : `; did you mean ${word} ${near}?`);
  }
  const near = nearestWord(word, COMMANDS.map((known) => known.name));
  return near === undefined ? undefined : `there is no command ${word}; did you mean ${near}?`;
}

function commandNamed(word: string | undefined): CommandDefinition | undefined {
  return COMMANDS.find((known) => known.name === word);
}
