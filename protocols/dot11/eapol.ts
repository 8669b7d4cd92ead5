// 802.1X frames inside 802.11 data: WPA key frames (IEEE 802.11-2020 12.7.2), EAP identities and
// methods, WPS messages (spec dot11 2.4, 6).
import { type Fault, faultCode, OK } from "../faults.ts";
import { readOui, readU16Big, readU32Big } from "./bytes.ts";
import { ELEMENT_VENDOR, elementsWellFormed } from "./element-walk.ts";

const EAPOL_MALFORMED = faultCode("dot11.eapol_malformed");

/** `EapolFrame.type`: packet type of 802.1X, or -1 when the payload is no EAPOL at all. */
export const EAPOL_ABSENT = -1;
export const EAPOL_EAP = 0;
export const EAPOL_KEY = 3;

export const KEY_PAIRWISE = 0x0008;
export const KEY_INSTALL = 0x0040;
export const KEY_ACK = 0x0080;
export const KEY_MIC = 0x0100;
export const KEY_SECURE = 0x0200;
export const KEY_ERROR = 0x0400;
export const KEY_REQUEST = 0x0800;
export const KEY_ENCRYPTED = 0x1000;

/** Key descriptor of RSN; frames with another one are not kept. */
export const DESCRIPTOR_RSN = 2;

/** One decoded payload; ranges are of the frame's bytes. */
export class EapolFrame {
  type = EAPOL_ABSENT;
  version = 0;
  /** Length field of the 802.1X header. */
  length = 0;

  // Key frames. `isRsnKey` says that the following are meaningful.
  isRsnKey = false;
  descriptor = 0;
  keyInfo = 0;
  /** Bits 0 to 2 of the key information. */
  keyVersion = 0;
  install = false;
  /** 1 to 4, 0 = none of the four. */
  message = 0;
  keyLength = 0;
  replayLow = 0;
  replayHigh = 0;
  /** 32 bytes. */
  nonceStart = 0;
  nonceZero = false;
  /** 16 bytes. */
  micStart = 0;
  dataStart = 0;
  dataLength = 0;
  /** Empty = the key data names none. */
  pmkidStart = 0;
  pmkidEnd = 0;

  // EAP.
  eapCode = 0;
  eapType = 0;
  /** Identity of a response, empty = none. */
  identityStart = 0;
  identityEnd = 0;
  /** Bits of the high half of the crypt set, for LEAP, TLS, TTLS and PEAP. */
  cryptHigh = 0;
  /** WPS message type (7 = M3), 0 = none. */
  wpsMessage = 0;
}

const LLC_BYTES = 8;
const HEADER_BYTES = 4;
/** Key frame without key data, with the MIC of 16 bytes. */
const KEY_BYTES = 95;
const NONCE_BYTES = 32;
const OUI_RSN = 0x000fac;
const PMKID_KDE = 4;

const EAP_REQUEST = 1;
const EAP_RESPONSE = 2;
const EAP_IDENTITY = 1;
const EAP_TLS = 13;
const EAP_LEAP = 17;
const EAP_TTLS = 21;
const EAP_PEAP = 25;
const EAP_EXPANDED = 254;
const OUI_WFA = 0x00372a;
const WPS_VENDOR_TYPE = 1;
const WPS_LENGTH_FOLLOWS = 0x02;
const WPS_MESSAGE_TYPE = 0x1022;

/** `EapolFrame.wpsMessage` of message M3. */
export const WPS_M3 = 7;

/** True if a data payload that starts at its LLC header carries 802.1X. */
export function isEapol(bytes: Uint8Array, start: number, end: number): boolean {
  return end - start >= LLC_BYTES + HEADER_BYTES && bytes[start] === 0xaa &&
    bytes[start + 1] === 0xaa && bytes[start + 2] === 0x03 && bytes[start + 3] === 0 &&
    bytes[start + 4] === 0 && bytes[start + 5] === 0 && bytes[start + 6] === 0x88 &&
    bytes[start + 7] === 0x8e;
}

/**
 * Fills `into` from a data payload that starts at its LLC header. Another payload is no fault: `type`
 * is then EAPOL_ABSENT.
 */
export function decodeEapol(
  into: EapolFrame,
  bytes: Uint8Array,
  start: number,
  end: number,
): Fault {
  clear(into);
  if (!isEapol(bytes, start, end)) return OK;
  const header = start + LLC_BYTES;
  const body = header + HEADER_BYTES;
  into.version = bytes[header]!;
  into.type = bytes[header + 1]!;
  into.length = readU16Big(bytes, header + 2);
  const bodyEnd = body + into.length;
  if (bodyEnd > end) return EAPOL_MALFORMED;
  if (into.type === EAPOL_KEY) return decodeKey(into, bytes, body, bodyEnd);
  if (into.type === EAPOL_EAP && into.version >= 1 && into.version <= 3) {
    return decodeEap(into, bytes, body, bodyEnd);
  }
  return OK;
}

