// Service discovery frames of Wi-Fi Aware (NAN), which drones use to identify themselves (Wi-Fi
// Aware 4.0 9.5, ASTM F3411-22a 5.4.8): public action frames with a list of attributes.
import { type Fault, faultCode, OK } from "../faults.ts";
import { readOui, readU16 } from "./bytes.ts";

const NAN_MALFORMED = faultCode("dot11.nan_malformed");

const CATEGORY_PUBLIC = 4;
const ACTION_VENDOR = 9;
const OUI_WFA = 0x506f9a;
const TYPE_NAN = 0x13;
const ATTRIBUTE_SERVICE_DESCRIPTOR = 3;
/** First six bytes of the SHA-256 of "org.opendroneid.remoteid". */
const REMOTE_ID_SERVICE = [0x88, 0x69, 0x19, 0x9d, 0x92, 0x09] as const;

export class NanServices {
  /** The frame is a NAN service discovery frame. */
  present = false;
  /** Attributes seen, of all kinds. */
  attributes = 0;
  /** Message counter and messages of remote identification; empty without. */
  remoteIdStart = 0;
  remoteIdEnd = 0;
}

// 0 category, 1 action, 2 OUI (3), 5 type, then attributes: identifier (1), length (2), body.
const HEADER_BYTES = 6;
// Service descriptor: service (6), instance, requestor, control; then, where control says so: binding
// bitmap (2), matching filter, response filter, information, each of them a length and its bytes.
const DESCRIPTOR_BYTES = 9;
const CONTROL_MATCHING_FILTER = 0x04;
const CONTROL_RESPONSE_FILTER = 0x08;
const CONTROL_INFORMATION = 0x10;
const CONTROL_BINDING_BITMAP = 0x40;

/**
 * Fills `into` from the body of an action frame. Of several descriptors with information for drones
 * the last one counts; what stands before a malformed attribute stays.
 */
export function decodeNan(
  into: NanServices,
  bytes: Uint8Array,
  start: number,
  limit: number,
): Fault {
  into.present = false;
  into.attributes = 0;
  into.remoteIdStart = 0;
  into.remoteIdEnd = 0;
  if (limit - start < HEADER_BYTES) return OK;
  if (bytes[start] !== CATEGORY_PUBLIC || bytes[start + 1] !== ACTION_VENDOR) return OK;
  if (readOui(bytes, start + 2) !== OUI_WFA || bytes[start + 5] !== TYPE_NAN) return OK;
  into.present = true;
  let at = start + HEADER_BYTES;
  while (at < limit) {
    if (at + 3 > limit) return NAN_MALFORMED;
    const end = at + 3 + readU16(bytes, at + 1);
    if (end > limit) return NAN_MALFORMED;
    into.attributes += 1;
    if (
      bytes[at] === ATTRIBUTE_SERVICE_DESCRIPTOR && !decodeDescriptor(into, bytes, at + 3, end)
    ) return NAN_MALFORMED;
    at = end;
  }
  return OK;
}

/** False when the descriptor is not whole. */
function decodeDescriptor(
  into: NanServices,
  bytes: Uint8Array,
  start: number,
  end: number,
): boolean {
  if (end - start < DESCRIPTOR_BYTES) return false;
  for (let index = 0; index < REMOTE_ID_SERVICE.length; index++) {
    if (bytes[start + index] !== REMOTE_ID_SERVICE[index]) return true;
  }
  const control = bytes[start + 8]!;
  let at = start + DESCRIPTOR_BYTES;
  if ((control & CONTROL_BINDING_BITMAP) !== 0) at += 2;
  if ((control & CONTROL_MATCHING_FILTER) !== 0) at = at < end ? at + 1 + bytes[at]! : end + 1;
  if ((control & CONTROL_RESPONSE_FILTER) !== 0) at = at < end ? at + 1 + bytes[at]! : end + 1;
  if ((control & CONTROL_INFORMATION) === 0) return at <= end;
  if (at >= end) return false;
  const informationEnd = at + 1 + bytes[at]!;
  if (informationEnd > end) return false;
  into.remoteIdStart = at + 1;
  into.remoteIdEnd = informationEnd;
  return true;
}
