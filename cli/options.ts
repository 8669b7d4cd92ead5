// The options of the command line, one table for parsing, help and suggestions (spec logs-and-config
// 13: the reference server's spelling where it has the option).

export type CommandName = "serve" | "read";

export interface OptionDefinition {
  readonly name: string;
  readonly short?: string;
  /** What stands for the value in the help; without it the option takes none. */
  readonly value?: string;
  readonly repeats?: boolean;
  readonly commands: readonly CommandName[];
  /** Undefined for spellings that are accepted and not shown. */
  readonly help?: string;
}

const BOTH = ["serve", "read"] as const;
const SERVE = ["serve"] as const;
const READ = ["read"] as const;

export const OPTIONS: readonly OptionDefinition[] = [
  {
    name: "capture-source",
    short: "c",
    value: "SOURCE",
    repeats: true,
    commands: SERVE,
    help: "Listen to this interface or capture file; repeat it for more. `demo` is a simulated " +
      "street. Turns off the sources of the configuration.",
  },
  {
    name: "port",
    value: "PORT",
    commands: SERVE,
    help: "TCP port of the web server instead of httpd_port (2501); 0 picks a free one.",
  },
  {
    name: "bind",
    value: "ADDRESS",
    commands: SERVE,
    help: "Address to listen on instead of httpd_bind_address (127.0.0.1).",
  },
  {
    name: "silent",
    short: "s",
    commands: SERVE,
    help: "Print no messages while running.",
  },
  {
    name: "no-logging",
    short: "n",
    commands: SERVE,
    help: "Write no logs.",
  },
  {
    name: "log-types",
    short: "T",
    value: "TYPES",
    repeats: true,
    commands: SERVE,
    help: "Logs to write, instead of log_types.",
  },
  {
    name: "log-title",
    short: "t",
    value: "TITLE",
    commands: SERVE,
    help: "Title in the names of logs, instead of log_title.",
  },
  {
    name: "log-prefix",
    short: "p",
    value: "DIRECTORY",
    commands: SERVE,
    help: "Directory of logs, instead of log_prefix.",
  },
  {
    name: "json",
    commands: READ,
    help: "Print the devices as one JSON list instead of a table.",
  },
  {
    name: "ndjson",
    commands: READ,
    help: "Print one JSON record a line.",
  },
  {
    name: "csv",
    commands: READ,
    help: "Print comma-separated values.",
  },
  {
    name: "fields",
    value: "PATHS",
    repeats: true,
    commands: READ,
    help: "Fields to print, separated by commas; a slash enters a record, as in " +
      "kismet.device.base.signal/kismet.common.signal.last_signal",
  },
  {
    name: "fcs",
    value: "true|false",
    commands: READ,
    help: "false: take frames although their check sequence is wrong, as in anonymised captures.",
  },
  {
    name: "out",
    value: "DIRECTORY",
    commands: READ,
    help: "Write devices.json, ssids.json, alerts.json, phys.json, channels.json and " +
      "sources.json there, as the server's endpoints would answer.",
  },
  {
    name: "config-file",
    short: "f",
    value: "FILE",
    commands: BOTH,
    help: "Configuration file instead of /etc/kismet/kismet.conf, which need not exist.",
  },
  {
    name: "set",
    value: "KEY=VALUE",
    repeats: true,
    commands: BOTH,
    help: "Set any configuration key; KEY+=VALUE adds to a list. docs/configuration.md has all.",
  },
  {
    name: "override",
    value: "FLAVOUR",
    repeats: true,
    commands: BOTH,
    help: "Apply kismet_FLAVOUR.conf, or the file of this path, over the configuration.",
  },
  {
    name: "homedir",
    value: "DIRECTORY",
    commands: BOTH,
    help: "Home directory, %h in paths: the login is kept in its .kismet/ directory.",
  },
  {
    name: "confdir",
    value: "DIRECTORY",
    commands: BOTH,
    help: "Directory of configuration files, %E in paths.",
  },
  {
    name: "datadir",
    value: "DIRECTORY",
    commands: BOTH,
    help: "Directory of shared data, %S in paths.",
  },
  { name: "help", short: "h", commands: BOTH, help: "Print this help." },
  { name: "version", short: "v", commands: BOTH, help: "Print the version." },
  { name: "device-timeout", value: "SECONDS", commands: SERVE },
  // Service files of the reference server pass these; what they turn off does not exist here.
  { name: "no-line-wrap", commands: SERVE },
  { name: "no-console-wrapper", commands: SERVE },
  { name: "no-ncurses-wrapper", commands: SERVE },
  { name: "no-ncurses", commands: SERVE },
  { name: "debug", commands: SERVE },
  { name: "no-plugins", commands: SERVE },
  { name: "disable-plugins", commands: SERVE },
];

export const COMMANDS: readonly { readonly name: CommandName; readonly help: string }[] = [
  { name: "serve", help: "Listen, track, and serve what is heard (the default)." },
  { name: "read", help: "Analyse capture files, print the devices in them, and end." },
];
