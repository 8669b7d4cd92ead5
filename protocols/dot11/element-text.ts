// Texts and lists of elements, made only when a record is new or changed (spec dot11 2.6, 3.2).
import type { CountryTriplet } from "../records/dot11-device.ts";
import { sanitiseText } from "../text/sanitise.ts";

/** An element holds no more than these. */
export const COUNTRY_TRIPLETS_MAX = 84;

/** SSID as text: cut at the first NUL, sanitised. */
export function ssidText(bytes: Uint8Array, start: number, end: number): string {
  return sanitiseText(bytes, start, end);
}

/** Any other text of an element, by the same rules. */
export function elementText(bytes: Uint8Array, start: number, end: number): string {
  return sanitiseText(bytes, start, end);
}

// Texts of country codes, index = first letter * 26 + second: beacons are asked for it each time
// their elements change.
const countries: readonly string[] = Array.from(
  { length: 26 * 26 },
  (_, index) => String.fromCharCode(65 + Math.floor(index / 26), 65 + index % 26),
);

/** Two letters of the country element whose body is `bytes[start, end)`. */
export function countryText(bytes: Uint8Array, start: number, end: number): string {
  if (end - start < 2) return "";
  const first = bytes[start]! - 65;
  const second = bytes[start + 1]! - 65;
  if (first >= 0 && first < 26 && second >= 0 && second < 26) {
    return countries[first * 26 + second]!;
  }
  return sanitiseText(bytes, start, start + 2);
}

/** Whole triplets of the country element; a partial one at the end is dropped. */
export function countryTriplets(bytes: Uint8Array, start: number, end: number): CountryTriplet[] {
  const triplets: CountryTriplet[] = [];
  for (let at = start + 3; at + 3 <= end && triplets.length < COUNTRY_TRIPLETS_MAX; at += 3) {
    triplets.push({
      startChannel: bytes[at]!,
      channels: bytes[at + 1]!,
      txPowerDbm: (bytes[at + 2]! << 24) >> 24,
    });
  }
  return triplets;
}
