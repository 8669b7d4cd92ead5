// Frames as the nRF Sniffer hands them over, DLT 272 (tcpdump.org LINKTYPE_NORDIC_BLE). Little endian:
//   version 1:  0 board:1  1 header length:1 (6)  2 payload length:1  3 version:1  4 counter:2  6 type:1
//   version 2 and up:  0 board:1  1 payload length:2  3 version:1  4 counter:2  6 type:1
// and the payload: 7 header length:1 (10)  8 flags:1  9 channel index:1  10 signal, -dBm:1
//   11 event counter:2  13 time:4, then the frame.
import { type Fault, faultCode } from "../faults.ts";
import { type LinkDecoder, type LinkHeader, resetLinkHeader } from "../linktype/link-header.ts";
import { DLT_BLUETOOTH_LE_LL, DLT_NORDIC_BLE } from "../linktype/linktypes.ts";
import { SIGNAL_DBM } from "../packet/packet-batch.ts";
import { rfChannelFreqKhz, rfChannelOfIndex } from "./channels.ts";
import { PHY_LE_CODED, takeFrame } from "./link-layer.ts";

const BTLE_TRUNCATED = faultCode("btle.truncated");
const BTLE_LENGTH = faultCode("btle.length");

const PAYLOAD_AT = 7;
const FRAME_HEADER_BYTES = 10;
const FRAME_AT = PAYLOAD_AT + FRAME_HEADER_BYTES;
const CRC_OK = 0x01;
const PHY_SHIFT = 4;
const PHY_BITS = 0x07;

function decodeNordic(
  into: LinkHeader,
  bytes: Uint8Array,
  start: number,
  limit: number,
): Fault {
  resetLinkHeader(into, DLT_BLUETOOTH_LE_LL, start, limit);
  if (limit - start < FRAME_AT) return BTLE_TRUNCATED;
  const payload = bytes[start + 3] === 1
    ? bytes[start + 2]!
    : bytes[start + 1]! | (bytes[start + 2]! << 8);
  const end = start + PAYLOAD_AT + payload;
  if (end > limit) return BTLE_LENGTH;
  // Messages to and from the sniffer have other payloads.
  if (bytes[start + PAYLOAD_AT] !== FRAME_HEADER_BYTES) return BTLE_LENGTH;
  const flags = bytes[start + 8]!;
  into.hasRadio = true;
  into.freqKhz = rfChannelFreqKhz(rfChannelOfIndex(bytes[start + 9]!));
  const signal = -bytes[start + 10]!;
  if (signal < 0) {
    into.signalKind = SIGNAL_DBM;
    into.signal = signal;
  }
  into.fcsFailed = (flags & CRC_OK) === 0;
  const codedBytes = ((flags >>> PHY_SHIFT) & PHY_BITS) === PHY_LE_CODED ? 1 : 0;
  return takeFrame(into, bytes, start + FRAME_AT, end, codedBytes, true);
}

export const nordicDecoder: LinkDecoder = {
  linkType: DLT_NORDIC_BLE,
  name: "nordic-ble",
  decode: decodeNordic,
};
