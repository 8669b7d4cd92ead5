// Words of a command line to a command, or to a sentence about what is wrong with them.
import { parseArgs } from "node:util";
import { parseFlag, parseInteger } from "../protocols/config/config-values.ts";
import { nearestWord } from "../protocols/config/nearest-word.ts";
import type { ConfigurationRequest } from "../actors/server/configuration.ts";
import { type CommandName, COMMANDS, type OptionDefinition, OPTIONS } from "./options.ts";

export type ReadFormat = "table" | "json" | "ndjson" | "csv";

export interface ServeCommand {
  readonly command: "serve";
  /** Definitions of `-c`; empty means those of the configuration. */
  readonly sources: readonly string[];
  readonly silent: boolean;
  readonly configuration: ConfigurationRequest;
}

export interface ReadCommand {
  readonly command: "read";
  readonly files: readonly string[];
  readonly format: ReadFormat;
  /** Field paths; empty means the usual ones. */
  readonly fields: readonly string[];
  /** Undefined leaves it to the source's default. */
  readonly checkFcs: boolean | undefined;
  readonly outDirectory: string | undefined;
  readonly configuration: ConfigurationRequest;
}

export type Command =
  | ServeCommand
  | ReadCommand
  | { readonly command: "help"; readonly about: CommandName | undefined }
  | { readonly command: "version" }
  | { readonly command: "wrong"; readonly message: string; readonly about?: CommandName };

/** Reads the arguments after the program's name. */
export function parseCommandLine(args: readonly string[]): Command {
  const first = args[0];
  if (first === "help") return { command: "help", about: commandNamed(args[1]) };
  const named = commandNamed(first);
  const name = named ?? "serve";
  const parsed = parseOptions(name, named === undefined ? args : args.slice(1));
  if (parsed.help) return { command: "help", about: named };
  if (parsed.version) return { command: "version" };
  if (parsed.problem !== undefined) {
    return { command: "wrong", message: parsed.problem, about: name };
  }
  try {
    return name === "serve" ? serveCommand(parsed, named === undefined) : readCommand(parsed);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    return { command: "wrong", message: error.message, about: name };
  }
}

/** Something the user typed cannot be meant; becomes a `wrong` command. */
class UsageError extends Error {}

interface ParsedOptions {
  readonly values: ReadonlyMap<string, readonly string[]>;
  readonly words: readonly string[];
  readonly help: boolean;
  readonly version: boolean;
  readonly problem: string | undefined;
}

