// Compares the values of a configuration with the settings table: unknown keys, values of the wrong
// form (spec logs-and-config 10). What is wrong is reported and then stands at its default.
import type { ConfigEntry, ConfigProblem } from "../../protocols/config/config-file.ts";
import type { ConfigTree } from "../../protocols/config/config-tree.ts";
import { parseFlag, parseHopRate, parseInteger } from "../../protocols/config/config-values.ts";
import { nearestWord } from "../../protocols/config/nearest-word.ts";
import { findSetting, type SettingDefinition, settingNames } from "./settings-table.ts";

/** Origin named in problems of values from the command line. */
export const COMMAND_LINE = "command line";

/** Usable values by key; problems are added to the tree. */
export function checkValues(tree: ConfigTree): Map<string, readonly string[]> {
  const values = new Map<string, string[]>();
  for (const [key, entries] of tree.values) {
    const definition = findSetting(key);
    if (definition === undefined) {
      for (const entry of entries) tree.problems.push(unknownKey(entry));
      continue;
    }
    const good: string[] = [];
    for (const entry of entries) {
      const reason = wrongValue(definition, entry.value);
      if (reason === undefined) good.push(entry.value);
      else tree.problems.push(problem(entry, definition, reason));
    }
    if (good.length === 0) continue;
    values.set(definition.key, [...(values.get(definition.key) ?? []), ...good]);
  }
  return values;
}

function unknownKey(entry: ConfigEntry): ConfigProblem {
  const near = nearestWord(entry.key, settingNames());
  return {
    // Somebody at the command line meant something; a file may be of another release.
    severity: entry.file === COMMAND_LINE ? "error" : "warning",
    file: entry.file,
    line: entry.line,
    message: `there is no key "${entry.key}"` +
      (near === undefined ? "" : `; did you mean "${near}"?`),
  };
}

function problem(
  entry: ConfigEntry,
  definition: SettingDefinition,
  reason: string,
): ConfigProblem {
  const fatal = definition.type === "rate" || definition.check !== undefined ||
    entry.file === COMMAND_LINE;
  return {
    severity: fatal ? "error" : "warning",
    file: entry.file,
    line: entry.line,
    message: `"${entry.key}" must be ${reason}` +
      (fatal ? "" : `; its default ${definition.default} is used`),
  };
}

function wrongValue(definition: SettingDefinition, value: string): string | undefined {
  switch (definition.type) {
    case "flag":
      return parseFlag(value) === undefined ? `true or false, not "${value}"` : undefined;
    case "integer":
      return parseInteger(value) === undefined ? `a whole number, not "${value}"` : undefined;
    case "rate":
      return parseHopRate(value) === undefined
        ? `a rate such as 5/sec, 10/min or 2/dwell, not "${value}"`
        : undefined;
    default:
      return definition.check?.(value);
  }
}
