// PDUs of the advertising channels of Bluetooth LE (Core 5.4 Vol 6 Part B 2.3; spec other-phys 3.1): who
// sends, to whom, and where the advertising data lies.
import { type Fault, faultCode, OK } from "../faults.ts";
import { ACCESS_ADDRESS_BYTES, PDU_HEADER_BYTES } from "./link-layer.ts";

const ADDRESS_MISSING = faultCode("btle.address_missing");
const EXTENDED_MALFORMED = faultCode("btle.extended_malformed");

export const PDU_ADV_IND = 0;
export const PDU_ADV_DIRECT_IND = 1;
export const PDU_ADV_NONCONN_IND = 2;
export const PDU_SCAN_REQ = 3;
export const PDU_SCAN_RSP = 4;
export const PDU_CONNECT_IND = 5;
export const PDU_ADV_SCAN_IND = 6;
/** Everything of extended advertising that an advertiser sends. */
export const PDU_ADV_EXT_IND = 7;
export const PDU_AUX_CONNECT_RSP = 8;

/** Bytes of advertising data that PDUs of the first generation have room for. */
export const LEGACY_DATA_BYTES_MAX = 31;

const TYPE_BITS = 0x0f;
const TX_RANDOM = 0x40;
const RX_RANDOM = 0x80;
const ADDRESS_BYTES = 6;

/** Parts of the header of an extended PDU, in the order of their flags: bytes of each. */
export const EXTENDED_ADVERTISER = 0x01;
export const EXTENDED_TARGET = 0x02;
const EXTENDED_CTE = 0x04;
export const EXTENDED_DATA_INFO = 0x08;
export const EXTENDED_AUX_POINTER = 0x10;
const EXTENDED_SYNC_INFO = 0x20;
export const EXTENDED_TX_POWER = 0x40;
const CTE_BYTES = 1;
const DATA_INFO_BYTES = 2;
const AUX_POINTER_BYTES = 3;
const SYNC_INFO_BYTES = 18;
const EXTENDED_LENGTH_BITS = 0x3f;

/** No value: none of the fields has this one. */
export const NOT_SAID = -1;
/** No transmit power was told: outside of what a signed byte holds. */
export const POWER_NOT_SAID = 128;

export class BtlePdu {
  type = 0;
  /** Address of who sent it, NOT_SAID when the PDU does not tell. */
  sender = NOT_SAID;
  senderRandom = false;
  /** Address of whom it is for, NOT_SAID for everybody. */
  target = NOT_SAID;
  targetRandom = false;
  /** AD structures. */
  dataStart = 0;
  dataEnd = 0;
  connectable = false;
  scannable = false;
  /** Identifies what is advertised (DID) and the set it belongs to (SID), NOT_SAID or 0 and up. */
  dataId = NOT_SAID;
  setId = NOT_SAID;
  /** Channel index on which the advertisement goes on, NOT_SAID for none. */
  auxChannel = NOT_SAID;
  /** dBm of the extended header, or POWER_NOT_SAID. */
  txPowerDbm = POWER_NOT_SAID;
  /** There is a periodic advertisement to follow. */
  periodic = false;
}

function reset(into: BtlePdu, type: number, end: number): void {
  into.type = type;
  into.sender = NOT_SAID;
  into.senderRandom = false;
  into.target = NOT_SAID;
  into.targetRandom = false;
  into.dataStart = end;
  into.dataEnd = end;
  into.connectable = false;
  into.scannable = false;
  into.dataId = NOT_SAID;
  into.setId = NOT_SAID;
  into.auxChannel = NOT_SAID;
  into.txPowerDbm = POWER_NOT_SAID;
  into.periodic = false;
}

/**
 * Where the PDU begins in a frame without its CRC. LE Coded frames have one byte more in front of it,
 * the coding indicator; the length of the PDU tells them apart. (Both fit only a coded PDU of six
 * bytes, which has no room for an address; it is then taken for a plain one.)
 */
export function pduStart(bytes: Uint8Array, frameStart: number, frameEnd: number): number {
  const plain = frameStart + ACCESS_ADDRESS_BYTES;
  const plainEnd = plain + PDU_HEADER_BYTES + bytes[plain + 1]!;
  return plainEnd === frameEnd ? plain : plain + 1;
}

