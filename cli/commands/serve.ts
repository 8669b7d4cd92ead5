// `moirai serve`: its options and what they mean.
import { parseInteger } from "../../protocols/config/config-values.ts";
import type { ConfigurationRequest } from "../../actors/server/configuration.ts";
import {
  defineCommand,
  type OptionDefinition,
  type ParsedOptions,
  single,
  UsageError,
} from "../command.ts";
import { CONFIGURATION_OPTIONS, configurationRequest } from "../configuration-options.ts";
import { RECORD_OPTION } from "../record-option.ts";

export interface ServeRequest {
  /** Definitions of `-c`; empty means those of the configuration. */
  readonly sources: readonly string[];
  readonly silent: boolean;
  /** File to record to. */
  readonly record: string | undefined;
  readonly configuration: ConfigurationRequest;
}

const OPTIONS: readonly OptionDefinition[] = [
  {
    name: "capture-source",
    short: "c",
    value: "SOURCE",
    repeats: true,
    help: "Listen to this interface or capture file; repeat it for more. `demo` is a simulated " +
      "street. Turns off the sources of the configuration.",
  },
  {
    name: "port",
    value: "PORT",
    help: "TCP port of the web server instead of httpd_port (2501); 0 picks a free one.",
  },
  {
    name: "bind",
    value: "ADDRESS",
    help: "Address to listen on instead of httpd_bind_address (127.0.0.1).",
  },
  {
    name: "silent",
    short: "s",
    help: "Print no messages while running.",
  },
  {
    name: "no-logging",
    short: "n",
    help: "Write no logs.",
  },
  {
    name: "log-types",
    short: "T",
    value: "TYPES",
    repeats: true,
    help: "Logs to write, instead of log_types.",
  },
  {
    name: "log-title",
    short: "t",
    value: "TITLE",
    help: "Title in the names of logs, instead of log_title.",
  },
  {
    name: "log-prefix",
    short: "p",
    value: "DIRECTORY",
    help: "Directory of logs, instead of log_prefix.",
  },
  RECORD_OPTION,
  { name: "device-timeout", value: "SECONDS" },
  { name: "disable-plugins", help: "Load no plugins." },
  { name: "no-plugins" },
  // Service files of the reference server pass these; what they turn off does not exist here.
  { name: "no-line-wrap" },
  { name: "no-console-wrapper" },
  { name: "no-ncurses-wrapper" },
  { name: "no-ncurses" },
  { name: "debug" },
  ...CONFIGURATION_OPTIONS,
];

export const serve = defineCommand<ServeRequest>({
  name: "serve",
  help: "Listen, track, and serve what is heard (the default).",
  usage: ["moirai [serve] [OPTIONS]"],
  examples: [
    ["moirai", "a simulated street, to look around"],
    ["moirai -c wlan0mon", "listen to an interface in monitor mode"],
    ["moirai -c office.pcap:realtime=true", "play a capture at the speed it was recorded"],
    ["moirai -c wlan0:name=roof --bind 0.0.0.0", "let other machines in, with the password"],
  ],
  options: OPTIONS,
  parse(parsed) {
    refuseWords(parsed);
    return {
      sources: parsed.values.get("capture-source") ?? [],
      silent: parsed.values.has("silent"),
      record: single(parsed, "record"),
      configuration: configurationRequest(parsed, settingsOf(parsed)),
    };
  },
  run: async (request, context) => await (await import("../serve.ts")).runServe(request, context),
});

function refuseWords(parsed: ParsedOptions): void {
  const word = parsed.words[0];
  if (word === undefined) return;
  throw new UsageError(
    `"${word}" is no option; \`-c ${word}\` listens to it, \`read ${word}\` analyses the file`,
  );
}

/** Options that stand for configuration keys. */
function settingsOf(parsed: ParsedOptions): string[] {
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
  if (parsed.values.has("no-plugins") || parsed.values.has("disable-plugins")) {
    set.push("allowplugins=false");
  }
  const keys = { bind: "httpd_bind_address", "log-title": "log_title", "log-prefix": "log_prefix" };
  for (const [option, key] of Object.entries(keys)) {
    const value = single(parsed, option);
    if (value !== undefined) set.push(`${key}=${value}`);
  }
  return set;
}