// Key frame: descriptor (1), information (2), key length (2), replay counter (8), nonce (32), IV (16),
// RSC (8), reserved (8), MIC (16), data length (2), data.
function decodeKey(into: EapolFrame, bytes: Uint8Array, key: number, end: number): Fault {
  if (end - key < 1) return EAPOL_MALFORMED;
  into.descriptor = bytes[key]!;
  if (into.descriptor !== DESCRIPTOR_RSN) return OK;
  if (end - key < KEY_BYTES) return EAPOL_MALFORMED;
  into.dataStart = key + KEY_BYTES;
  into.dataLength = readU16Big(bytes, key + 93);
  if (into.dataStart + into.dataLength > end) return EAPOL_MALFORMED;
  into.isRsnKey = true;
  into.keyInfo = readU16Big(bytes, key + 1);
  into.keyVersion = into.keyInfo & 7;
  into.install = (into.keyInfo & KEY_INSTALL) !== 0;
  into.keyLength = readU16Big(bytes, key + 3);
  into.replayHigh = readU32Big(bytes, key + 5);
  into.replayLow = readU32Big(bytes, key + 9);
  into.nonceStart = key + 13;
  let zero = 0;
  while (zero < NONCE_BYTES && bytes[into.nonceStart + zero] === 0) zero++;
  into.nonceZero = zero === NONCE_BYTES;
  into.micStart = key + 77;
  into.message = messageNumber(into.keyInfo, into.dataLength);
  findPmkid(into, bytes, into.dataStart, into.dataStart + into.dataLength);
  return OK;
}

function messageNumber(keyInfo: number, dataLength: number): number {
  const ack = (keyInfo & KEY_ACK) !== 0;
  const mic = (keyInfo & KEY_MIC) !== 0;
  if (mic && ack) return 3;
  if ((keyInfo & KEY_INSTALL) !== 0) return 0;
  if (ack) return 1;
  if (mic) return dataLength > 0 ? 2 : 4;
  return 0;
}

// Encrypted key data does not look like elements, which is how it is told apart.
function findPmkid(into: EapolFrame, bytes: Uint8Array, start: number, end: number): void {
  if (!elementsWellFormed(bytes, start, end)) return;
  for (let at = start; at + 2 <= end; at += 2 + bytes[at + 1]!) {
    if (bytes[at] !== ELEMENT_VENDOR || bytes[at + 1]! < 4) continue;
    if (readOui(bytes, at + 2) !== OUI_RSN || bytes[at + 5] !== PMKID_KDE) continue;
    into.pmkidStart = at + 6;
    into.pmkidEnd = at + 2 + bytes[at + 1]!;
    return;
  }
}

// EAP: code (1), identifier (1), length (2), then in requests and responses a type (RFC 3748 4).
function decodeEap(into: EapolFrame, bytes: Uint8Array, eap: number, end: number): Fault {
  if (end - eap < 4) return EAPOL_MALFORMED;
  into.eapCode = bytes[eap]!;
  const eapEnd = eap + readU16Big(bytes, eap + 2);
  if (into.eapCode !== EAP_REQUEST && into.eapCode !== EAP_RESPONSE) return OK;
  if (eapEnd > end || eapEnd - eap < 5) return EAPOL_MALFORMED;
  into.eapType = bytes[eap + 4]!;
  switch (into.eapType) {
    case EAP_IDENTITY:
      if (into.eapCode === EAP_RESPONSE) {
        into.identityStart = eap + 5;
        into.identityEnd = eapEnd;
      }
      return OK;
    case EAP_LEAP:
      into.cryptHigh = 1 << (58 - 32);
      return OK;
    case EAP_TLS:
      into.cryptHigh = 1 << (59 - 32);
      return OK;
    case EAP_TTLS:
      into.cryptHigh = 1 << (60 - 32);
      return OK;
    case EAP_PEAP:
      into.cryptHigh = 1 << (61 - 32);
      return OK;
    case EAP_EXPANDED:
      return decodeWpsMessage(into, bytes, eap + 5, eapEnd);
    default:
      return OK;
  }
}

// Expanded type: vendor (3), vendor type (4), opcode, flags, a length (2) if flags say so, then
// attributes: type (2), length (2), data.
function decodeWpsMessage(into: EapolFrame, bytes: Uint8Array, start: number, end: number): Fault {
  if (end - start < 9) return EAPOL_MALFORMED;
  if (readOui(bytes, start) !== OUI_WFA || readU32Big(bytes, start + 3) !== WPS_VENDOR_TYPE) {
    return OK;
  }
  let at = start + ((bytes[start + 8]! & WPS_LENGTH_FOLLOWS) !== 0 ? 11 : 9);
  while (at + 4 <= end) {
    const dataEnd = at + 4 + readU16Big(bytes, at + 2);
    if (dataEnd > end) return EAPOL_MALFORMED;
    if (readU16Big(bytes, at) === WPS_MESSAGE_TYPE && dataEnd > at + 4) {
      into.wpsMessage = bytes[at + 4]!;
      return OK;
    }
    at = dataEnd;
  }
  return OK;
}

function clear(into: EapolFrame): void {
  into.type = EAPOL_ABSENT;
  into.version = 0;
  into.length = 0;
  into.isRsnKey = false;
  into.descriptor = 0;
  into.keyInfo = 0;
  into.keyVersion = 0;
  into.install = false;
  into.message = 0;
  into.keyLength = 0;
  into.replayLow = 0;
  into.replayHigh = 0;
  into.nonceStart = 0;
  into.nonceZero = false;
  into.micStart = 0;
  into.dataStart = 0;
  into.dataLength = 0;
  into.pmkidStart = 0;
  into.pmkidEnd = 0;
  into.eapCode = 0;
  into.eapType = 0;
  into.identityStart = 0;
  into.identityEnd = 0;
  into.cryptHigh = 0;
  into.wpsMessage = 0;
}
