// Texts and lists of elements, made only when a record is new or changed (spec dot11 2.6, 3.2).
import { sanitiseText } from "../text/sanitise.ts";

/** One 802.11d triplet. */
export interface Dot11CountryTriplet {
  readonly startChannel: number;
  readonly channels: number;
  readonly txPowerDbm: number;
}

export const COUNTRY_TRIPLETS_MAX = 84;

/** SSID as text: cut at the first NUL, sanitised. */
export function ssidText(bytes: Uint8Array, start: number, end: number): string {
  return sanitiseText(bytes, start, end);
}

/** Any other text of an element, by the same rules. */
export const elementText: (bytes: Uint8Array, start: number, end: number) => string = ssidText;

/** Two letters of the country element whose body is `bytes[start, end)`. */
export function countryText(bytes: Uint8Array, start: number, end: number): string {
  return end - start < 2 ? "" : sanitiseText(bytes, start, start + 2);
}

/** Whole triplets of the country element; padding and a partial one at the end are dropped. */
export function countryTriplets(
  bytes: Uint8Array,
  start: number,
  end: number,
): Dot11CountryTriplet[] {
  const triplets: Dot11CountryTriplet[] = [];
  for (let at = start + 3; at + 3 <= end && triplets.length < COUNTRY_TRIPLETS_MAX; at += 3) {
    triplets.push({
      startChannel: bytes[at]!,
      channels: bytes[at + 1]!,
      txPowerDbm: (bytes[at + 2]! << 24) >> 24,
    });
  }
  return triplets;
}
