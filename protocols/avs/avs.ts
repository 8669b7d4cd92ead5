// AVS capture header, DLT 163 (Absolute Value Systems, spec dot11 1.3). Big endian, 64 bytes:
//    0 version:4 (0x80211001)  4 length:4  8 MAC time:8  16 host time:8  24 PHY type:4  28 channel:4
//   32 rate:4 (100 kbit/s)  36 antenna:4  40 priority:4  44 signal type:4  48 signal:4  52 noise:4
//   56 preamble:4  60 encoding:4. The frame begins at `length`.
import { type Fault, faultCode, OK } from "../faults.ts";
import {
  type LinkDecoder,
  type LinkHeader,
  resetLinkHeader,
  setAntennaSignal,
} from "../linktype/link-header.ts";
import { DLT_IEEE802_11, DLT_IEEE802_11_RADIO_AVS } from "../linktype/linktypes.ts";
import {
  CARRIER_80211_DSSS,
  CARRIER_80211_FHSS,
  CARRIER_80211A,
  CARRIER_80211B,
  CARRIER_80211B_PLUS,
  CARRIER_80211G,
  CARRIER_UNKNOWN,
  channelFreqKhz,
  ENCODING_OFDM,
  ENCODING_UNKNOWN,
} from "../linktype/radio.ts";
import { SIGNAL_DBM, SIGNAL_NONE, SIGNAL_RSSI } from "../packet/packet-batch.ts";

export const AVS_BYTES = 64;
/** First 20 bits of the version; the last 12 count versions, which only append fields. */
const AVS_MAGIC = 0x80211000;

const AVS_TRUNCATED = faultCode("avs.truncated");
const AVS_VERSION = faultCode("avs.version");
const AVS_LENGTH = faultCode("avs.length");

/** Carriers by PHY type 0 to 8. */
const CARRIERS = [
  CARRIER_UNKNOWN,
  CARRIER_80211_FHSS,
  CARRIER_80211_DSSS,
  CARRIER_UNKNOWN, // infrared
  CARRIER_80211B,
  CARRIER_80211B_PLUS,
  CARRIER_80211G,
  CARRIER_80211G, // PBCC at 2.4 GHz
  CARRIER_80211A,
] as const;
/** Signal kinds by signal type 0 to 3: none, normalised RSSI, dBm, raw RSSI. */
const SIGNAL_KINDS = [SIGNAL_NONE, SIGNAL_RSSI, SIGNAL_DBM, SIGNAL_RSSI] as const;
const RATE_MAX = 0xffff;
const CHANNEL_NUMBER_MAX = 255;

/** True when an AVS header may begin at `start`: Prism captures carry them too. */
export function isAvs(bytes: Uint8Array, start: number, limit: number): boolean {
  return limit - start >= 4 && (uint32(bytes, start) & 0xfffff000) >>> 0 === AVS_MAGIC;
}

/** Fills `into` from the AVS header at `start`. */
export function decodeAvs(
  into: LinkHeader,
  bytes: Uint8Array,
  start: number,
  limit: number,
): Fault {
  if (limit - start < AVS_BYTES) return AVS_TRUNCATED;
  if (!isAvs(bytes, start, limit)) return AVS_VERSION;
  const length = uint32(bytes, start + 4);
  if (length < AVS_BYTES || length > limit - start) return AVS_LENGTH;
  resetLinkHeader(into, DLT_IEEE802_11, start + length, limit);
  into.hasRadio = true;
  into.carrier = CARRIERS[uint32(bytes, start + 24)] ?? CARRIER_UNKNOWN;
  into.freqKhz = freqKhzOf(uint32(bytes, start + 28));
  into.rate = Math.min(RATE_MAX, uint32(bytes, start + 32));
  into.signalKind = SIGNAL_KINDS[uint32(bytes, start + 44)] ?? SIGNAL_NONE;
  if (into.signalKind !== SIGNAL_NONE) {
    into.signal = int16(uint32(bytes, start + 48));
    into.noise = int16(uint32(bytes, start + 52));
  }
  const antenna = uint32(bytes, start + 36);
  if (into.signalKind === SIGNAL_DBM && antenna <= 0xff) {
    setAntennaSignal(into, antenna, into.signal);
  }
  const encoding = uint32(bytes, start + 60);
  into.encoding = encoding <= ENCODING_OFDM ? encoding : ENCODING_UNKNOWN;
  return OK;
}

export const avsDecoder: LinkDecoder = {
  linkType: DLT_IEEE802_11_RADIO_AVS,
  name: "avs",
  decode: decodeAvs,
};

/** Drivers write a channel number or the frequency in MHz. */
function freqKhzOf(channel: number): number {
  if (channel <= CHANNEL_NUMBER_MAX) return channelFreqKhz(channel);
  return channel <= 0xffff ? channel * 1000 : 0;
}

/** A signed 32-bit value, limited to what the batch's column holds. */
function int16(value: number): number {
  return Math.max(-0x8000, Math.min(0x7fff, value | 0));
}

function uint32(bytes: Uint8Array, at: number): number {
  return ((bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!) >>>
    0;
}
