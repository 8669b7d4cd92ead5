// Largest data rate that rates, HT and VHT elements announce, in Mbit/s (IEEE 802.11-2020 9.4.2.3,
// 9.4.2.55, 9.4.2.157, 19.5, 21.5; spec dot11 3.2).
import { readU16 } from "./bytes.ts";

// Value of a rates element without the basic bit to Mbit/s. Membership selectors are no rates.
const LEGACY = new Float64Array(128);
for (const half of [2, 3, 4, 5, 6, 9, 11, 12, 18, 22, 24, 27, 36, 44, 48, 54, 66, 72, 96, 108]) {
  LEGACY[half] = half / 2;
}

/** Largest rate of a (extended) supported rates body. */
export function maxLegacyRate(bytes: Uint8Array, start: number, end: number): number {
  let max = 0;
  for (let at = start; at < end; at++) {
    const rate = LEGACY[bytes[at]! & 0x7f]!;
    if (rate > max) max = rate;
  }
  return max;
}

/** The bytes 75 EB 49, which a known exploit puts among the rates. */
export function hasHostileRates(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at + 3 <= end; at++) {
    if (bytes[at] === 0x75 && bytes[at + 1] === 0xeb && bytes[at + 2] === 0x49) return true;
  }
  return false;
}

// Columns: 20 MHz long and short guard interval, 40 MHz long and short.
const HT = [
  [6.5, 13, 19.5, 26, 39, 52, 58.5, 65, 13, 26, 39, 52, 78, 104, 117, 130],
  [7.2, 14.4, 21.7, 28.9, 43.3, 57.8, 65, 72.2, 14.4, 28.9, 43.3, 57.8, 86.7, 115.6, 130, 144.4],
  [13.5, 27, 40.5, 54, 81, 108, 121.5, 135, 27, 54, 81, 108, 162, 216, 243, 270],
  [15, 30, 45, 60, 90, 120, 135, 150, 30, 60, 90, 120, 180, 240, 270, 300],
] as const;
const HT_3_4 = [
  [19.5, 39, 58.5, 78, 117, 156, 175.5, 195, 26, 52, 78, 104, 156, 208, 234, 260],
  [21.7, 43.3, 65, 86.7, 130, 173.3, 195, 216.7, 28.8, 57.6, 86.8, 115.6, 173.2, 231.2, 260, 288.8],
  [40.5, 81, 121.5, 162, 243, 324, 364.5, 405, 54, 108, 162, 216, 324, 432, 486, 540],
  [45, 90, 135, 180, 270, 360, 405, 450, 60, 120, 180, 240, 360, 480, 540, 600],
] as const;
const HT_RATES = [0, 1, 2, 3].map((column) =>
  Float64Array.from([...HT[column]!, ...HT_3_4[column]!])
);

export const HT_CAPABILITIES_BYTES = 26;

/**
 * Largest rate of an HT capabilities body, 26 bytes:
 *   0 information   2 A-MPDU   3 receive MCS set (10)   13 highest rate …
 */
export function maxHtRate(bytes: Uint8Array, start: number): number {
  const info = readU16(bytes, start);
  const wide = (info & 0x0002) !== 0 && (info & 0x4000) === 0;
  const rates = HT_RATES[
    wide ? ((info & 0x0040) !== 0 ? 3 : 2) : ((info & 0x0020) !== 0 ? 1 : 0)
  ]!;
  let max = 0;
  for (let octet = 0; octet < 4; octet++) {
    const set = bytes[start + 3 + octet]!;
    if (set === 0) continue;
    for (let bit = 0; bit < 8; bit++) {
      if ((set & (1 << bit)) === 0) continue;
      const rate = rates[octet * 8 + bit]!;
      if (rate > max) max = rate;
    }
  }
  return max;
}

// A row a stream, a triple (up to MCS 7, 8, 9) a column: 80 MHz long and short, 160 MHz long, short.
// Three streams have no MCS 9 at 160 MHz, so their largest is MCS 8.
const VHT_RATES = [
  [[292.5, 351, 390], [325, 390, 433.3], [585, 702, 780], [650, 780, 866.7]],
  [[585, 702, 780], [650, 780, 866.7], [1170, 1404, 1560], [1300, 1560, 1733.3]],
  [[877.5, 1053, 1170], [975, 1170, 1300], [1755, 2106, 2106], [1950, 2340, 2340]],
  [[1170, 1404, 1560], [1300, 1560, 1733.3], [2340, 2808, 3120], [2600, 3120, 3466.7]],
] as const;

export const VHT_CAPABILITIES_BYTES = 12;

/**
 * Largest rate of a VHT capabilities body, 12 bytes:
 *   0 information (4)   4 receive MCS map, two bits a stream: 0 to MCS 7, 1 to 8, 2 to 9, 3 none
 */
export function maxVhtRate(bytes: Uint8Array, start: number): number {
  const info = bytes[start]!;
  const wide = (info & 0x0c) !== 0;
  const short = (info & (wide ? 0x40 : 0x20)) !== 0;
  const column = (wide ? 2 : 0) + (short ? 1 : 0);
  const map = bytes[start + 4]!;
  for (let stream = 3; stream >= 0; stream--) {
    const level = (map >> (2 * stream)) & 3;
    if (level !== 3) return VHT_RATES[stream]![column]![level]!;
  }
  return 0;
}
