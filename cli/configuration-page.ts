// The page docs/configuration.md, made from the settings table.
import {
  SETTING_GROUPS,
  type SettingDefinition,
  SETTINGS,
} from "../actors/server/settings-table.ts";
import { fitText, textWidth } from "./text-width.ts";

const HEAD = `# Configuration

<!-- Made from actors/server/settings-table.ts by \`node cli/write-all.ts\`. -->

Nothing has to be configured: without any file every key below has its default. A configuration of
the reference server is read as it is. The main file is the one of \`-f\`, else that of the environment
variable \`KISMET_CONF\`, else \`/etc/kismet/kismet.conf\` if there is one. \`--set KEY=VALUE\` sets any key
from the command line, \`--set KEY+=VALUE\` adds to a list.

## Files

- One \`key=value\` a line; keys in any case. Lines that begin with \`#\` are comments.
- A key that is given again adds a value; where one value is wanted, the first counts.
- \`include=FILE\` reads another file there; it must exist. \`opt_include=PATTERN\` reads every file that
  matches, \`*\`, \`?\` and \`[…]\` standing for characters of one name. Relative names start at the file
  that they stand in.
- \`opt_override=FILE\`, and \`--override\` of the command line, are applied at the end: each key in them
  replaces the values so far, or adds to them when all its lines say \`key+=value\`.
- \`--override wardrive\` is built in, for when there is no \`kismet_wardrive.conf\`.
- In paths \`%h\` is the home directory (\`--homedir\`), \`%E\` the directory of configuration files
  (\`--confdir\`), \`%S\` that of shared data (\`--datadir\`), \`%B\` that of helper programs.
- \`moirai config check [FILE]\` reads a configuration as the server would, and says what is unknown,
  shadowed by another value, or dangerous. \`moirai doctor\` says what the machine lacks.
- Mistakes are told with file and line. A mistyped key or value in a file leaves the default in place;
  on the command line it is an error.

## Keys

"later" means that the key is understood and the part it belongs to does not exist yet; "no" that
there is nothing here it could change. Giving such a key is told at the start. The reference server
listens on every address of the machine unless told otherwise, this one only on the loopback.
`;

const TITLES = ["key", "type", "default", "acts", "meaning"];
const STATUS = { honoured: "yes", later: "later", "not applicable": "no" } as const;

/** The whole page. */
export function formatConfigurationPage(): string {
  const parts = [HEAD];
  for (const group of SETTING_GROUPS) {
    parts.push(`### ${group.title}\n`);
    parts.push(`${formatMarkdownTable([TITLES, ...group.settings.map(cellsOf)]).join("\n")}\n`);
  }
  const honoured = SETTINGS.filter((setting) => setting.status === "honoured").length;
  parts.push(`${SETTINGS.length} keys, ${honoured} of which act.\n`);
  return parts.join("\n");
}

function cellsOf(setting: SettingDefinition): string[] {
  const names = [setting.key, ...(setting.aliases ?? [])].map(code).join("<br>");
  const cells = [names, setting.type, formatDefault(setting), STATUS[setting.status]];
  return [...cells, setting.meaning].map((cell) => cell.replaceAll("|", "\\|"));
}

/** Padded as the formatter of this project pads tables. */
function formatMarkdownTable(rows: readonly (readonly string[])[]): string[] {
  const widths = rows[0]!.map((_, index) =>
    Math.max(3, ...rows.map((row) => textWidth(row[index]!)))
  );
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, index) => fitText(cell, widths[index]!, "left")).join(" | ")} |`;
  const rule = `| ${widths.map((width) => "-".repeat(width)).join(" | ")} |`;
  return [line(rows[0]!), rule, ...rows.slice(1).map(line)];
}

function formatDefault({ default: value }: SettingDefinition): string {
  if (typeof value === "string") return value === "" ? "" : code(value);
  if (value.length <= 2) return value.map(code).join("<br>");
  return `${code(value[0]!)} and ${value.length - 1} more`;
}

function code(text: string): string {
  return `\`${text}\``;
}
