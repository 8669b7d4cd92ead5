// What `--help` prints, made from the tables of commands and options.
import { COMMON_OPTIONS } from "./arguments.ts";
import type { CommandDefinition, OptionDefinition } from "./command.ts";
import { COMMANDS } from "./commands.ts";
import { CONFIGURATION_OPTIONS } from "./configuration-options.ts";

const LEFT_COLUMNS = 30;
const TEXT_COLUMNS_MIN = 30;

/** The help of one command, or of the program. */
export function formatHelp(about: CommandDefinition | undefined, columns: number): string {
  const shown = about ?? COMMANDS[0]!;
  const lines: string[] = [];
  if (about === undefined) {
    lines.push("moirai listens to radios and capture files and shows who is in the air.", "");
    lines.push("Usage:", ...COMMANDS.map((command) => `  ${command.usage[0]}`), "");
    lines.push("Commands:");
    for (const command of COMMANDS) lines.push(...row(command.name, command.help, columns));
    lines.push("", "`moirai COMMAND --help` tells more of a command.");
    lines.push("", `Options of ${shown.name}:`);
  } else {
    lines.push(about.help, "");
    lines.push("Usage:", ...about.usage.map((usage) => `  ${usage}`), "", "Options:");
  }
  const isOfConfiguration = (option: OptionDefinition) => CONFIGURATION_OPTIONS.includes(option);
  const options = [...shown.options, ...COMMON_OPTIONS].filter((one) => one.help !== undefined);
  for (const option of options) {
    if (!isOfConfiguration(option)) lines.push(...optionRow(option, columns));
  }
  if (options.some(isOfConfiguration)) lines.push("", "Configuration:");
  for (const option of options) {
    if (isOfConfiguration(option)) lines.push(...optionRow(option, columns));
  }
  lines.push("", "Examples:");
  for (const [command, meaning] of shown.examples) lines.push(...row(command, meaning, columns));
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
