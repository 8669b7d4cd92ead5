// Bluetooth LE link-layer frames as captures hold them: DLT 251, and DLT 256 with a radio header in
// front (tcpdump.org LINKTYPE_BLUETOOTH_LE_LL and _WITH_PHDR; spec other-phys 3.1, 3.2). Both give
// frames of DLT 251 without their CRC.
import { type Fault, faultCode, OK } from "../faults.ts";
import {
  FCS_TAKEN,
  FCS_WRONG,
  type LinkDecoder,
  type LinkHeader,
  resetLinkHeader,
} from "../linktype/link-header.ts";
import { DLT_BLUETOOTH_LE_LL, DLT_BLUETOOTH_LE_LL_WITH_PHDR } from "../linktype/linktypes.ts";
import { SIGNAL_DBM } from "../packet/packet-batch.ts";
import { rfChannelFreqKhz, rfChannelOfIndex } from "./channels.ts";
import { crc24, CRC24_BYTES, storedCrc24 } from "./crc24.ts";

const BTLE_TRUNCATED = faultCode("btle.truncated");
const BTLE_LENGTH = faultCode("btle.length");
const BTLE_WHITENED = faultCode("btle.whitened");

export const ACCESS_ADDRESS_BYTES = 4;
export const PDU_HEADER_BYTES = 2;
const FRAME_BYTES_MIN = ACCESS_ADDRESS_BYTES + PDU_HEADER_BYTES + CRC24_BYTES;

/** Bits of the flags of DLT 256. */
export const PHDR_BYTES = 10;
export const PHDR_DEWHITENED = 0x0001;
export const PHDR_SIGNAL_VALID = 0x0002;
export const PHDR_NOISE_VALID = 0x0004;
export const PHDR_REFERENCE_VALID = 0x0010;
export const PHDR_PDU_TYPE_SHIFT = 7;
export const PHDR_CRC_CHECKED = 0x0400;
export const PHDR_CRC_VALID = 0x0800;
export const PHDR_PHY_SHIFT = 14;
export const PHY_LE_CODED = 2;
/** Type of the PDUs that use other channels than the three for advertising. */
const PDU_EXTENDED = 7;
const PDU_TYPE_BITS = 0x0f;

/** True for the access address of all advertising, 0x8E89BED6 least significant byte first. */
export function isAdvertising(bytes: Uint8Array, at: number): boolean {
  return bytes[at] === 0xd6 && bytes[at + 1] === 0xbe && bytes[at + 2] === 0x89 &&
    bytes[at + 3] === 0x8e;
}

//   0 access address:4  [coding indicator:1]  4 PDU header:1  5 length:1  6 payload  CRC:3
/** `checked`: the receiver's word on the CRC is known, there is nothing to find out. */
export function takeFrame(
  into: LinkHeader,
  bytes: Uint8Array,
  start: number,
  limit: number,
  codedBytes: number,
  checked: boolean,
): Fault {
  if (limit - start < FRAME_BYTES_MIN + codedBytes) return BTLE_TRUNCATED;
  const pdu = start + ACCESS_ADDRESS_BYTES + codedBytes;
  const end = pdu + PDU_HEADER_BYTES + bytes[pdu + 1]!;
  if (end + CRC24_BYTES > limit) return BTLE_LENGTH;
  into.frameStart = start;
  into.frameEnd = end;
  // The CRC of a connection begins with a secret of its two ends.
  const isKnown = !checked && isAdvertising(bytes, start);
  into.fcs = isKnown && crc24(bytes, pdu, end) !== storedCrc24(bytes, end) ? FCS_WRONG : FCS_TAKEN;
  return OK;
}

export function decodeBtle(
  into: LinkHeader,
  bytes: Uint8Array,
  start: number,
  limit: number,
): Fault {
  resetLinkHeader(into, DLT_BLUETOOTH_LE_LL, start, limit);
  return takeFrame(into, bytes, start, limit, 0, false);
}

//   0 RF channel:1  1 signal dBm:1  2 noise dBm:1  3 access address offences:1
//   4 reference access address:4  8 flags:2, then the frame
export function decodeBtleWithHeader(
  into: LinkHeader,
  bytes: Uint8Array,
  start: number,
  limit: number,
): Fault {
  resetLinkHeader(into, DLT_BLUETOOTH_LE_LL, start, limit);
  if (limit - start < PHDR_BYTES) return BTLE_TRUNCATED;
  const flags = bytes[start + 8]! | (bytes[start + 9]! << 8);
  if ((flags & PHDR_DEWHITENED) === 0) return BTLE_WHITENED;
  into.hasRadio = true;
  if ((flags & PHDR_SIGNAL_VALID) !== 0) {
    into.signalKind = SIGNAL_DBM;
    into.signal = (bytes[start + 1]! << 24) >> 24;
  }
  if ((flags & PHDR_NOISE_VALID) !== 0) into.noise = (bytes[start + 2]! << 24) >> 24;
  const codedBytes = flags >>> PHDR_PHY_SHIFT === PHY_LE_CODED ? 1 : 0;
  const checked = (flags & PHDR_CRC_CHECKED) !== 0;
  const fault = takeFrame(into, bytes, start + PHDR_BYTES, limit, codedBytes, checked);
  if (fault !== OK) return fault;
  if (checked && (flags & PHDR_CRC_VALID) === 0) into.fcsFailed = true;
  into.freqKhz = rfChannelFreqKhz(rfChannel(bytes, start, codedBytes));
  return OK;
}

/**
 * Some tools write the channel's index instead of its RF channel. Where that makes a difference that
 * can be seen it is put right: frames of the first generation are sent on the three channels for
 * advertising only, and two of their indexes are RF channels of connections.
 */
function rfChannel(bytes: Uint8Array, start: number, codedBytes: number): number {
  const said = bytes[start]!;
  const frame = start + PHDR_BYTES;
  if ((said !== 37 && said !== 38) || !isAdvertising(bytes, frame)) return said;
  const type = bytes[frame + ACCESS_ADDRESS_BYTES + codedBytes]! & PDU_TYPE_BITS;
  return type < PDU_EXTENDED ? rfChannelOfIndex(said) : said;
}

export const btleHeaderDecoder: LinkDecoder = {
  linkType: DLT_BLUETOOTH_LE_LL_WITH_PHDR,
  name: "btle-phdr",
  decode: decodeBtleWithHeader,
};
