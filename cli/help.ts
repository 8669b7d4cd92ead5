// What `--help` prints, made from the table of options.
import { type CommandName, COMMANDS, type OptionDefinition, OPTIONS } from "./options.ts";

const LEFT_COLUMNS = 30;
const TEXT_COLUMNS_MIN = 30;

const USAGE: Record<CommandName, readonly string[]> = {
  serve: ["moirai [serve] [OPTIONS]"],
  read: ["moirai read FILE... [OPTIONS]"],
};

const EXAMPLES: Record<CommandName, readonly (readonly [string, string])[]> = {
  serve: [
    ["moirai", "a simulated street, to look around"],
    ["moirai -c wlan0mon", "listen to an interface in monitor mode"],
    ["moirai -c office.pcap:realtime=true", "play a capture at the speed it was recorded"],
    ["moirai -c wlan0:name=roof --bind 0.0.0.0", "let other machines in, with the password"],
  ],
  read: [
    ["moirai read office.pcap", "a table of devices"],
    ["moirai read *.pcapng --csv > devices.csv", "for a spreadsheet"],
    ["moirai read office.pcap --ndjson | jq .", "for other programs"],
    ["moirai read office.pcap --out answers/", "what the server would answer, as files"],
  ],
};

const CONFIGURATION_OPTIONS = new Set([
  "config-file",
  "set",
  "override",
  "homedir",
  "confdir",
  "datadir",
]);

/** The help of one command, or of the program. */
export function formatHelp(about: CommandName | undefined, columns: number): string {
  const lines: string[] = [];
  if (about === undefined) {
    lines.push("moirai listens to radios and capture files and shows who is in the air.", "");
    lines.push("Usage:", ...COMMANDS.map((command) => `  ${USAGE[command.name][0]}`), "");
    lines.push("Commands:");
    for (const command of COMMANDS) lines.push(...row(command.name, command.help, columns));
    lines.push("", "`moirai read --help` tells more of read. Options of serve:");
  } else {
    lines.push(`${COMMANDS.find((command) => command.name === about)!.help}`, "");
    lines.push("Usage:", ...USAGE[about].map((usage) => `  ${usage}`), "", "Options:");
  }
  const name = about ?? "serve";
  const shown = OPTIONS.filter((option) =>
    option.help !== undefined && option.commands.includes(name)
  );
  const isOwn = (option: OptionDefinition) => !CONFIGURATION_OPTIONS.has(option.name);
  for (const option of shown.filter(isOwn)) lines.push(...optionRow(option, columns));
  lines.push("", "Configuration:");
  for (const option of shown.filter((one) => !isOwn(one))) {
    lines.push(...optionRow(option, columns));
  }
  lines.push("", "Examples:");
  for (const [command, meaning] of EXAMPLES[name]) lines.push(...row(command, meaning, columns));
  return `${lines.join("\n")}\n`;
}

function optionRow(option: OptionDefinition, columns: number): string[] {
  const short = option.short === undefined ? "    " : `-${option.short}, `;
  const value = option.value === undefined ? "" : ` ${option.value}`;
  return row(`${short}--${option.name}${value}`, option.help!, columns);
}

/** A term and its text; a long term gets a line of its own. */
function row(left: string, text: string, columns: number): string[] {
  const indent = " ".repeat(LEFT_COLUMNS);
  const lines = wrap(text, Math.max(TEXT_COLUMNS_MIN, Math.min(columns, 100) - LEFT_COLUMNS));
  const term = `  ${left}`;
  if (term.length > LEFT_COLUMNS - 2) return [term, ...lines.map((line) => indent + line)];
  return [
    term.padEnd(LEFT_COLUMNS) + lines[0]!,
    ...lines.slice(1).map((line) => indent + line),
  ];
}

function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line !== "" && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else {
      line = line === "" ? word : `${line} ${word}`;
    }
  }
  lines.push(line);
  return lines;
}
