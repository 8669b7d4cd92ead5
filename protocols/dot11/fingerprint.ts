// Fingerprints of beacons and of requests: which elements a device sends and with which bytes. Kept
// equal to those of the reference server, so that saved ones can be compared (spec dot11 4.8).
import { xxhash32 } from "../xxhash32.ts";
import { ELEMENT_CISCO_VENDOR, ELEMENT_VENDOR } from "./element-walk.ts";
import { readOui } from "./bytes.ts";

/** A parsed list of elements to look at; `parseFingerprintList`. */
export interface FingerprintList {
  /** Number of entries. */
  readonly size: number;
  /** First entry of each tag, -1 = none. */
  readonly heads: Int16Array;
  /** Next entry of the same tag, -1 = none. */
  readonly next: Int16Array;
  /** -1 where the entry names a tag only. */
  readonly ouis: Int32Array;
  readonly types: Uint8Array;
  /** Entries that could not be read, as written. */
  readonly bad: readonly string[];
}

/** Fingerprint of an empty list, and of a frame without any element of the list. */
export const FINGERPRINT_EMPTY = 46947589;
/** Further entries of a list are refused as bad. */
export const FINGERPRINT_ENTRIES_MAX = 256;
/** Elements of one frame that are looked at; more do not change the fingerprint. */
export const FINGERPRINT_ELEMENTS_MAX = 256;

const ENTRY = /^(\d{1,3})(?:-([0-9a-fA-F]{6})-(\d{1,3}))?$/;

/** Reads "0,1,45,221-00156D-00": tags, vendor elements with OUI (hex) and type (decimal). */
export function parseFingerprintList(text: string): FingerprintList {
  const entries: { tag: number; oui: number; type: number }[] = [];
  const bad: string[] = [];
  for (const part of text.split(",")) {
    const word = part.trim();
    if (word === "") continue;
    const match = ENTRY.exec(word);
    const tag = Number(match?.[1] ?? 256);
    const oui = match?.[2] === undefined ? -1 : Number.parseInt(match[2], 16);
    const type = Number(match?.[3] ?? 0);
    const vendor = tag === ELEMENT_VENDOR || tag === ELEMENT_CISCO_VENDOR;
    if (tag > 255 || type > 255 || (oui >= 0 && !vendor)) bad.push(word);
    else if (entries.length >= FINGERPRINT_ENTRIES_MAX) bad.push(word);
    else entries.push({ tag, oui, type });
  }
  const heads = new Int16Array(256).fill(-1);
  const next = new Int16Array(entries.length).fill(-1);
  for (let index = entries.length - 1; index >= 0; index--) {
    const { tag } = entries[index]!;
    next[index] = heads[tag]!;
    heads[tag] = index;
  }
  return {
    size: entries.length,
    heads,
    next,
    ouis: Int32Array.from(entries, (entry) => entry.oui),
    types: Uint8Array.from(entries, (entry) => entry.type),
    bad,
  };
}

const order = new Int16Array(FINGERPRINT_ELEMENTS_MAX);
const digests = new Int32Array(FINGERPRINT_ELEMENTS_MAX);
const fed = new Uint8Array(4 * FINGERPRINT_ELEMENTS_MAX);

/**
 * Fingerprint of the element list `bytes[start, end)`, an unsigned 32-bit number: XXH32 over the low
 * halves of the hashes of the bodies, by entry of the list, then in frame order.
 */
