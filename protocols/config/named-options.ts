// Lines of configuration of the form `name:option=value,option="value, with comma"` (spec
// logs-and-config 10): rules about networks and drones.

export interface NamedOptions {
  readonly name: string;
  /** By option, in lower case. */
  readonly options: ReadonlyMap<string, string>;
}

const OPTION = /\s*([a-z_]+)\s*=\s*(?:"([^"]*)"|([^,"]*))\s*(?:,|$)/giy;

/** The parts of a line, or which of them cannot be read. */
export function parseNamedOptions(line: string): NamedOptions | "no name" | "bad options" {
  const colon = line.indexOf(":");
  const name = line.slice(0, Math.max(0, colon)).trim();
  if (name === "") return "no name";
  const options = new Map<string, string>();
  OPTION.lastIndex = colon + 1;
  while (OPTION.lastIndex < line.length) {
    const match = OPTION.exec(line);
    if (match === null || match[0] === "") return "bad options";
    options.set(match[1]!.toLowerCase(), match[2] ?? match[3]!.trim());
  }
  return { name, options };
}
