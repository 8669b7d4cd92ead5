// Radiotap header, DLT 127 (radiotap.org, spec dot11 1.1). Little endian:
//   0 version:1  1 pad:1  2 length:2  4 present:4, further present words while bit 31 is set, then the
//   fields in bit order, each aligned to the start of the header. The frame begins at `length`.
import { readU16, readU32 } from "../dot11/bytes.ts";
import { type Fault, faultCode, OK } from "../faults.ts";
import {
  FCS_ANNOUNCED,
  type LinkDecoder,
  type LinkHeader,
  resetLinkHeader,
  setAntennaSignal,
} from "../linktype/link-header.ts";
import { DLT_IEEE802_11, DLT_IEEE802_11_RADIO } from "../linktype/linktypes.ts";
import {
  CARRIER_80211_FHSS,
  CARRIER_80211A,
  CARRIER_80211B,
  CARRIER_80211B_PLUS,
  CARRIER_80211G,
  CARRIER_UNKNOWN,
  CHANNEL_2GHZ,
  CHANNEL_5GHZ,
  CHANNEL_CCK,
  CHANNEL_DYNAMIC,
  CHANNEL_GFSK,
  CHANNEL_OFDM,
  CHANNEL_TURBO,
  ENCODING_CCK,
  ENCODING_DYNAMIC_CCK,
  ENCODING_GFSK,
  ENCODING_OFDM,
  ENCODING_UNKNOWN,
} from "../linktype/radio.ts";
import { SIGNAL_DBM } from "../packet/packet-batch.ts";
import {
  decodeEht,
  decodeHe,
  decodeMcs,
  decodeUSig,
  decodeVht,
  TLV_EHT,
  TLV_U_SIG,
} from "./modulation-fields.ts";

export const RADIOTAP_BYTES_MIN = 8;

const RADIOTAP_TRUNCATED = faultCode("radiotap.truncated");
const RADIOTAP_VERSION = faultCode("radiotap.version");
const RADIOTAP_LENGTH = faultCode("radiotap.length");
const RADIOTAP_PRESENT = faultCode("radiotap.present");
const RADIOTAP_FIELD_UNKNOWN = faultCode("radiotap.field_unknown");
const RADIOTAP_FIELD_LENGTH = faultCode("radiotap.field_length");

/** Size and alignment of the fields of bits 0 to 27. */
const FIELDS: readonly (readonly [size: number, align: number])[] = [
  [8, 8], // 0 TSFT
  [1, 1], // 1 flags
  [1, 1], // 2 rate
  [4, 2], // 3 channel
  [2, 2], // 4 FHSS
  [1, 1], // 5 dBm antenna signal
  [1, 1], // 6 dBm antenna noise
  [2, 2], // 7 lock quality
  [2, 2], // 8 TX attenuation
  [2, 2], // 9 dB TX attenuation
  [1, 1], // 10 dBm TX power
  [1, 1], // 11 antenna
  [1, 1], // 12 dB antenna signal
  [1, 1], // 13 dB antenna noise
  [2, 2], // 14 RX flags
  [2, 2], // 15 TX flags
  [1, 1], // 16 RTS retries
  [1, 1], // 17 data retries
  [8, 4], // 18 XChannel
  [3, 1], // 19 MCS
  [8, 4], // 20 A-MPDU status
  [12, 2], // 21 VHT
  [12, 8], // 22 timestamp
  [12, 2], // 23 HE
  [12, 2], // 24 HE-MU
  [6, 2], // 25 HE-MU other user
  [1, 1], // 26 0-length PSDU
  [4, 2], // 27 L-SIG
];
const FIELD_SIZES = Uint8Array.from(FIELDS, ([size]) => size);
const FIELD_ALIGN_MASKS = Uint8Array.from(FIELDS, ([, align]) => align - 1);

const BIT_FLAGS = 1;
const BIT_RATE = 2;
const BIT_CHANNEL = 3;
const BIT_SIGNAL = 5;
const BIT_NOISE = 6;
const BIT_ANTENNA = 11;
const BIT_XCHANNEL = 18;
const BIT_MCS = 19;
const BIT_AMPDU = 20;
const BIT_VHT = 21;
const BIT_HE = 23;
/** Bits 0 to 27: fields of FIELDS. */
const FIELD_BITS = 0x0fffffff;
const PRESENT_TLVS = 0x10000000;
const PRESENT_RADIOTAP_NAMESPACE = 0x20000000;
const PRESENT_VENDOR_NAMESPACE = 0x40000000;

