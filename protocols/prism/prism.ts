// Prism monitor header, DLT 119 (wlan-ng, spec dot11 1.3). Byte order of the capturing host, 144 bytes:
//   0 message code:4  4 message length:4  8 device:16, then ten items of 12 bytes, did:4 status:2
//   length:2 data:4: host time, MAC time, channel, RSSI, SQ, signal, noise, rate, transmitted, frame
//   length. The frame begins at the message length.
import { decodeAvs, isAvs } from "../avs/avs.ts";
import { type Fault, faultCode, OK } from "../faults.ts";
import { type LinkDecoder, type LinkHeader, resetLinkHeader } from "../linktype/link-header.ts";
import { DLT_IEEE802_11, DLT_PRISM_HEADER } from "../linktype/linktypes.ts";
import { channelFreqKhz } from "../linktype/radio.ts";
import { SIGNAL_RSSI } from "../packet/packet-batch.ts";

export const PRISM_BYTES = 144;

const PRISM_TRUNCATED = faultCode("prism.truncated");
const PRISM_MESSAGE = faultCode("prism.message");
const PRISM_LENGTH = faultCode("prism.length");

/** Message codes of a received frame, of wlan-ng and of other drivers. */
const MESSAGE_SNIFFED_FRAME = 0x44;
const MESSAGE_SNIFFED_FRAME_OTHER = 0x41;

const ITEMS_START = 24;
const ITEM_BYTES = 12;
const ITEM_CHANNEL = 2;
const ITEM_RSSI = 3;
const ITEM_SIGNAL = 5;
const ITEM_NOISE = 6;
const ITEM_RATE = 7;
/** Rates are in 500 kbit/s units. */
const RATE_MAX = Math.floor(0xffff / 5);

/** Fills `into` from the Prism header at `start`; an AVS header in its place is decoded as such. */
function decodePrism(
  into: LinkHeader,
  bytes: Uint8Array,
  start: number,
  limit: number,
): Fault {
  if (isAvs(bytes, start, limit)) return decodeAvs(into, bytes, start, limit);
  if (limit - start < PRISM_BYTES) return PRISM_TRUNCATED;
  const little = isMessage(uint32(bytes, start, true));
  if (!little && !isMessage(uint32(bytes, start, false))) return PRISM_MESSAGE;
  const length = uint32(bytes, start + 4, little);
  if (length < PRISM_BYTES || length > limit - start) return PRISM_LENGTH;
  resetLinkHeader(into, DLT_IEEE802_11, start + length, limit);
  into.hasRadio = true;
  into.freqKhz = channelFreqKhz(item(bytes, start, ITEM_CHANNEL, little));
  into.signal = int16(item(bytes, start, ITEM_SIGNAL, little)) ||
    int16(item(bytes, start, ITEM_RSSI, little));
  into.noise = int16(item(bytes, start, ITEM_NOISE, little));
  into.signalKind = SIGNAL_RSSI;
  into.rate = Math.min(RATE_MAX, item(bytes, start, ITEM_RATE, little)) * 5;
  return OK;
}

export const prismDecoder: LinkDecoder = {
  linkType: DLT_PRISM_HEADER,
  name: "prism",
  decode: decodePrism,
};

function isMessage(code: number): boolean {
  return code === MESSAGE_SNIFFED_FRAME || code === MESSAGE_SNIFFED_FRAME_OTHER;
}

/** Data of one item; 0 when its status says that the driver did not supply it. */
function item(bytes: Uint8Array, start: number, index: number, little: boolean): number {
  const at = start + ITEMS_START + index * ITEM_BYTES;
  const supplied = bytes[at + 4] === 0 && bytes[at + 5] === 0;
  return supplied ? uint32(bytes, at + 8, little) : 0;
}

/** A signed 32-bit value, limited to what the batch's column holds. */
function int16(value: number): number {
  return Math.max(-0x8000, Math.min(0x7fff, value | 0));
}

function uint32(bytes: Uint8Array, at: number, little: boolean): number {
  const a = bytes[at]!;
  const b = bytes[at + 1]!;
  const c = bytes[at + 2]!;
  const d = bytes[at + 3]!;
  return little
    ? (a | (b << 8) | (c << 16) | (d << 24)) >>> 0
    : ((a << 24) | (b << 16) | (c << 8) | d) >>> 0;
}
