// Values of configuration keys: booleans, whole numbers, hop rates, path escapes
// (spec logs-and-config 9.1 and 10).

/** Directories that path escapes stand for. */
export interface ConfigDirectories {
  /** %h: home of the user, or `--homedir`. */
  readonly home: string;
  /** %E: configuration files, or `--confdir`. */
  readonly configuration: string;
  /** %S: shared data, or `--datadir`. */
  readonly data: string;
  /** %B: programs of helpers. */
  readonly binaries: string;
}

/** `true`, `t`, `false`, `f` in any case; undefined for anything else. */
export function parseFlag(value: string): boolean | undefined {
  const lower = value.toLowerCase();
  if (lower === "true" || lower === "t") return true;
  if (lower === "false" || lower === "f") return false;
  return undefined;
}

/** A decimal whole number that a double holds exactly; undefined for anything else. */
export function parseInteger(value: string): number | undefined {
  if (!/^[+-]?[0-9]{1,16}$/.test(value)) return undefined;
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : undefined;
}

/** Hops a second of `N/sec`, `N/min` or `N/dwell` (N seconds a hop); undefined when malformed. */
export function parseHopRate(value: string): number | undefined {
  const match = /^([0-9]{1,9}(?:\.[0-9]{1,9})?)\/(sec|min|dwell)$/.exec(value.trim().toLowerCase());
  if (match === null) return undefined;
  const amount = Number(match[1]);
  if (amount <= 0) return undefined;
  if (match[2] === "sec") return amount;
  return match[2] === "min" ? amount / 60 : 1 / amount;
}

/** Replaces %h, %E, %S and %B; other escapes belong to log names and stay. */
export function expandPath(path: string, directories: ConfigDirectories): string {
  return path.replace(/%[hESB]/g, (escape) => {
    if (escape === "%h") return directories.home;
    if (escape === "%E") return directories.configuration;
    return escape === "%S" ? directories.data : directories.binaries;
  });
}