//   0 type:4 bits, reserved:1, ChSel:1, TxAdd:1, RxAdd:1   1 length:1   2 payload
/** Fills `into` from the PDU `bytes[start, limit)`, whose header is there. */
export function decodePdu(
  into: BtlePdu,
  bytes: Uint8Array,
  start: number,
  limit: number,
): Fault {
  const header = bytes[start]!;
  const type = header & TYPE_BITS;
  const payload = start + PDU_HEADER_BYTES;
  reset(into, type, limit);
  into.senderRandom = (header & TX_RANDOM) !== 0;
  into.targetRandom = (header & RX_RANDOM) !== 0;
  switch (type) {
    case PDU_ADV_IND:
    case PDU_ADV_NONCONN_IND:
    case PDU_SCAN_RSP:
    case PDU_ADV_SCAN_IND:
      if (limit - payload < ADDRESS_BYTES) return ADDRESS_MISSING;
      into.sender = addressAt(bytes, payload);
      into.dataStart = payload + ADDRESS_BYTES;
      into.connectable = type === PDU_ADV_IND;
      into.scannable = type === PDU_ADV_IND || type === PDU_ADV_SCAN_IND;
      return OK;
    case PDU_ADV_DIRECT_IND:
    case PDU_SCAN_REQ:
    case PDU_CONNECT_IND:
      // Behind the two addresses of CONNECT_IND are the parameters of the connection.
      if (limit - payload < 2 * ADDRESS_BYTES) return ADDRESS_MISSING;
      into.sender = addressAt(bytes, payload);
      into.target = addressAt(bytes, payload + ADDRESS_BYTES);
      into.connectable = type === PDU_ADV_DIRECT_IND;
      return OK;
    case PDU_ADV_EXT_IND:
    case PDU_AUX_CONNECT_RSP:
      return decodeExtended(into, bytes, payload, limit);
    default:
      // Reserved types say nothing that could be read.
      return OK;
  }
}

//   0 header length:6 bits, mode:2   1 flags:1, then what they name, controller data up to the end of
//   the header, and advertising data
function decodeExtended(
  into: BtlePdu,
  bytes: Uint8Array,
  start: number,
  limit: number,
): Fault {
  if (limit - start < 1) return EXTENDED_MALFORMED;
  const first = bytes[start]!;
  const end = start + 1 + (first & EXTENDED_LENGTH_BITS);
  if (end > limit) return EXTENDED_MALFORMED;
  into.connectable = (first & 0x40) !== 0;
  into.scannable = (first & 0x80) !== 0;
  into.dataStart = end;
  if (end === start + 1) return OK;
  const flags = bytes[start + 1]!;
  let at = start + 2;
  if (end - at < extendedBytes(flags)) return EXTENDED_MALFORMED;
  if ((flags & EXTENDED_ADVERTISER) !== 0) {
    into.sender = addressAt(bytes, at);
    at += ADDRESS_BYTES;
  }
  if ((flags & EXTENDED_TARGET) !== 0) {
    into.target = addressAt(bytes, at);
    at += ADDRESS_BYTES;
  }
  if ((flags & EXTENDED_CTE) !== 0) at += CTE_BYTES;
  if ((flags & EXTENDED_DATA_INFO) !== 0) {
    const info = bytes[at]! | (bytes[at + 1]! << 8);
    into.dataId = info & 0x0fff;
    into.setId = info >>> 12;
    at += DATA_INFO_BYTES;
  }
  if ((flags & EXTENDED_AUX_POINTER) !== 0) {
    into.auxChannel = bytes[at]! & 0x3f;
    at += AUX_POINTER_BYTES;
  }
  into.periodic = (flags & EXTENDED_SYNC_INFO) !== 0;
  if (into.periodic) at += SYNC_INFO_BYTES;
  if ((flags & EXTENDED_TX_POWER) !== 0) into.txPowerDbm = (bytes[at]! << 24) >> 24;
  return OK;
}

function extendedBytes(flags: number): number {
  return ((flags & EXTENDED_ADVERTISER) !== 0 ? ADDRESS_BYTES : 0) +
    ((flags & EXTENDED_TARGET) !== 0 ? ADDRESS_BYTES : 0) +
    ((flags & EXTENDED_CTE) !== 0 ? CTE_BYTES : 0) +
    ((flags & EXTENDED_DATA_INFO) !== 0 ? DATA_INFO_BYTES : 0) +
    ((flags & EXTENDED_AUX_POINTER) !== 0 ? AUX_POINTER_BYTES : 0) +
    ((flags & EXTENDED_SYNC_INFO) !== 0 ? SYNC_INFO_BYTES : 0) +
    ((flags & EXTENDED_TX_POWER) !== 0 ? 1 : 0);
}

/** Addresses are sent least significant byte first. */
function addressAt(bytes: Uint8Array, at: number): number {
  const low = bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24);
  return (bytes[at + 4]! | (bytes[at + 5]! << 8)) * 0x100000000 + (low >>> 0);
}
