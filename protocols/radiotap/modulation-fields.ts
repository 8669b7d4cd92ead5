// The radiotap fields that say how a frame was modulated (radiotap.org: MCS, VHT, HE; TLVs U-SIG, EHT).
import {
  beginModulation,
  type Modulation,
  MODULATION_EHT,
  MODULATION_HE,
  MODULATION_HT,
  MODULATION_VHT,
} from "../airtime/modulation.ts";
import { readU16, readU32 } from "../dot11/bytes.ts";

const GUARD_SHORT_NS = 400;
const GUARDS_NS = [800, 1600, 3200, 800] as const;

// MCS, 3 bytes: known, flags, mcs.
//   flags bits 0..1 width (0 20, 1 40, 2 20L, 3 20U), 2 short guard interval, 3 greenfield,
//   5..6 space-time streams, 7 lower bit of the number of sounding streams
const MCS_KNOWN_WIDTH = 0x01;
const MCS_KNOWN_INDEX = 0x02;
const MCS_KNOWN_GUARD = 0x04;
const MCS_KNOWN_FORMAT = 0x08;
const MCS_KNOWN_STBC = 0x20;
/** Bit 7 of the known bits is the upper bit of the number of sounding streams. */
const MCS_KNOWN_SOUNDING = 0x40;

export function decodeMcs(into: Modulation, bytes: Uint8Array, at: number): void {
  const known = bytes[at]!;
  const flags = bytes[at + 1]!;
  if ((known & MCS_KNOWN_INDEX) === 0) return;
  beginModulation(into, MODULATION_HT);
  into.mcs = bytes[at + 2]!;
  into.streams = (into.mcs >> 3) + 1;
  if ((known & MCS_KNOWN_WIDTH) !== 0 && (flags & 3) === 1) into.widthMhz = 40;
  if ((known & MCS_KNOWN_GUARD) !== 0 && (flags & 4) !== 0) into.guardNs = GUARD_SHORT_NS;
  if ((known & MCS_KNOWN_STBC) !== 0) into.codedStreams = (flags >> 5) & 3;
  if ((known & MCS_KNOWN_SOUNDING) !== 0) into.soundingStreams = (flags >> 7) | ((known >> 6) & 2);
  into.greenfield = (known & MCS_KNOWN_FORMAT) !== 0 && (flags & 8) !== 0;
}

// VHT, 12 bytes: known:2 flags:1 bandwidth:1 mcs and streams:4 coding:1 group:1 partial id:2
const VHT_KNOWN_GUARD = 0x0004;
const VHT_KNOWN_WIDTH = 0x0040;
const VHT_FLAG_SHORT_GUARD = 0x04;

export function decodeVht(into: Modulation, bytes: Uint8Array, at: number): void {
  const known = readU16(bytes, at);
  beginModulation(into, MODULATION_VHT);
  if ((known & VHT_KNOWN_GUARD) !== 0 && (bytes[at + 2]! & VHT_FLAG_SHORT_GUARD) !== 0) {
    into.guardNs = GUARD_SHORT_NS;
  }
  if ((known & VHT_KNOWN_WIDTH) !== 0) into.widthMhz = vhtWidth(bytes[at + 3]! & 0x1f);
  // The first user is the one this frame is of.
  const user = bytes[at + 4]!;
  into.mcs = user >> 4;
  into.streams = user & 0x0f;
}

/** Whole widths are 0, 1, 4 and 11; the others are parts of the next one above them. */
function vhtWidth(code: number): number {
  if (code === 0) return 20;
  if (code <= 3) return code === 1 ? 40 : 20;
  if (code === 4) return 80;
  if (code <= 6) return 40;
  if (code <= 10) return 20;
  if (code === 11) return 160;
  return code <= 13 ? 80 : code <= 17 ? 40 : 20;
}

// HE, 12 bytes: six words of data. Data 1 bits 0..1 format, 5 MCS known, 14 width known; data 2 bit 1
// guard interval known; data 3 bits 8..11 MCS, 12 dual carrier; data 5 bits 0..3 width, 4..5 guard
// interval, 6..7 size of the training field; data 6 bits 0..3 streams.
const HE1_KNOWN_MCS = 0x0020;
const HE1_KNOWN_WIDTH = 0x4000;
const HE2_KNOWN_GUARD = 0x0002;
const HE_WIDTHS = [20, 40, 80, 160] as const;
const HE_UNITS = [26, 52, 106, 242, 484, 996, 1992] as const;
const HE_FORMAT_EXTENDED = 1;
const HE_FORMAT_MULTI_USER = 2;

