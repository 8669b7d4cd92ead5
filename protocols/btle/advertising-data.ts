// AD structures, of which advertising data is made (Core 5.4 Vol 3 Part C 11; types in the Assigned
// Numbers 2.3; spec other-phys 3.1): length:1 (of type and data), type:1, data. A length of 0 ends them.
import { type Fault, faultCode, OK } from "../faults.ts";

const DATA_MALFORMED = faultCode("btle.data_malformed");

export const AD_FLAGS = 0x01;
export const AD_UUIDS_16_SOME = 0x02;
export const AD_UUIDS_16 = 0x03;
export const AD_UUIDS_32_SOME = 0x04;
export const AD_UUIDS_32 = 0x05;
export const AD_UUIDS_128_SOME = 0x06;
export const AD_UUIDS_128 = 0x07;
export const AD_NAME_SHORT = 0x08;
export const AD_NAME = 0x09;
export const AD_TX_POWER = 0x0a;
export const AD_SERVICE_DATA_16 = 0x16;
export const AD_APPEARANCE = 0x19;
export const AD_SERVICE_DATA_32 = 0x20;
export const AD_SERVICE_DATA_128 = 0x21;
export const AD_MANUFACTURER = 0xff;

/** Structures of one PDU that are looked at; 255 bytes hold 127 empty ones. */
export const STRUCTURES_MAX = 64;

/** Where the structures of a PDU lie; their data is `[starts[n], ends[n])`. */
export class AdStructures {
  count = 0;
  readonly types = new Uint8Array(STRUCTURES_MAX);
  readonly starts = new Uint32Array(STRUCTURES_MAX);
  readonly ends = new Uint32Array(STRUCTURES_MAX);
  /** Bytes of the longest, without its length; also of one that does not fit. */
  longest = 0;
  /** There were more than STRUCTURES_MAX. */
  cut = false;
}

/** Finds the structures of `bytes[start, limit)`; those before a fault are there. */
export function findStructures(
  into: AdStructures,
  bytes: Uint8Array,
  start: number,
  limit: number,
): Fault {
  into.count = 0;
  into.longest = 0;
  into.cut = false;
  let at = start;
  while (at < limit) {
    const length = bytes[at]!;
    if (length === 0) return OK;
    if (length > into.longest) into.longest = length;
    const end = at + 1 + length;
    if (end > limit) return DATA_MALFORMED;
    if (into.count === STRUCTURES_MAX) {
      into.cut = true;
      return OK;
    }
    const index = into.count++;
    into.types[index] = bytes[at + 1]!;
    into.starts[index] = at + 2;
    into.ends[index] = end;
    at = end;
  }
  return OK;
}

const HEX = Array.from({ length: 256 }, (_, n) => n.toString(16).toUpperCase().padStart(2, "0"));

/** `bytes[start, end)` as upper-case hex. */
export function hexText(bytes: Uint8Array, start: number, end: number): string {
  let text = "";
  for (let at = start; at < end; at++) text += HEX[bytes[at]!]!;
  return text;
}

/** 16 bytes, the first one first, as a UUID's text. */
export function uuidText(bytes: Uint8Array, start: number): string {
  const part = (from: number, to: number) => hexText(bytes, start + from, start + to);
  return `${part(0, 4)}-${part(4, 6)}-${part(6, 8)}-${part(8, 10)}-${part(10, 16)}`;
}

/** A UUID of 2, 4 or 16 bytes as it is sent, the last byte first: `180F`, `0000180F`, or the whole. */
export function sentUuidText(bytes: Uint8Array, start: number, size: number): string {
  const turned = bytes.subarray(start, start + size).toReversed();
  return size === 16 ? uuidText(turned, 0) : hexText(turned, 0, size);
}