const FLAG_SHORT_PREAMBLE = 0x02;
const FLAG_FCS = 0x10;
const FLAG_BAD_FCS = 0x40;
/** RATE is in 500 kbit/s units, bit 7 marks a basic rate. */
const RATE_MASK = 0x7f;

/** No value read in this present word. */
const ABSENT = -1000;

/** Fills `into` from the radiotap header at `start`; a fault means that the header is unusable. */
export function decodeRadiotap(
  into: LinkHeader,
  bytes: Uint8Array,
  start: number,
  limit: number,
): Fault {
  if (limit - start < RADIOTAP_BYTES_MIN) return RADIOTAP_TRUNCATED;
  const length = bytes[start + 2]! | (bytes[start + 3]! << 8);
  const end = start + length;
  if (length < RADIOTAP_BYTES_MIN || end > limit) return RADIOTAP_LENGTH;
  let fields = start + RADIOTAP_BYTES_MIN;
  while (bytes[fields - 1]! >= 0x80) {
    fields += 4;
    if (fields > end) return RADIOTAP_PRESENT;
  }
  resetLinkHeader(into, DLT_IEEE802_11, end, limit);
  into.hasRadio = true;
  into.partial = bytes[start] === 0 ? OK : RADIOTAP_VERSION;
  const fault = decodeWords(into, bytes, start, fields, end);
  if (fault !== OK) into.partial = fault;
  return OK;
}

export const radiotapDecoder: LinkDecoder = {
  linkType: DLT_IEEE802_11_RADIO,
  name: "radiotap",
  decode: decodeRadiotap,
};

/** Fields of all present words; stops at the first that is unknown or does not fit before `end`. */
function decodeWords(
  into: LinkHeader,
  bytes: Uint8Array,
  start: number,
  fields: number,
  end: number,
): Fault {
  let position = fields;
  let vendor = false;
  let continued = false;
  let hasSignal = false;
  for (let word = start + 4; word < fields; word += 4) {
    const present = bytes[word]! | (bytes[word + 1]! << 8) | (bytes[word + 2]! << 16) |
      (bytes[word + 3]! << 24);
    if (!vendor) {
      // A word that follows without a namespace bit counts on from bit 32, where no field is defined.
      if (continued && (present & (FIELD_BITS | PRESENT_TLVS)) !== 0) return RADIOTAP_FIELD_UNKNOWN;
      let signal = ABSENT;
      let antenna = ABSENT;
      for (let bits = present & FIELD_BITS; bits !== 0; bits &= bits - 1) {
        const bit = 31 - Math.clz32(bits & -bits);
        const mask = FIELD_ALIGN_MASKS[bit]!;
        const at = start + ((position - start + mask) & ~mask);
        position = at + FIELD_SIZES[bit]!;
        if (position > end) return RADIOTAP_FIELD_LENGTH;
        if (bit === BIT_SIGNAL) {
          signal = (bytes[at]! << 24) >> 24;
          into.signalKind = SIGNAL_DBM;
          if (!hasSignal) into.signal = signal;
          hasSignal = true;
        } else if (bit === BIT_ANTENNA) antenna = bytes[at]!;
        else decodeField(into, bit, bytes, at);
      }
      if (signal !== ABSENT && antenna !== ABSENT) setAntennaSignal(into, antenna, signal);
      if ((present & PRESENT_TLVS) !== 0) return decodeTlvs(into, bytes, start, position, end);
    }
    continued = true;
    if ((present & PRESENT_VENDOR_NAMESPACE) !== 0) {
      // OUI:3 sub-namespace:1 skip length:2, then that many bytes for the vendor's own fields.
      position = start + ((position - start + 1) & ~1) + 6;
      if (position > end) return RADIOTAP_FIELD_LENGTH;
      position += bytes[position - 2]! | (bytes[position - 1]! << 8);
      if (position > end) return RADIOTAP_FIELD_LENGTH;
      vendor = true;
    } else if ((present & PRESENT_RADIOTAP_NAMESPACE) !== 0) {
      vendor = false;
      continued = false;
    }
  }
  return OK;
}

