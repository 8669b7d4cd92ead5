// Names of manufacturers by address prefix (IEEE registries MA-L, MA-M and MA-S), from a table
// shipped with the program; configuration lines override it (spec device-model 2.5).
import {
  MANUFACTURER_NAMES,
  PREFIXES_24,
  PREFIXES_28,
  PREFIXES_36,
} from "./manufacturers-table.ts";

export const MANUFACTURER_UNKNOWN = "Unknown";
/** Names kept per looked-up prefix; a flood of random addresses must not grow it. */
const CACHE_MAX = 8192;

/** Second bit of the first byte: the address was made up by its device. */
const LOCAL_BIT = 0x02;

export interface Manufacturers {
  /** Name of the maker of a 48-bit address, "Unknown" when none is known. */
  lookup(mac: number): string;
  /** Name of a 24-bit OUI as in vendor elements, undefined when none is known. */
  lookupOui(oui: number): string | undefined;
}

/**
 * A lookup with overrides, each "AA:BB:CC,Name" as in the configuration key `manuf`. With `enabled`
 * false every maker is unknown. Names of `table`, by 24-bit prefix, go before those of the program.
 */
export function createManufacturers(
  overrides: readonly string[] = [],
  enabled = true,
  table: ReadonlyMap<number, string> = new Map(),
): Manufacturers {
  const given = new Map<number, string>();
  for (const line of overrides) {
    const match = /^\s*((?:[0-9a-f]{2}:){2}[0-9a-f]{2})\s*,\s*(.+?)\s*$/i.exec(line);
    if (match) given.set(Number.parseInt(match[1]!.replaceAll(":", ""), 16), match[2]!);
  }
  const cache = new Map<number, string>();
  const find = (mac: number): string | undefined => {
    const oui = Math.floor(mac / 0x1000000);
    const override = given.get(oui);
    if (override !== undefined || !enabled) return override;
    const named = table.get(oui);
    if (named !== undefined) return named;
    if (((oui >>> 16) & LOCAL_BIT) !== 0) return undefined;
    const shipped = loadTable();
    return shipped.find36(Math.floor(mac / 0x1000)) ??
      shipped.find28(Math.floor(mac / 0x100000)) ?? shipped.find24(oui);
  };
  return {
    lookup(mac) {
      // Cached by the longest prefix, so that blocks shared by several makers stay apart.
      const prefix = Math.floor(mac / 0x1000);
      let name = cache.get(prefix);
      if (name === undefined) {
        name = find(mac) ?? MANUFACTURER_UNKNOWN;
        if (cache.size >= CACHE_MAX) cache.clear();
        cache.set(prefix, name);
      }
      return name;
    },
    lookupOui: (oui) => find(oui * 0x1000000),
  };
}

interface Table {
  find24(prefix: number): string | undefined;
  find28(prefix: number): string | undefined;
  find36(prefix: number): string | undefined;
}

let shippedTable: Table | undefined;

/** Unpacks the table at the first look-up: a few milliseconds that the start need not pay. */
function loadTable(): Table {
  if (shippedTable === undefined) {
    const names = MANUFACTURER_NAMES.split("\n");
    shippedTable = {
      find24: sortedLookup(PREFIXES_24, names),
      find28: sortedLookup(PREFIXES_28, names),
      find36: sortedLookup(PREFIXES_36, names),
    };
  }
  return shippedTable;
}

function sortedLookup(
  packed: string,
  names: readonly string[],
): (prefix: number) => string | undefined {
  const entries = packed.split(",");
  const prefixes = new Float64Array(entries.length);
  const nameIndexes = new Uint32Array(entries.length);
  let prefix = 0;
  entries.forEach((entry, at) => {
    const blank = entry.indexOf(" ");
    prefix += Number.parseInt(entry.slice(0, blank), 36);
    prefixes[at] = prefix;
    nameIndexes[at] = Number.parseInt(entry.slice(blank + 1), 36);
  });
  return (wanted) => {
    let low = 0;
    let high = prefixes.length - 1;
    while (low <= high) {
      const middle = (low + high) >>> 1;
      if (prefixes[middle] === wanted) return names[nameIndexes[middle]!];
      if (prefixes[middle]! < wanted) low = middle + 1;
      else high = middle - 1;
    }
    return undefined;
  };
}
