// Text of a configuration file to directives (spec logs-and-config 10): `key=value`, `key+=value`,
// `include=`, `opt_include=`, `opt_override=`. Mistakes are values with file, line and a sentence.

/** Longer lines are reported and skipped. */
export const CONFIG_LINE_CHARACTERS_MAX = 8191;

export interface ConfigProblem {
  /** An error keeps the server from starting; a warning is told and passed over. */
  readonly severity: "error" | "warning";
  readonly file: string;
  /** Counted from 1; 0 when it is about the file as a whole. */
  readonly line: number;
  readonly message: string;
}

/** One value given for a key. */
export interface ConfigEntry {
  readonly key: string;
  readonly value: string;
  /** Written with `+=`. */
  readonly append: boolean;
  readonly file: string;
  readonly line: number;
}

export type ConfigDirective =
  | { readonly kind: "entry"; readonly entry: ConfigEntry }
  | {
    readonly kind: "include" | "opt_include" | "opt_override";
    readonly path: string;
    readonly file: string;
    readonly line: number;
  };

export interface ParsedConfig {
  readonly directives: ConfigDirective[];
  readonly problems: ConfigProblem[];
}

/** Splits the text of one file into directives, in order. */
export function parseConfigText(text: string, file: string): ParsedConfig {
  const directives: ConfigDirective[] = [];
  const problems: ConfigProblem[] = [];
  const lines = text.replace(/^\uFEFF/, "").split(/\r\n|\n|\r/);
  for (let index = 0; index < lines.length; index++) {
    const raw = lines[index]!;
    const line = index + 1;
    if (raw.length > CONFIG_LINE_CHARACTERS_MAX) {
      problems.push({
        severity: "warning",
        file,
        line,
        message: `the line has ${raw.length} characters, more than ` +
          `${CONFIG_LINE_CHARACTERS_MAX}, and is ignored`,
      });
      continue;
    }
    const directive = parseConfigLine(raw, file, line);
    if (directive === undefined) continue;
    if ("message" in directive) problems.push(directive);
    else directives.push(directive);
  }
  return { directives, problems };
}

/** One line; undefined when there is nothing in it, a problem when there is no value. */
export function parseConfigLine(
  raw: string,
  file: string,
  line: number,
): ConfigDirective | ConfigProblem | undefined {
  const trimmed = raw.trim();
  if (trimmed === "" || trimmed.startsWith("#")) return undefined;
  const equals = trimmed.indexOf("=");
  if (equals <= 0) return undefined;
  const append = trimmed[equals - 1] === "+";
  const key = trimmed.slice(0, append ? equals - 1 : equals).trim().toLowerCase();
  if (key === "") return undefined;
  const value = trimmed.slice(equals + 1).trim();
  if (value === "") {
    return { severity: "warning", file, line, message: `"${key}" has no value and is ignored` };
  }
  if (key === "include" || key === "opt_include" || key === "opt_override") {
    return { kind: key, path: value, file, line };
  }
  return { kind: "entry", entry: { key, value, append, file, line } };
}

/** `file:line: message`, as compilers write it. */
export function formatConfigProblem(problem: ConfigProblem): string {
  const where = problem.line > 0 ? `${problem.file}:${problem.line}` : problem.file;
  return where === "" ? problem.message : `${where}: ${problem.message}`;
}
