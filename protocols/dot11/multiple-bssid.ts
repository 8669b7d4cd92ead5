// Multiple BSSID element: further networks that one beacon speaks for (IEEE 802.11-2020 9.4.2.45,
// 11.1.3.8; 802.11ax-2021 9.4.2.240 non-inheritance).
import { type Fault, faultCode, OK } from "../faults.ts";
import type { Dot11Elements } from "./elements.ts";

const MULTIPLE_BSSID_MALFORMED = faultCode("dot11.multiple_bssid_malformed");

/** Profiles kept of one frame; more are counted only. */
export const PROFILES_MAX = 32;
const INDICATOR_MAX = 8;
const SUBELEMENT_PROFILE = 0;
const ELEMENT_CAPABILITY = 83;
const ELEMENT_INDEX = 85;
const ELEMENT_SSID = 0;
const ELEMENT_RSN = 48;
const ELEMENT_EXTENSION = 255;
const EXTENSION_NON_INHERITANCE = 56;

/** Rows are nontransmitted profiles; texts are ranges of the frame's bytes. */
export class MultipleBssid {
  present = false;
  /** The BSSIDs of the set have all but this number of low bits in common. */
  maxIndicator = 0;
  count = 0;
  dropped = 0;
  readonly index: Uint8Array = new Uint8Array(PROFILES_MAX);
  readonly capability: Uint16Array = new Uint16Array(PROFILES_MAX);
  readonly ssidStart: Uint32Array = new Uint32Array(PROFILES_MAX);
  readonly ssidEnd: Uint32Array = new Uint32Array(PROFILES_MAX);
  /** Body of its own RSN element; empty: that of the transmitted network holds. */
  readonly rsnStart: Uint32Array = new Uint32Array(PROFILES_MAX);
  readonly rsnEnd: Uint32Array = new Uint32Array(PROFILES_MAX);
  /** The RSN element of the transmitted network does not hold for it. */
  readonly noRsn: Uint8Array = new Uint8Array(PROFILES_MAX);
}

export function clearMultipleBssid(into: MultipleBssid): void {
  into.present = false;
  into.maxIndicator = 0;
  into.count = 0;
  into.dropped = 0;
}

/**
 * Adds the profiles of one element body: indicator (1), subelements. A profile too long for one
 * element goes on in the next one, recognised by its not beginning with a capability element.
 */
export function decodeMultipleBssid(
  into: MultipleBssid,
  bytes: Uint8Array,
  start: number,
  limit: number,
): Fault {
  // An indicator of 0 is reserved, one above 8 would name more BSSIDs than the index can.
  if (limit - start < 1 || bytes[start]! > INDICATOR_MAX) return MULTIPLE_BSSID_MALFORMED;
  const { count } = into;
  const fault = decodeProfiles(into, bytes, start + 1, limit);
  if (fault !== OK) {
    into.count = count;
    return fault;
  }
  into.present = true;
  into.maxIndicator = bytes[start]!;
  return OK;
}

function decodeProfiles(
  into: MultipleBssid,
  bytes: Uint8Array,
  start: number,
  limit: number,
): Fault {
  let at = start;
  while (at + 2 <= limit) {
    const body = at + 2;
    const end = body + bytes[at + 1]!;
    if (end > limit) return MULTIPLE_BSSID_MALFORMED;
    if (bytes[at] === SUBELEMENT_PROFILE && !decodeProfile(into, bytes, body, end)) {
      return MULTIPLE_BSSID_MALFORMED;
    }
    at = end;
  }
  return at === limit ? OK : MULTIPLE_BSSID_MALFORMED;
}

function decodeProfile(into: MultipleBssid, bytes: Uint8Array, start: number, end: number) {
  const begins = end - start >= 4 && bytes[start] === ELEMENT_CAPABILITY;
  if (begins) {
    if (into.count >= PROFILES_MAX) {
      into.dropped += 1;
      return true;
    }
    clearRow(into, into.count++);
  }
  if (into.count === 0 || into.dropped > 0) return true;
  const row = into.count - 1;
  let at = start;
  while (at + 2 <= end) {
    const body = at + 2;
    const bodyEnd = body + bytes[at + 1]!;
    if (bodyEnd > end) return false;
    decodeMember(into, row, bytes, bytes[at]!, body, bodyEnd);
    at = bodyEnd;
  }
  return at === end;
}

function clearRow(into: MultipleBssid, row: number): void {
  into.index[row] = 0;
  into.capability[row] = 0;
  into.ssidStart[row] = 0;
  into.ssidEnd[row] = 0;
  into.rsnStart[row] = 0;
  into.rsnEnd[row] = 0;
  into.noRsn[row] = 0;
}

function decodeMember(
  into: MultipleBssid,
  row: number,
  bytes: Uint8Array,
  tag: number,
  body: number,
  end: number,
): void {
  const length = end - body;
  if (tag === ELEMENT_CAPABILITY && length >= 2) {
    into.capability[row] = bytes[body]! | (bytes[body + 1]! << 8);
  } else if (tag === ELEMENT_SSID && length <= 32) {
    into.ssidStart[row] = body;
    into.ssidEnd[row] = end;
  } else if (tag === ELEMENT_INDEX && length >= 1) {
    into.index[row] = bytes[body]!;
  } else if (tag === ELEMENT_RSN) {
    into.rsnStart[row] = body;
    into.rsnEnd[row] = end;
  } else if (tag === ELEMENT_EXTENSION && length >= 2) {
    if (bytes[body] === EXTENSION_NON_INHERITANCE) {
      noteNonInherited(into, row, bytes, body + 1, end);
    }
  }
}

// Non-inheritance: count and list of element identifiers, count and list of extensions.
function noteNonInherited(
  into: MultipleBssid,
  row: number,
  bytes: Uint8Array,
  at: number,
  end: number,
): void {
  const listEnd = Math.min(at + 1 + bytes[at]!, end);
  for (let id = at + 1; id < listEnd; id++) {
    if (bytes[id] === ELEMENT_RSN) into.noRsn[row] = 1;
  }
}

/** BSSID of index `index`: the low bits of the reference counted on, its high bits kept. */
export function nontransmittedBssid(reference: number, indicator: number, index: number): number {
  const size = 2 ** indicator;
  const low = reference % size;
  return reference - low + (low + index) % size;
}

/** The profile says for itself how it is protected, or inherits it. */
export function inheritsRsn(list: MultipleBssid, row: number, transmitted: Dot11Elements): boolean {
  return transmitted.hasRsn && list.noRsn[row] === 0 && list.rsnEnd[row] === list.rsnStart[row];
}
