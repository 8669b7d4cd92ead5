// Bluetooth LE advertising PDUs and frames for scenarios and tests (Core 5.4 Vol 6 Part B 2; spec
// other-phys 3.1, 3.2): de-whitened, with the right CRC.
import { crc24, CRC24_BYTES } from "./crc24.ts";
import {
  ACCESS_ADDRESS_BYTES,
  PDU_HEADER_BYTES,
  PHDR_BYTES,
  PHDR_CRC_CHECKED,
  PHDR_CRC_VALID,
  PHDR_DEWHITENED,
  PHDR_NOISE_VALID,
  PHDR_PDU_TYPE_SHIFT,
  PHDR_REFERENCE_VALID,
  PHDR_SIGNAL_VALID,
} from "./link-layer.ts";
import {
  EXTENDED_ADVERTISER,
  EXTENDED_AUX_POINTER,
  EXTENDED_DATA_INFO,
  EXTENDED_TARGET,
  EXTENDED_TX_POWER,
  PDU_ADV_EXT_IND,
} from "./pdu.ts";

const ACCESS_ADDRESS = 0x8e89bed6;
const ADDRESS_BYTES = 6;
const EMPTY = new Uint8Array(0);
/** Longest payload of one PDU. */
const PAYLOAD_BYTES_MAX = 255;
const TYPE_AUXILIARY = 1;

export interface PduValues {
  readonly type: number;
  readonly sender: number;
  /** The sender made its address up. */
  readonly random?: boolean;
  readonly target?: number;
  readonly targetRandom?: boolean;
  /** AD structures, or the parameters of a connection. */
  readonly data?: Uint8Array;
}

/** A PDU of the first generation: header, addresses, data. */
export function encodePdu(values: PduValues): Uint8Array {
  const { type, sender, target, data = EMPTY } = values;
  const payload = ADDRESS_BYTES * (target === undefined ? 1 : 2) + data.length;
  const pdu = begin(type, values.random, values.targetRandom, payload);
  let at = putAddress(pdu, PDU_HEADER_BYTES, sender);
  if (target !== undefined) at = putAddress(pdu, at, target);
  pdu.set(data, at);
  return pdu;
}

export interface ExtendedValues {
  readonly sender?: number;
  readonly random?: boolean;
  readonly target?: number;
  readonly targetRandom?: boolean;
  readonly connectable?: boolean;
  readonly scannable?: boolean;
  /** DID, to 4095, and SID, to 15. */
  readonly ids?: { readonly data: number; readonly set: number };
  /** Where it goes on: channel index, and how much later, in units of 30 microseconds. */
  readonly aux?: { readonly channel: number; readonly offset: number };
  readonly txPowerDbm?: number;
  readonly data?: Uint8Array;
}

/** A PDU of extended advertising (2.3.4): the pointer to it, or the advertisement itself. */
export function encodeExtended(values: ExtendedValues): Uint8Array {
  const { sender, target, ids, aux, txPowerDbm, data = EMPTY } = values;
  const flags = (sender === undefined ? 0 : EXTENDED_ADVERTISER) |
    (target === undefined ? 0 : EXTENDED_TARGET) |
    (ids === undefined ? 0 : EXTENDED_DATA_INFO) |
    (aux === undefined ? 0 : EXTENDED_AUX_POINTER) |
    (txPowerDbm === undefined ? 0 : EXTENDED_TX_POWER);
  const fields: number[] = [];
  if (sender !== undefined) fields.push(...addressBytes(sender));
  if (target !== undefined) fields.push(...addressBytes(target));
  if (ids !== undefined) fields.push(ids.data & 0xff, ((ids.data >>> 8) & 0x0f) | (ids.set << 4));
  if (aux !== undefined) {
    fields.push(aux.channel & 0x3f, aux.offset & 0xff, (aux.offset >>> 8) & 0x1f);
  }
  if (txPowerDbm !== undefined) fields.push(txPowerDbm & 0xff);
  const headerBytes = fields.length === 0 ? 0 : 1 + fields.length;
  const pdu = begin(
    PDU_ADV_EXT_IND,
    values.random,
    values.targetRandom,
    1 + headerBytes + data.length,
  );
  pdu[PDU_HEADER_BYTES] = headerBytes | (values.connectable ? 0x40 : 0) |
    (values.scannable ? 0x80 : 0);
  if (headerBytes > 0) {
    pdu[PDU_HEADER_BYTES + 1] = flags;
    pdu.set(fields, PDU_HEADER_BYTES + 2);
  }
  pdu.set(data, PDU_HEADER_BYTES + 1 + headerBytes);
  return pdu;
}