export function fingerprintElements(
  list: FingerprintList,
  bytes: Uint8Array,
  start: number,
  end: number,
): number {
  if (list.size === 0) return FINGERPRINT_EMPTY;
  let count = 0;
  let at = start;
  while (at + 2 <= end && count < FINGERPRINT_ELEMENTS_MAX) {
    const body = at + 2;
    const bodyEnd = body + bytes[at + 1]!;
    if (bodyEnd > end) break;
    for (let entry = list.heads[bytes[at]!]!; entry >= 0; entry = list.next[entry]!) {
      if (count === FINGERPRINT_ELEMENTS_MAX) break;
      const oui = list.ouis[entry]!;
      if (oui >= 0) {
        if (body + 3 > bodyEnd || readOui(bytes, body) !== oui) continue;
        if ((body + 3 < bodyEnd ? bytes[body + 3]! : 0) !== list.types[entry]) continue;
      }
      // Lists and frames are both nearly always in ascending order, so this rarely moves anything.
      let place = count++;
      for (; place > 0 && order[place - 1]! > entry; place--) {
        order[place] = order[place - 1]!;
        digests[place] = digests[place - 1]!;
      }
      order[place] = entry;
      digests[place] = elementHashLow(bytes, body, bodyEnd);
    }
    at = bodyEnd;
  }
  for (let index = 0; index < count; index++) {
    const digest = digests[index]!;
    fed[4 * index] = digest;
    fed[4 * index + 1] = digest >>> 8;
    fed[4 * index + 2] = digest >>> 16;
    fed[4 * index + 3] = digest >>> 24;
  }
  return xxhash32(fed, 0, 4 * count);
}

// The string hash of the C++ library that the reference was built with: 64-bit blocks, multiplied
// and mixed. Halves of 32 bits instead of BigInt, which is some fifty times slower here.
const MULTIPLIER_HIGH = 0xc6a4a793 | 0;
const MULTIPLIER_LOW = 0x5bd1e995;
const SEED_LOW = 0xc70f6907 | 0;

/** Low half of the 64-bit hash of `bytes[start, end)`. */
export function elementHashLow(bytes: Uint8Array, start: number, end: number): number {
  const length = end - start;
  let low = SEED_LOW ^ Math.imul(length, MULTIPLIER_LOW);
  let high = (productHigh(length) + Math.imul(length, MULTIPLIER_HIGH)) | 0;
  let at = start;
  for (; at + 8 <= end; at += 8) {
    let blockLow = bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) |
      (bytes[at + 3]! << 24);
    let blockHigh = bytes[at + 4]! | (bytes[at + 5]! << 8) | (bytes[at + 6]! << 16) |
      (bytes[at + 7]! << 24);
    blockHigh = multiplyHigh(blockLow, blockHigh);
    blockLow = Math.imul(blockLow, MULTIPLIER_LOW);
    blockLow ^= blockHigh >>> 15;
    blockHigh = multiplyHigh(blockLow, blockHigh);
    blockLow = Math.imul(blockLow, MULTIPLIER_LOW);
    low ^= blockLow;
    high = multiplyHigh(low, high ^ blockHigh);
    low = Math.imul(low, MULTIPLIER_LOW);
  }
  if (at < end) {
    let restLow = 0;
    let restHigh = 0;
    for (let index = 0; at + index < end; index++) {
      if (index < 4) restLow |= bytes[at + index]! << (8 * index);
      else restHigh |= bytes[at + index]! << (8 * (index - 4));
    }
    low ^= restLow;
    high = multiplyHigh(low, high ^ restHigh);
    low = Math.imul(low, MULTIPLIER_LOW);
  }
  low ^= high >>> 15;
  high = multiplyHigh(low, high);
  low = Math.imul(low, MULTIPLIER_LOW);
  return (low ^ (high >>> 15)) >>> 0;
}

/** High half of (high, low) times the multiplier; the low half is a plain `Math.imul`. */
function multiplyHigh(low: number, high: number): number {
  return (productHigh(low) + Math.imul(high, MULTIPLIER_LOW) + Math.imul(low, MULTIPLIER_HIGH)) | 0;
}

/** High half of an unsigned 32-bit number times the low half of the multiplier. */
function productHigh(value: number): number {
  const low = value & 0xffff;
  const high = value >>> 16;
  const cross = Math.imul(high, 0xe995);
  const other = Math.imul(low, 0x5bd1);
  const carry = (Math.imul(low, 0xe995) >>> 16) + (cross & 0xffff) + (other & 0xffff);
  return (Math.imul(high, 0x5bd1) + (cross >>> 16) + (other >>> 16) + (carry >>> 16)) | 0;
}
