// Frames of the extension type: beacons of 60 GHz networks (DMG, IEEE 802.11-2020 9.3.4.2) and of
// HaLow networks below 1 GHz (S1G, 9.3.4.3), whose headers are not that of other frames.
import { type Fault, faultCode, OK } from "../faults.ts";
import { readMac, readU16, readU32 } from "./bytes.ts";

export const EXTENSION_DMG_BEACON = 0;
export const EXTENSION_S1G_BEACON = 1;

const FIXED_TRUNCATED = faultCode("dot11.fixed_truncated");
const SUBTYPE_UNKNOWN = faultCode("dot11.subtype_unknown");

export class ExtensionFrame {
  subtype = 0;
  /** BSSID of a DMG beacon, source of an S1G beacon. */
  address = 0;
  timestampLow = 0;
  timestampHigh = 0;
  /** DMG only, time units. */
  intervalTu = 0;

  // DMG.
  /** 1 ad-hoc, 2 personal, 3 infrastructure. */
  bssType = 0;
  privacy = false;
  /** The beacon is sent to discover, and names no network of its own. */
  discovery = false;

  // S1G.
  /** Without compatibility element: the short form that most beacons have. */
  changeSequence = 0;
  hasCompressedSsid = false;
  /** CRC-32 of the SSID. */
  compressedSsid = 0;
  security = false;

  elementsStart = 0;
  elementsEnd = 0;
}

function clear(into: ExtensionFrame, end: number): void {
  into.subtype = 0;
  into.address = 0;
  into.timestampLow = 0;
  into.timestampHigh = 0;
  into.intervalTu = 0;
  into.bssType = 0;
  into.privacy = false;
  into.discovery = false;
  into.changeSequence = 0;
  into.hasCompressedSsid = false;
  into.compressedSsid = 0;
  into.security = false;
  into.elementsStart = end;
  into.elementsEnd = end;
}

/** Fills `into` from `bytes[start, end)`, a frame of type 3 without FCS. */
export function decodeExtensionFrame(
  into: ExtensionFrame,
  bytes: Uint8Array,
  start: number,
  end: number,
): Fault {
  clear(into, end);
  if (end - start < 10) return FIXED_TRUNCATED;
  into.subtype = bytes[start]! >>> 4;
  if (into.subtype === EXTENSION_DMG_BEACON) return decodeDmg(into, bytes, start, end);
  if (into.subtype === EXTENSION_S1G_BEACON) return decodeS1g(into, bytes, start, end);
  return SUBTYPE_UNKNOWN;
}

// 0 frame control (2), duration (2), 4 BSSID, 10 timestamp (8), 18 sector sweep (3), 21 interval (2),
// 23 interval control (6), 29 parameters (1), 30 clustering control (8, or 6 when discovering) when
// interval control bit 0 is set; elements.
const DMG_BYTES = 30;

function decodeDmg(into: ExtensionFrame, bytes: Uint8Array, start: number, end: number): Fault {
  if (end - start < DMG_BYTES) return FIXED_TRUNCATED;
  const control = bytes[start + 23]!;
  into.discovery = (control & 0x02) !== 0;
  const clustering = (control & 0x01) === 0 ? 0 : into.discovery ? 6 : 8;
  if (end - start < DMG_BYTES + clustering) return FIXED_TRUNCATED;
  into.address = readMac(bytes, start + 4);
  into.timestampLow = readU32(bytes, start + 10);
  into.timestampHigh = readU32(bytes, start + 14);
  into.intervalTu = readU16(bytes, start + 21);
  const parameters = bytes[start + 29]!;
  into.bssType = parameters & 0x03;
  into.privacy = (parameters & 0x10) !== 0;
  into.elementsStart = start + DMG_BYTES + clustering;
  return OK;
}

// 0 frame control (2: bit 8 next TBTT, 9 compressed SSID, 10 access network options, 11 to 13 width,
// 14 security), duration (2), 4 source, 10 timestamp (4), 14 change sequence, then next TBTT (3),
// compressed SSID (4), access network options (1) as announced; elements.
const S1G_BYTES = 15;

function decodeS1g(into: ExtensionFrame, bytes: Uint8Array, start: number, end: number): Fault {
  const flags = bytes[start + 1]!;
  const needed = S1G_BYTES + ((flags & 0x01) !== 0 ? 3 : 0) + ((flags & 0x02) !== 0 ? 4 : 0) +
    ((flags & 0x04) !== 0 ? 1 : 0);
  if (end - start < needed) return FIXED_TRUNCATED;
  into.address = readMac(bytes, start + 4);
  into.timestampLow = readU32(bytes, start + 10);
  into.changeSequence = bytes[start + 14]!;
  into.security = (flags & 0x40) !== 0;
  if ((flags & 0x02) !== 0) {
    into.hasCompressedSsid = true;
    into.compressedSsid = readU32(bytes, start + S1G_BYTES + ((flags & 0x01) !== 0 ? 3 : 0));
  }
  into.elementsStart = start + needed;
  return OK;
}
