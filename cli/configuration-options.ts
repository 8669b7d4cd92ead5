// Options of every command that reads the configuration (spec logs-and-config 13: the reference
// server's spelling where it has the option), and what they ask of it.
import type { ConfigurationRequest } from "../actors/server/configuration.ts";
import { type OptionDefinition, type ParsedOptions, single } from "./command.ts";

export const CONFIGURATION_OPTIONS: readonly OptionDefinition[] = [
  {
    name: "config-file",
    short: "f",
    value: "FILE",
    help: "Configuration file instead of /etc/kismet/kismet.conf, which need not exist.",
  },
  {
    name: "set",
    value: "KEY=VALUE",
    repeats: true,
    help: "Set any configuration key; KEY+=VALUE adds to a list. docs/configuration.md has all.",
  },
  {
    name: "override",
    value: "FLAVOUR",
    repeats: true,
    help: "Apply kismet_FLAVOUR.conf, or the file of this path, over the configuration.",
  },
  {
    name: "homedir",
    value: "DIRECTORY",
    help: "Home directory, %h in paths: the login is kept in its .kismet/ directory.",
  },
  {
    name: "confdir",
    value: "DIRECTORY",
    help: "Directory of configuration files, %E in paths.",
  },
  {
    name: "datadir",
    value: "DIRECTORY",
    help: "Directory of shared data, %S in paths.",
  },
];

/** What is asked of the configuration; `set` come before the values of `--set`. */
export function configurationRequest(
  parsed: ParsedOptions,
  set: readonly string[] = [],
): ConfigurationRequest {
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