function parseOptions(command: CommandName, args: readonly string[]): ParsedOptions {
  const { tokens } = parseArgs({
    args: [...args],
    options: Object.fromEntries(OPTIONS.map((option) => [option.name, {
      type: option.value === undefined ? "boolean" as const : "string" as const,
      ...(option.short === undefined ? {} : { short: option.short }),
    }])),
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
    const definition = OPTIONS.find((option) => option.name === token.name);
    problem ??= wrongOption(command, definition, token);
    const list = values.get(token.name) ?? [];
    if (list.length > 0 && definition?.value !== undefined && !definition.repeats) {
      problem ??= `${token.rawName} is given twice`;
    }
    list.push(token.value ?? "");
    values.set(token.name, list);
  }
  return { values, words, help: values.has("help"), version: values.has("version"), problem };
}

/** A sentence when the option is unknown here or lacks its value. */
function wrongOption(
  command: CommandName,
  definition: OptionDefinition | undefined,
  token: { rawName: string; value?: string | undefined; inlineValue?: boolean | undefined },
): string | undefined {
  const { rawName, value, inlineValue } = token;
  if (definition === undefined) return unknownOption(command, rawName);
  if (!definition.commands.includes(command)) {
    return `${rawName} belongs to \`moirai ${definition.commands[0]}\`, not to ${command}`;
  }
  if (definition.value === undefined) {
    return value === undefined ? undefined : `${rawName} takes no value`;
  }
  if (value === undefined || value === "") return `${rawName} needs a value: ${definition.value}`;
  if (!inlineValue && value.startsWith("-") && value.length > 1) {
    return `${rawName} needs a value; if it really is "${value}", write ${
      rawName.startsWith("--") ? `${rawName}=${value}` : `--${definition.name}=${value}`
    }`;
  }
  return undefined;
}

function unknownOption(command: CommandName, rawName: string): string {
  const near = nearestWord(
    rawName.replace(/^-+/, ""),
    OPTIONS.filter((option) => option.commands.includes(command)).map((option) => option.name),
  );
  const isShort = !rawName.startsWith("--");
  return `there is no option ${rawName}` +
    (near === undefined || isShort ? "" : `; did you mean --${near}?`);
}

function serveCommand(parsed: ParsedOptions, isImplied: boolean): ServeCommand {
  const word = parsed.words[0];
  if (word !== undefined) {
    const near = isImplied ? nearestWord(word, COMMANDS.map((known) => known.name)) : undefined;
    throw new UsageError(
      near === undefined
        ? `"${word}" is no option; \`-c ${word}\` listens to it, \`read ${word}\` analyses the file`
        : `there is no command ${word}; did you mean ${near}?`,
    );
  }
  return {
    command: "serve",
    sources: parsed.values.get("capture-source") ?? [],
    silent: parsed.values.has("silent"),
    configuration: configurationRequest(parsed),
  };
}

function readCommand(parsed: ParsedOptions): ReadCommand {
  if (parsed.words.length === 0) {
    throw new UsageError("no file is named: moirai read FILE...");
  }
  const formats = (["json", "ndjson", "csv"] as const).filter((name) => parsed.values.has(name));
  if (formats.length > 1) {
    throw new UsageError(`choose one of ${formats.map((name) => `--${name}`).join(" and ")}`);
  }
  const fcs = single(parsed, "fcs");
  const checkFcs = fcs === undefined ? undefined : parseFlag(fcs);
  if (fcs !== undefined && checkFcs === undefined) {
    throw new UsageError(`--fcs is true or false, not "${fcs}"`);
  }
  return {
    command: "read",
    files: parsed.words,
    format: formats[0] ?? "table",
    fields: (parsed.values.get("fields") ?? [])
      .flatMap((paths) => paths.split(","))
      .map((path) => path.trim())
      .filter((path) => path !== ""),
    checkFcs,
    outDirectory: single(parsed, "out"),
    configuration: configurationRequest(parsed),
  };
}

/** Options that stand for configuration keys become values of them, before those of `--set`. */
function configurationRequest(parsed: ParsedOptions): ConfigurationRequest {
  const set: string[] = [];
  const port = single(parsed, "port");
  if (port !== undefined) {
    const number = parseInteger(port);
    if (number === undefined || number < 0 || number > 65535) {
      throw new UsageError(`--port is a number from 0 to 65535, not "${port}"`);
    }
    set.push(`httpd_port=${number}`);
  }
  const timeout = single(parsed, "device-timeout");
  if (timeout !== undefined) set.push(`tracker_device_timeout=${timeout}`);
  if (parsed.values.has("no-logging")) set.push("enable_logging=false");
  for (const types of parsed.values.get("log-types") ?? []) set.push(`log_types=${types}`);
  const keys = { bind: "httpd_bind_address", "log-title": "log_title", "log-prefix": "log_prefix" };
  for (const [option, key] of Object.entries(keys)) {
    const value = single(parsed, option);
    if (value !== undefined) set.push(`${key}=${value}`);
  }
  const file = single(parsed, "config-file");
  const homeDirectory = single(parsed, "homedir");
  const configurationDirectory = single(parsed, "confdir");
  const dataDirectory = single(parsed, "datadir");
  return {
    overrides: parsed.values.get("override") ?? [],
    set: [...set, ...(parsed.values.get("set") ?? [])],
    ...(file === undefined ? {} : { file }),
    ...(homeDirectory === undefined ? {} : { homeDirectory }),
    ...(configurationDirectory === undefined ? {} : { configurationDirectory }),
    ...(dataDirectory === undefined ? {} : { dataDirectory }),
  };
}

function single(parsed: ParsedOptions, name: string): string | undefined {
  return parsed.values.get(name)?.[0];
}

function commandNamed(word: string | undefined): CommandName | undefined {
  return COMMANDS.find((known) => known.name === word)?.name;
}
