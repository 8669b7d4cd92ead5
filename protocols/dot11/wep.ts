// WEP (IEEE 802.11-2020 12.3.2): RC4 with the initialization vector before the key, and a CRC-32 of
// the data as integrity value. Only what is needed to read frames with a known key.
import { crc32 } from "../crc32.ts";
import { type MaskedMac, parseMac } from "../mac.ts";
import { type Fault, faultCode, OK } from "../faults.ts";

const WEP_TRUNCATED = faultCode("dot11.wep_truncated");
const WEP_INTEGRITY = faultCode("dot11.wep_integrity");

const IV_BYTES = 3;
/** Initialization vector and key number. */
const HEADER_BYTES = IV_BYTES + 1;
const ICV_BYTES = 4;
const EXTENDED_IV = 0x20;
const KEY_BYTES = [5, 13, 16];
/** What WEP adds to the data. */
export const WEP_OVERHEAD_BYTES = HEADER_BYTES + ICV_BYTES;
/** Largest body decrypted: WEP protects single frames, which are never this long. */
export const WEP_BODY_BYTES_MAX = 4096;

/** A key and the networks it opens. */
export interface WepKey {
  readonly bssid: MaskedMac;
  readonly key: Uint8Array;
}

/** Reads `bssid[/mask],hex`; what is wrong with it, never the key, when it is none. */
export function parseWepKey(text: string): WepKey | string {
  const comma = text.indexOf(",");
  if (comma < 0) return "an address and a key, BSSID,HEXKEY";
  const bssid = parseMac(text.slice(0, comma).trim());
  if (bssid === undefined) return "an address, with or without a mask, before the comma";
  const digits = text.slice(comma + 1).trim().replaceAll(":", "");
  if (!/^(?:[0-9a-f]{2})*$/i.test(digits)) return "a key of pairs of hexadecimal digits";
  const key = Uint8Array.from(digits.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
  if (!KEY_BYTES.includes(key.length)) {
    return `a key of 5, 13 or 16 bytes, not of ${key.length}`;
  }
  return { bssid, key };
}

const schedule = new Uint8Array(256);
const seed = new Uint8Array(IV_BYTES + 16);

/**
 * Decrypts the body `bytes[start, end)` of a data frame (vector, key number, data, integrity value)
 * into the beginning of `into`, which must hold WEP_BODY_BYTES_MAX. The data is as long as the body
 * without WEP_OVERHEAD_BYTES; a fault means that the key is another one, or that it is not WEP.
 */
export function decryptWep(
  into: Uint8Array,
  bytes: Uint8Array,
  start: number,
  end: number,
  key: Uint8Array,
): Fault {
  const dataLength = end - start - WEP_OVERHEAD_BYTES;
  if (dataLength < 1 || end - start > WEP_BODY_BYTES_MAX) return WEP_TRUNCATED;
  if ((bytes[start + IV_BYTES]! & EXTENDED_IV) !== 0) return WEP_INTEGRITY;
  for (let at = 0; at < IV_BYTES; at++) seed[at] = bytes[start + at]!;
  seed.set(key, IV_BYTES);
  const total = dataLength + ICV_BYTES;
  rc4(into, bytes, start + HEADER_BYTES, total, IV_BYTES + key.length);
  const sent = (into[dataLength]! | (into[dataLength + 1]! << 8) | (into[dataLength + 2]! << 16) |
    (into[dataLength + 3]! << 24)) >>> 0;
  return crc32(into, 0, dataLength) === sent ? OK : WEP_INTEGRITY;
}

/** RC4 over `length` bytes with the first `seedBytes` of `seed`. */
function rc4(
  into: Uint8Array,
  bytes: Uint8Array,
  start: number,
  length: number,
  seedBytes: number,
): void {
  for (let at = 0; at < 256; at++) schedule[at] = at;
  for (let at = 0, other = 0; at < 256; at++) {
    const value = schedule[at]!;
    other = (other + value + seed[at % seedBytes]!) & 0xff;
    schedule[at] = schedule[other]!;
    schedule[other] = value;
  }
  let one = 0;
  let other = 0;
  for (let at = 0; at < length; at++) {
    one = (one + 1) & 0xff;
    const first = schedule[one]!;
    other = (other + first) & 0xff;
    const second = schedule[other]!;
    schedule[one] = second;
    schedule[other] = first;
    into[at] = bytes[start + at]! ^ schedule[(first + second) & 0xff]!;
  }
}
