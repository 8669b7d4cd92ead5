// `moirai config check`: reads a configuration as the server would, and says what is unknown, shadowed
// or dangerous in it.
import { loadConfiguration } from "../actors/server/configuration.ts";
import type { Configuration } from "../actors/server/configuration.ts";
import { parseDefinition } from "../actors/datasource/definition.ts";
import { GPS_TYPES } from "../actors/gps/gps-types.ts";
import { findSetting, type SettingDefinition } from "../actors/server/settings-table.ts";
import {
  type ConfigEntry,
  type ConfigProblem,
  formatConfigProblem,
} from "../protocols/config/config-file.ts";
import type { ConfigRequest } from "./commands/config.ts";
import { findDangers } from "./config-dangers.ts";
import { describeIdle } from "./idle-settings.ts";
import { type CommandContext, EXIT_FAILED, EXIT_OK, reasonOf, say } from "./startup.ts";

/** Runs the check; the exit status is that of a failed start when the server would not start. */
export async function runConfigCheck(
  request: ConfigRequest,
  context: CommandContext,
): Promise<number> {
  const { platform, terminal } = context;
  const configuration = await loadConfiguration(platform, request.configuration);
  const found = [
    ...configuration.problems,
    ...shadowed(configuration),
    ...wrongDefinitions(configuration),
  ];
  for (const problem of found) {
    say(terminal, `${problem.severity}: ${formatConfigProblem(problem)}`);
  }
  const dangers = await findDangers(configuration, platform);
  for (const { key, sentence } of dangers) {
    say(terminal, `danger: ${placeOf(configuration, key)}${key}: ${sentence}`);
  }
  const idle = describeIdle(configuration.settings.withoutEffect());
  for (const line of idle) say(terminal, `note: ${line}`);
  const errors = found.filter(({ severity }) => severity === "error").length;
  await terminal.print(
    `${summary(configuration, errors, found.length - errors, dangers.length)}\n`,
  );
  return errors > 0 ? EXIT_FAILED : EXIT_OK;
}

function summary(
  { files, entries }: Configuration,
  errors: number,
  warnings: number,
  dangers: number,
): string {
  let values = 0;
  for (const list of entries.values()) values += list.length;
  const read = files.length === 0
    ? "No file was read: every key has its default"
    : `${counted(files.length, "file")} with ${counted(values, "value")}`;
  const verdict = errors > 0
    ? `the server would not start: ${counted(errors, "error")}`
    : "the server would start";
  return `${read}; ${verdict}, ${counted(warnings, "warning")}, ${counted(dangers, "danger")}.`;
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? "" : "s"}`;
}

/** Values that are written and do not count, each with the one that does. */
function shadowed({ entries, replaced }: Configuration): ConfigProblem[] {
  const problems: ConfigProblem[] = replaced.map(({ entry, by }) => hidden(entry, by));
  const first = new Map<SettingDefinition, ConfigEntry>();
  for (const [key, list] of entries) {
    const definition = findSetting(key);
    if (definition === undefined || isList(definition)) continue;
    for (const entry of list) {
      const counts = first.get(definition);
      if (counts === undefined) first.set(definition, entry);
      else problems.push(hidden(entry, counts));
    }
  }
  return problems;
}

function isList({ type }: SettingDefinition): boolean {
  return type === "list" || type === "path-list";
}

function hidden(entry: ConfigEntry, by: ConfigEntry): ConfigProblem {
  const where = by.file === entry.file
    ? `line ${by.line}`
    : by.line === 0
    ? by.file
    : `${by.file}, line ${by.line}`;
  return {
    severity: "warning",
    file: entry.file,
    line: entry.line,
    message: `${entry.key} is shadowed: the value of ${where} counts`,
  };
}

/** Definitions that are only read when the server starts. */
function wrongDefinitions({ entries }: Configuration): ConfigProblem[] {
  const problems: ConfigProblem[] = [];
  const check = (key: string, parse: (value: string) => void): void => {
    for (const entry of entries.get(key) ?? []) {
      try {
        parse(entry.value);
      } catch (error) {
        const { file, line } = entry;
        problems.push({ severity: "warning", file, line, message: `${key}: ${reasonOf(error)}` });
      }
    }
  };
  check("source", parseDefinition);
  check("gps", (value) => {
    const definition = parseDefinition(value);
    const type = GPS_TYPES.find(({ driver }) => driver.class === definition.interface);
    if (type === undefined) throw new Error(`there is no GPS of type "${definition.interface}"`);
    type.check(definition);
  });
  return problems;
}

/** Where the key is given first, "" when it has its default. */
function placeOf({ entries }: Configuration, key: string): string {
  for (const [name, list] of entries) {
    const [entry] = list;
    if (entry === undefined || findSetting(name)?.key !== key) continue;
    return entry.line === 0 ? `${entry.file}: ` : `${entry.file}:${entry.line}: `;
  }
  return "";
}
