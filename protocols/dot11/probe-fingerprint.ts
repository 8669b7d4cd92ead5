// What stays the same in the probe requests of a phone that changes its address: every element but
// the name asked for and the channel (Vanhoef et al., Why MAC Address Randomization is not Enough,
// 2016). Phones of one model with the same software send the same.
import { crc32Update } from "../crc32.ts";
import { readOui, readU16Big } from "./bytes.ts";

const SSID = 0;
const RATES = 1;
const CHANNEL = 3;
const MORE_RATES = 50;
const VENDOR = 221;
const OUI_MICROSOFT = 0x0050f2;
const TYPE_WPS = 4;
/** WPS attribute: a number of the device that does not change with its address (UUID-E). */
const ATTRIBUTE_UUID = 0x1047;
const UUID_BYTES = 16;

export class ProbeFingerprint {
  /** CRC-32 of the elements that count. */
  digest = 0;
  /** Elements that tell models apart: all but names, rates and channels. */
  telling = 0;
  /** A number that only this device should have was among them. */
  unique = false;
}

/** Fills `into` from the element list `bytes[start, end)`; stops at an element that is cut. */
export function fingerprintProbe(
  into: ProbeFingerprint,
  bytes: Uint8Array,
  start: number,
  end: number,
): void {
  into.digest = 0;
  into.telling = 0;
  into.unique = false;
  let at = start;
  while (at + 2 <= end) {
    const tag = bytes[at]!;
    const next = at + 2 + bytes[at + 1]!;
    if (next > end) return;
    if (tag !== SSID && tag !== CHANNEL) {
      into.digest = crc32Update(into.digest, bytes, at, next);
      if (tag !== RATES && tag !== MORE_RATES) into.telling += 1;
      if (tag === VENDOR && hasUuid(bytes, at + 2, next)) into.unique = true;
    }
    at = next;
  }
}

// Attributes: type (2), length (2), both big endian, value (Wi-Fi Simple Configuration 12).
function hasUuid(bytes: Uint8Array, body: number, end: number): boolean {
  if (end - body < 4 || readOui(bytes, body) !== OUI_MICROSOFT) return false;
  if (bytes[body + 3] !== TYPE_WPS) return false;
  let at = body + 4;
  while (at + 4 <= end) {
    const value = at + 4;
    const next = value + readU16Big(bytes, at + 2);
    if (next > end) return false;
    if (readU16Big(bytes, at) === ATTRIBUTE_UUID) {
      return next - value === UUID_BYTES && !isMadeUp(bytes, value);
    }
    at = next;
  }
  return false;
}

/** Zeros, and the example that software was shipped with, 12345678-9abc-def0-…: not unique. */
function isMadeUp(bytes: Uint8Array, start: number): boolean {
  let zeros = true;
  let example = true;
  for (let index = 0; index < UUID_BYTES; index++) {
    if (bytes[start + index] !== 0) zeros = false;
    if (bytes[start + index] !== EXAMPLE_UUID[index & 7]) example = false;
  }
  return zeros || example;
}

const EXAMPLE_UUID = [0x12, 0x34, 0x56, 0x78, 0x9a, 0xbc, 0xde, 0xf0];