/** Access address of all advertising, PDU, CRC: a packet of DLT 251. */
export function encodeBtleFrame(pdu: Uint8Array): Uint8Array {
  const frame = new Uint8Array(ACCESS_ADDRESS_BYTES + pdu.length + CRC24_BYTES);
  const view = new DataView(frame.buffer);
  view.setUint32(0, ACCESS_ADDRESS, true);
  frame.set(pdu, ACCESS_ADDRESS_BYTES);
  const end = ACCESS_ADDRESS_BYTES + pdu.length;
  const crc = crc24(frame, ACCESS_ADDRESS_BYTES, end);
  view.setUint16(end, crc & 0xffff, true);
  frame[end + 2] = crc >>> 16;
  return frame;
}

export interface BtleRadioValues {
  /** 0 to 39. */
  readonly rfChannel: number;
  readonly signalDbm: number;
  readonly noiseDbm?: number;
  /** An advertisement that another one pointed to. */
  readonly auxiliary?: boolean;
  /** What the receiver says of the CRC; "unchecked" leaves it to whoever reads. */
  readonly crc?: "valid" | "invalid" | "unchecked";
}

/** The frame with its radio header: a packet of DLT 256. */
export function encodeBtlePacket(values: BtleRadioValues, frame: Uint8Array): Uint8Array {
  const { crc = "valid", noiseDbm } = values;
  const packet = new Uint8Array(PHDR_BYTES + frame.length);
  const view = new DataView(packet.buffer);
  packet[0] = values.rfChannel;
  view.setInt8(1, values.signalDbm);
  if (noiseDbm !== undefined) view.setInt8(2, noiseDbm);
  view.setUint32(4, ACCESS_ADDRESS, true);
  view.setUint16(
    8,
    PHDR_DEWHITENED | PHDR_SIGNAL_VALID | PHDR_REFERENCE_VALID |
      (noiseDbm === undefined ? 0 : PHDR_NOISE_VALID) |
      (values.auxiliary ? TYPE_AUXILIARY << PHDR_PDU_TYPE_SHIFT : 0) |
      (crc === "unchecked" ? 0 : PHDR_CRC_CHECKED) | (crc === "valid" ? PHDR_CRC_VALID : 0),
    true,
  );
  packet.set(frame, PHDR_BYTES);
  return packet;
}

function begin(
  type: number,
  random: boolean | undefined,
  targetRandom: boolean | undefined,
  payload: number,
): Uint8Array {
  if (payload > PAYLOAD_BYTES_MAX) {
    throw new RangeError(`a PDU of ${payload} bytes; ${PAYLOAD_BYTES_MAX} is the most`);
  }
  const pdu = new Uint8Array(PDU_HEADER_BYTES + payload);
  pdu[0] = type | (random ? 0x40 : 0) | (targetRandom ? 0x80 : 0);
  pdu[1] = payload;
  return pdu;
}

function addressBytes(address: number): number[] {
  return Array.from({ length: ADDRESS_BYTES }, (_, at) => Math.floor(address / 256 ** at) & 0xff);
}

function putAddress(into: Uint8Array, at: number, address: number): number {
  into.set(addressBytes(address), at);
  return at + ADDRESS_BYTES;
}
