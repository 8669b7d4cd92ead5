// Per-Packet Information header, DLT 192 (CACE PPI 1.0.7, spec dot11 1.2). Little endian:
//   0 version:1  1 flags:1  2 length:2  4 link type of the frame:4, then fields type:2 length:2 data.
//   The frame begins at `length`.
import { type Fault, faultCode, OK } from "../faults.ts";
import {
  FCS_ANNOUNCED,
  FCS_UNANNOUNCED,
  type LinkDecoder,
  type LinkHeader,
} from "../linktype/link-header.ts";
import { DLT_PPI } from "../linktype/linktypes.ts";
import { decoderInPpi } from "../linktype/frame-linktypes.ts";
import {
  CARRIER_80211A,
  CARRIER_80211B_PLUS,
  CARRIER_80211G,
  CARRIER_80211N20,
  CARRIER_80211N40,
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
import { decodePpiGps } from "./ppi-gps.ts";

export const PPI_BYTES_MIN = 8;
const FIELD_HEADER_BYTES = 4;

const LINKTYPE_UNKNOWN = faultCode("linktype.unknown");
const PPI_TRUNCATED = faultCode("ppi.truncated");
const PPI_LENGTH = faultCode("ppi.length");
const PPI_FIELD_LENGTH = faultCode("ppi.field_length");
const PPI_FCS_FLAGGED = faultCode("ppi.fcs_flagged");

/** Header flag: fields begin at multiples of 4. */
const FLAG_ALIGNED = 0x01;

const FIELD_80211_COMMON = 2;
const FIELD_80211N_MAC = 3;
const FIELD_80211N_MAC_PHY = 4;
const FIELD_GPS = 30002;

const COMMON_BYTES = 20;
const COMMON_FCS = 0x1;
const COMMON_FCS_INVALID = 0x4;
const COMMON_PHY_ERROR = 0x8;
const N_MAC_BYTES_MIN = 4;
const N_MAC_HT20 = 0x2;

/** Fills `into` from the PPI header at `start`; a fault means that there is no usable frame. */
function decodePpi(
  into: LinkHeader,
  bytes: Uint8Array,
  start: number,
  limit: number,
): Fault {
  if (limit - start < PPI_BYTES_MIN) return PPI_TRUNCATED;
  let length = bytes[start + 2]! | (bytes[start + 3]! << 8);
  if (length < PPI_BYTES_MIN || start + length > limit) return PPI_LENGTH;
  // Old logs wrote 24 where the 802.11-common field alone makes the header 32 bytes long.
  if (
    length === 24 && limit - start > 32 &&
    uint16(bytes, start + PPI_BYTES_MIN) === FIELD_80211_COMMON
  ) length = 32;
  const linkType = uint32(bytes, start + 4);
  const decodeFrame = decoderInPpi(linkType);
  if (decodeFrame === undefined) return LINKTYPE_UNKNOWN;
  const end = start + length;
  const frameFault = decodeFrame(into, bytes, end, limit);
  if (frameFault !== OK) return frameFault;
  into.hasRadio = true;
  const align = (bytes[start + 1]! & FLAG_ALIGNED) !== 0 ? 3 : 0;
  let at = start + PPI_BYTES_MIN;
  while (end - at >= FIELD_HEADER_BYTES) {
    const type = uint16(bytes, at);
    const data = at + FIELD_HEADER_BYTES;
    const dataEnd = data + uint16(bytes, at + 2);
    if (dataEnd > end) return PPI_FIELD_LENGTH;
    const fault = decodeField(into, type, bytes, data, dataEnd);
    if (fault === PPI_FCS_FLAGGED) return fault;
    if (fault !== OK) into.partial = fault;
    at = start + ((dataEnd - start + align) & ~align);
  }
  return OK;
}

export const ppiDecoder: LinkDecoder = {
  linkType: DLT_PPI,
  name: "ppi",
  decode: decodePpi,
};

function decodeField(
  into: LinkHeader,
  type: number,
  bytes: Uint8Array,
  start: number,
  limit: number,
): Fault {
  if (type === FIELD_80211_COMMON) return decodeCommon(into, bytes, start, limit);
  if (type === FIELD_80211N_MAC || type === FIELD_80211N_MAC_PHY) {
    if (limit - start < N_MAC_BYTES_MIN) return PPI_FIELD_LENGTH;
    into.carrier = (bytes[start]! & N_MAC_HT20) !== 0 ? CARRIER_80211N20 : CARRIER_80211N40;
  } else if (type === FIELD_GPS) return decodePpiGps(into, bytes, start, limit);
  return OK;
}

// 802.11-common: 0 TSF:8  8 flags:2  10 rate:2 (500 kbit/s)  12 MHz:2  14 channel flags:2  16 FHSS hop
// set:1  17 pattern:1  18 signal dBm:1  19 noise dBm:1
function decodeCommon(
  into: LinkHeader,
  bytes: Uint8Array,
  start: number,
  limit: number,
): Fault {
  if (limit - start < COMMON_BYTES) return PPI_FIELD_LENGTH;
  const flags = uint16(bytes, start + 8);
  if ((flags & (COMMON_FCS_INVALID | COMMON_PHY_ERROR)) !== 0) return PPI_FCS_FLAGGED;
  if ((flags & COMMON_FCS) !== 0 && into.fcs === FCS_UNANNOUNCED) into.fcs = FCS_ANNOUNCED;
  const channelFlags = uint16(bytes, start + 14);
  // The batch's column has 16 bits; no 802.11 rate comes near.
  into.rate = Math.min(0xffff, uint16(bytes, start + 10) * 5);
  into.freqKhz = uint16(bytes, start + 12) * 1000;
  into.carrier = carrierOf(channelFlags);
  into.encoding = encodingOf(channelFlags);
  into.signalKind = SIGNAL_DBM;
  into.signal = (bytes[start + 18]! << 24) >> 24;
  into.noise = (bytes[start + 19]! << 24) >> 24;
  return OK;
}

function carrierOf(flags: number): number {
  if ((flags & CHANNEL_5GHZ) !== 0) return CARRIER_80211A;
  if ((flags & CHANNEL_OFDM) !== 0 && (flags & CHANNEL_2GHZ) !== 0) return CARRIER_80211G;
  if ((flags & CHANNEL_TURBO) !== 0) return CARRIER_80211B_PLUS;
  return CARRIER_UNKNOWN;
}

/** The last matching flag wins, other than in radiotap. */
function encodingOf(flags: number): number {
  if ((flags & CHANNEL_GFSK) !== 0) return ENCODING_GFSK;
  if ((flags & CHANNEL_DYNAMIC) !== 0) return ENCODING_DYNAMIC_CCK;
  if ((flags & CHANNEL_OFDM) !== 0) return ENCODING_OFDM;
  if ((flags & CHANNEL_CCK) !== 0) return ENCODING_CCK;
  return ENCODING_UNKNOWN;
}

function uint16(bytes: Uint8Array, at: number): number {
  return bytes[at]! | (bytes[at + 1]! << 8);
}

function uint32(bytes: Uint8Array, at: number): number {
  return (bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)) >>>
    0;
}
