// `Settings` over the values of a configuration and the defaults of the settings table.
import {
  type ConfigDirectories,
  expandPath,
  parseFlag,
  parseHopRate,
  parseInteger,
} from "../../protocols/config/config-values.ts";
import type { Settings } from "./settings.ts";
import { findSetting, type SettingDefinition } from "./settings-table.ts";

export class ConfiguredSettings implements Settings {
  readonly #values: ReadonlyMap<string, readonly string[]>;
  readonly #directories: ConfigDirectories;

  /** `values` hold what was given, by the table's own spelling of each key. */
  constructor(values: ReadonlyMap<string, readonly string[]>, directories: ConfigDirectories) {
    this.#values = values;
    this.#directories = directories;
  }

  text(key: string): string {
    const definition = definitionOf(key);
    const value = this.#values.get(definition.key)?.[0] ?? firstDefault(definition);
    return this.#expand(definition, value);
  }

  flag(key: string): boolean {
    const definition = definitionOf(key);
    const given = this.#values.get(definition.key)?.[0];
    const value = given === undefined ? undefined : parseFlag(given);
    return value ?? parseFlag(firstDefault(definition)) ?? false;
  }

  integer(key: string): number {
    const definition = definitionOf(key);
    const given = this.#values.get(definition.key)?.[0];
    const value = given === undefined ? undefined : parseInteger(given);
    return value ?? parseInteger(firstDefault(definition)) ?? 0;
  }

  list(key: string): readonly string[] {
    const definition = definitionOf(key);
    const fallback = typeof definition.default === "string"
      ? definition.default === "" ? [] : [definition.default]
      : definition.default;
    const values = this.#values.get(definition.key) ?? fallback;
    return values.map((value) => this.#expand(definition, value));
  }

  given(key: string): boolean {
    return this.#values.has(definitionOf(key).key);
  }

  /** Hops a second of a rate. */
  hopsPerSecond(key: string): number {
    const definition = definitionOf(key);
    return parseHopRate(this.text(key)) ?? parseHopRate(firstDefault(definition)) ?? 1;
  }

  /** Keys that were given although nothing acts on them, in order. */
  withoutEffect(): SettingDefinition[] {
    return [...this.#values.keys()].map(definitionOf).filter(({ status }) => status !== "honoured");
  }

  #expand(definition: SettingDefinition, value: string): string {
    const isPath = definition.type === "path" || definition.type === "path-list";
    return isPath ? expandPath(value, this.#directories) : value;
  }
}

/** Settings from plain values, for programs that embed the server and for tests. */
export function createSettings(
  values: Readonly<Record<string, string | readonly string[]>> = {},
  directories: ConfigDirectories = {
    home: ".",
    configuration: "/etc/kismet",
    data: "/usr/share",
    binaries: "/usr/bin",
  },
): ConfiguredSettings {
  const map = new Map<string, readonly string[]>();
  for (const [key, value] of Object.entries(values)) {
    map.set(definitionOf(key).key, typeof value === "string" ? [value] : value);
  }
  return new ConfiguredSettings(map, directories);
}

function definitionOf(key: string): SettingDefinition {
  const definition = findSetting(key);
  if (definition === undefined) throw new RangeError(`"${key}" is not in the settings table`);
  return definition;
}

function firstDefault(definition: SettingDefinition): string {
  return typeof definition.default === "string"
    ? definition.default
    : (definition.default[0] ?? "");
}