export function decodeHe(into: Modulation, bytes: Uint8Array, at: number): void {
  const data1 = readU16(bytes, at);
  const data3 = readU16(bytes, at + 4);
  const data5 = readU16(bytes, at + 8);
  beginModulation(into, MODULATION_HE);
  const format = data1 & 3;
  into.extended = format === HE_FORMAT_EXTENDED;
  into.multiUser = format === HE_FORMAT_MULTI_USER;
  if ((data1 & HE1_KNOWN_MCS) !== 0) into.mcs = (data3 >> 8) & 0x0f;
  into.dual = (data3 & 0x1000) !== 0;
  if ((data1 & HE1_KNOWN_WIDTH) !== 0) {
    const width = data5 & 0x0f;
    if (width < HE_WIDTHS.length) into.widthMhz = HE_WIDTHS[width]!;
    else into.tones = HE_UNITS[width - HE_WIDTHS.length] ?? 0;
  }
  if ((readU16(bytes, at + 2) & HE2_KNOWN_GUARD) !== 0) into.guardNs = GUARDS_NS[(data5 >> 4) & 3]!;
  const ltf = (data5 >> 6) & 3;
  into.ltfSize = ltf === 1 ? 1 : ltf === 2 ? 2 : 4;
  into.streams = Math.max(1, readU16(bytes, at + 10) & 0x0f);
}

/** TLV types. */
export const TLV_U_SIG = 33;
export const TLV_EHT = 34;

// U-SIG: common:4 value:4 mask:4. Common bit 1 says that the width is known, bits 15..17 hold it.
const U_SIG_BYTES = 12;
const U_SIG_KNOWN_WIDTH = 0x2;
const EHT_WIDTHS = [20, 40, 80, 160, 320, 320] as const;

/** Returns false when the TLV is shorter than its fields. */
export function decodeUSig(into: Modulation, bytes: Uint8Array, at: number, end: number): boolean {
  if (end - at < U_SIG_BYTES) return false;
  if (into.kind !== MODULATION_EHT) beginModulation(into, MODULATION_EHT);
  const common = readU32(bytes, at);
  if ((common & U_SIG_KNOWN_WIDTH) !== 0) into.widthMhz = EHT_WIDTHS[(common >>> 15) & 7] ?? 20;
  return true;
}

// EHT: known:4, nine words of data, then a word a user.
//   known bit 1 guard interval; data 0 bits 7..8 guard interval
//   user bit 1 MCS known, 4 streams known, 7 data for this user; bits 20..23 MCS, 24..27 streams - 1
const EHT_BYTES = 40;
const EHT_KNOWN_GUARD = 0x2;
const USER_BYTES = 4;
const USER_KNOWN_MCS = 0x02;
const USER_KNOWN_STREAMS = 0x10;
const USER_IS_OURS = 0x80;

export function decodeEht(into: Modulation, bytes: Uint8Array, at: number, end: number): boolean {
  if (end - at < EHT_BYTES) return false;
  if (into.kind !== MODULATION_EHT) beginModulation(into, MODULATION_EHT);
  if ((readU32(bytes, at) & EHT_KNOWN_GUARD) !== 0) {
    into.guardNs = GUARDS_NS[(readU32(bytes, at + 4) >>> 7) & 3]!;
  }
  let taken = false;
  for (let user = at + EHT_BYTES; user + USER_BYTES <= end; user += USER_BYTES) {
    const word = readU32(bytes, user);
    // The user whose frame this is, else the first.
    if (taken && (word & USER_IS_OURS) === 0) continue;
    taken = true;
    if ((word & USER_KNOWN_MCS) !== 0) into.mcs = (word >>> 20) & 0x0f;
    if ((word & USER_KNOWN_STREAMS) !== 0) into.streams = ((word >>> 24) & 0x0f) + 1;
    if ((word & USER_IS_OURS) !== 0) break;
  }
  return true;
}
