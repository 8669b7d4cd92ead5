// `moirai keys`: its options and what they mean.
import type { ConfigurationRequest } from "../../actors/server/configuration.ts";
import { defineCommand, type OptionDefinition, single, UsageError } from "../command.ts";
import { CONFIGURATION_OPTIONS, configurationRequest } from "../configuration-options.ts";

export type KeysRequest =
  & { readonly configuration: ConfigurationRequest }
  & (
    | { readonly action: "list"; readonly json: boolean; readonly show: boolean }
    | {
      readonly action: "create";
      readonly name: string;
      readonly role: string;
      /** 0: it never ends. */
      readonly lifeSec: number;
    }
    | { readonly action: "revoke"; readonly name: string }
  );

const OPTIONS: readonly OptionDefinition[] = [
  {
    name: "role",
    value: "ROLE",
    help: "What a new key may do: readonly (the default) reads, admin does everything, " +
      "datasource feeds packets, scanreport reports scans, WEBGPS sets the position, ADSB reads " +
      "aircraft. Any other word is a role of its own, for plugins.",
  },
  {
    name: "expires",
    value: "TIME",
    help: "When a new key ends: 90s, 45m, 12h, 30d, 8w from now, or never (the default).",
  },
  { name: "json", help: "List the keys as JSON." },
  { name: "show", help: "List the keys themselves, too." },
  ...CONFIGURATION_OPTIONS,
];

/** Options that only one action has. */
const OWN_OPTIONS = { list: ["json", "show"], create: ["role", "expires"], revoke: [] } as const;

const UNIT_SECONDS: ReadonlyMap<string, number> = new Map([
  ["s", 1],
  ["m", 60],
  ["h", 3600],
  ["d", 24 * 3600],
  ["w", 7 * 24 * 3600],
]);

/** Seconds of `30d`; 0 for `never`. */
function parseLife(text: string): number {
  if (text === "never") return 0;
  const match = /^(\d{1,9})([smhdw])$/.exec(text);
  const seconds = match === null ? 0 : Number(match[1]) * UNIT_SECONDS.get(match[2]!)!;
  if (seconds > 0) return seconds;
  throw new UsageError(`--expires is like 90s, 45m, 12h, 30d, 8w or never, not "${text}"`);
}

export const keys = defineCommand<KeysRequest>({
  name: "keys",
  help: "List, create and revoke the keys that programs log in with.",
  usage: [
    "moirai keys list [--json] [--show]",
    "moirai keys create NAME [--role ROLE] [--expires TIME]",
    "moirai keys revoke NAME",
  ],
  examples: [
    ["moirai keys create dashboard", "a key that may read everything"],
    ["moirai keys create roof --role datasource --expires 30d", "a key for a sensor, for a month"],
    ["curl -b KISMET=$KEY localhost:2501/system/status.json", "how a program uses its key"],
    ["moirai keys list", "names, roles and ends; a running server need not be stopped"],
    ["moirai keys revoke dashboard", "ends a key, within a second"],
  ],
  options: OPTIONS,
  parse(parsed) {
    const [action = "list", name, ...more] = parsed.words;
    if (action !== "list" && action !== "create" && action !== "revoke") {
      throw new UsageError(`keys can be listed, created or revoked; "${action}" is none of these`);
    }
    const configuration = configurationRequest(parsed);
    for (const [owner, options] of Object.entries(OWN_OPTIONS)) {
      const wrong = options.find((option) => owner !== action && parsed.values.has(option));
      if (wrong !== undefined) throw new UsageError(`--${wrong} belongs to keys ${owner}`);
    }
    if (action === "list") {
      if (name !== undefined) throw new UsageError("keys list takes no name");
      const has = (option: string): boolean => parsed.values.has(option);
      return { action, json: has("json"), show: has("show"), configuration };
    }
    if (name === undefined) throw new UsageError(`keys ${action} needs the name of a key`);
    if (more.length > 0) throw new UsageError(`keys ${action} takes one name`);
    if (action === "revoke") return { action, name, configuration };
    return {
      action,
      name,
      role: single(parsed, "role") ?? "readonly",
      lifeSec: parseLife(single(parsed, "expires") ?? "never"),
      configuration,
    };
  },
  run: async (request, context) => await (await import("../keys.ts")).runKeys(request, context),
});