function decodeField(into: LinkHeader, bit: number, bytes: Uint8Array, at: number): void {
  if (bit === BIT_FLAGS) {
    const flags = bytes[at]!;
    if ((flags & FLAG_FCS) !== 0) into.fcs = FCS_ANNOUNCED;
    if ((flags & FLAG_BAD_FCS) !== 0) into.fcsFailed = true;
    into.modulation.shortPreamble = (flags & FLAG_SHORT_PREAMBLE) !== 0;
  } else if (bit === BIT_RATE) into.rate = (bytes[at]! & RATE_MASK) * 5;
  else if (bit === BIT_CHANNEL) {
    const flags = bytes[at + 2]! | (bytes[at + 3]! << 8);
    into.freqKhz = (bytes[at]! | (bytes[at + 1]! << 8)) * 1000;
    into.carrier = carrierOf(flags);
    into.encoding = encodingOf(flags);
  } else if (bit === BIT_NOISE) {
    into.noise = (bytes[at]! << 24) >> 24;
    into.signalKind = SIGNAL_DBM;
  } else if (bit === BIT_XCHANNEL && into.freqKhz === 0) {
    // flags:4 MHz:2; the low flags are those of the channel field, which is missing here.
    const flags = bytes[at]! | (bytes[at + 1]! << 8);
    into.freqKhz = (bytes[at + 4]! | (bytes[at + 5]! << 8)) * 1000;
    into.carrier = carrierOf(flags);
    into.encoding = encodingOf(flags);
  } else if (bit === BIT_MCS) decodeMcs(into.modulation, bytes, at);
  else if (bit === BIT_AMPDU) into.modulation.ampdu = readU32(bytes, at);
  else if (bit === BIT_VHT) decodeVht(into.modulation, bytes, at);
  else if (bit === BIT_HE) decodeHe(into.modulation, bytes, at);
}

/** TLVs run to the end of the header: type:2 length:2 data, padded to 4. */
function decodeTlvs(
  into: LinkHeader,
  bytes: Uint8Array,
  start: number,
  position: number,
  end: number,
): Fault {
  let at = start + ((position - start + 3) & ~3);
  while (at < end) {
    if (end - at < 4) return RADIOTAP_FIELD_LENGTH;
    const dataEnd = at + 4 + (bytes[at + 2]! | (bytes[at + 3]! << 8));
    if (dataEnd > end) return RADIOTAP_FIELD_LENGTH;
    const type = readU16(bytes, at);
    const fits = type === TLV_U_SIG
      ? decodeUSig(into.modulation, bytes, at + 4, dataEnd)
      : type !== TLV_EHT || decodeEht(into.modulation, bytes, at + 4, dataEnd);
    if (!fits) return RADIOTAP_FIELD_LENGTH;
    at = start + ((dataEnd - start + 3) & ~3);
  }
  return OK;
}

function has(flags: number, mask: number): boolean {
  return (flags & mask) === mask;
}

function carrierOf(flags: number): number {
  if (has(flags, CHANNEL_2GHZ | CHANNEL_GFSK)) return CARRIER_80211_FHSS;
  if (has(flags, CHANNEL_5GHZ | CHANNEL_OFDM)) return CARRIER_80211A;
  if (has(flags, CHANNEL_2GHZ | CHANNEL_CCK | CHANNEL_TURBO)) return CARRIER_80211B_PLUS;
  if (has(flags, CHANNEL_2GHZ | CHANNEL_CCK)) return CARRIER_80211B;
  if (has(flags, CHANNEL_2GHZ | CHANNEL_OFDM)) return CARRIER_80211G;
  if (has(flags, CHANNEL_2GHZ | CHANNEL_DYNAMIC)) return CARRIER_80211G;
  return CARRIER_UNKNOWN;
}

function encodingOf(flags: number): number {
  if ((flags & CHANNEL_CCK) !== 0) return ENCODING_CCK;
  if ((flags & CHANNEL_OFDM) !== 0) return ENCODING_OFDM;
  if ((flags & CHANNEL_DYNAMIC) !== 0) return ENCODING_DYNAMIC_CCK;
  if ((flags & CHANNEL_GFSK) !== 0) return ENCODING_GFSK;
  return ENCODING_UNKNOWN;
}
