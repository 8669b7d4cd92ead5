// Frames of the helper protocol in their three forms (external-protocol 1), told apart frame by frame.
//   each: 0 signature DE CA FB AD, 8 u32 payload length, big endian
//   v0:   4 u32 checksum of the payload, 12 protobuf Command
//   v2:   4 u16 AB CD, 6 u16 2, 12 command name in 32 bytes, 44 u32 sequence, 48 protobuf message
//   v3:   4 u16 A9 A9, 6 u16 3, 12 u16 type, 14 u16 code, 16 u32 sequence, 20 msgpack map
import { type Fault, faultCode, OK, TRUNCATED } from "../faults.ts";
import { additiveChecksum } from "./checksum.ts";
import { type FrameKind, WIRE_NAMES } from "./messages.ts";
import { ProtobufCursor } from "./protobuf-cursor.ts";

export type FrameVersion = 0 | 2 | 3;

export const SIGNATURE = 0xdecafbad;
export const V0_HEADER_BYTES = 12;
export const V2_HEADER_BYTES = 48;
export const V3_HEADER_BYTES = 20;
export const V2_SENTINEL = 0xabcd;
export const V3_SENTINEL = 0xa9a9;
export const V2_NAME_BYTES = 32;
/** Largest frame taken: room for jumbo captures, far above the 16,383 of the reference. */
export const FRAME_BYTES_MAX = 1024 * 1024;
/** Largest frame of the third framing that is sent: servers take less than 16 KiB, tools more. */
export const SENT_FRAME_BYTES_MAX = 16_383;

export const BAD_SIGNATURE = faultCode("external.signature");
export const BAD_LENGTH = faultCode("external.length");
export const BAD_VERSION = faultCode("external.version");
export const BAD_CHECKSUM = faultCode("external.checksum");
export const BAD_PAYLOAD = faultCode("external.payload");

/** One frame; its payload is `bytes[payloadStart, payloadEnd)`, borrowed. */
export class ExternalFrame {
  version: FrameVersion = 3;
  kind: FrameKind = "unknown";
  /** Success or failure, in the third framing only. */
  code = 0;
  sequence = 0;
  bytes: Uint8Array = EMPTY;
  payloadStart = 0;
  payloadEnd = 0;
  /** Offset of the first byte after the frame. */
  end = 0;
}

/**
 * Reads the frame at `start`. `TRUNCATED` asks for more bytes; every other fault ends the stream,
 * because where the next frame begins cannot be known. `v0Only` keeps to the original framing, whose
 * checksum may look like another's sentinel.
 */
export function decodeFrame(
  into: ExternalFrame,
  bytes: Uint8Array,
  start: number,
  limit: number,
  v0Only = false,
): Fault {
  const available = limit - start;
  if (available >= 4 && readU32(bytes, start) !== SIGNATURE) return BAD_SIGNATURE;
  if (available < V0_HEADER_BYTES) return TRUNCATED;
  const sentinel = v0Only ? 0 : readU16(bytes, start + 4);
  const version = readU16(bytes, start + 6);
  if (sentinel === V3_SENTINEL && version !== 3) return BAD_VERSION;
  into.version = sentinel === V3_SENTINEL ? 3 : sentinel === V2_SENTINEL && version === 2 ? 2 : 0;
  const headerBytes = headerBytesOf(into.version);
  const length = readU32(bytes, start + 8);
  if (headerBytes + length > FRAME_BYTES_MAX) return BAD_LENGTH;
  if (available < headerBytes + length) return TRUNCATED;
  into.bytes = bytes;
  into.payloadStart = start + headerBytes;
  into.end = into.payloadEnd = into.payloadStart + length;
  into.code = 0;
  if (into.version === 3) return decodeV3Header(into, bytes, start);
  if (into.version === 2) return decodeV2Header(into, bytes, start);
  return decodeV0Payload(into, bytes, start);
}

/** Bytes of the frame at `start` as its header says; 0 until twelve are there. */
export function frameBytes(
  bytes: Uint8Array,
  start: number,
  limit: number,
  v0Only: boolean,
): number {
  if (limit - start < V0_HEADER_BYTES) return 0;
  const sentinel = v0Only ? 0 : readU16(bytes, start + 4);
  const version: FrameVersion = sentinel === V3_SENTINEL
    ? 3
    : sentinel === V2_SENTINEL && readU16(bytes, start + 6) === 2
    ? 2
    : 0;
  return headerBytesOf(version) + readU32(bytes, start + 8);
}

/** The number in the header of a frame of the third framing that begins at `start`. */
export function readFrameNumber(bytes: Uint8Array, start: number): number {
  return readU32(bytes, start + 16);
}

function headerBytesOf(version: FrameVersion): number {
  return version === 3 ? V3_HEADER_BYTES : version === 2 ? V2_HEADER_BYTES : V0_HEADER_BYTES;
}

function decodeV3Header(into: ExternalFrame, bytes: Uint8Array, start: number): Fault {
  into.kind = V3_KINDS[readU16(bytes, start + 12)] ?? "unknown";
  into.code = readU16(bytes, start + 14);
  into.sequence = readU32(bytes, start + 16);
  return OK;
}

function decodeV2Header(into: ExternalFrame, bytes: Uint8Array, start: number): Fault {
  // The reference leaves bytes behind the first NUL as they were in its memory.
  let end = start + 12;
  while (end < start + 12 + V2_NAME_BYTES && bytes[end] !== 0) end++;
  into.kind = kindOfName(bytes, start + 12, end);
  into.sequence = readU32(bytes, start + 44);
  return OK;
}

function decodeV0Payload(into: ExternalFrame, bytes: Uint8Array, start: number): Fault {
  const { payloadStart, payloadEnd } = into;
  const checksum = additiveChecksum(bytes, payloadStart, payloadEnd);
  if (checksum !== readU32(bytes, start + 4)) return BAD_CHECKSUM;
  cursor.reset(bytes, payloadStart, payloadEnd);
  let found = 0;
  while (cursor.next()) {
    if (cursor.field === 1 && cursor.isBytes()) {
      into.kind = kindOfName(bytes, cursor.start, cursor.end);
      found |= 1;
    } else if (cursor.field === 2 && cursor.isInteger()) {
      into.sequence = cursor.value % 0x1_0000_0000;
      found |= 2;
    } else if (cursor.field === 3 && cursor.isBytes()) {
      into.payloadStart = cursor.start;
      into.payloadEnd = cursor.end;
      found |= 4;
    }
  }
  return cursor.broken || found !== 7 ? BAD_PAYLOAD : OK;
}

function kindOfName(bytes: Uint8Array, start: number, end: number): FrameKind {
  for (let index = 0; index < NAMES.length; index++) {
    const name = NAMES[index]!;
    if (name.length !== end - start) continue;
    let at = 0;
    while (at < name.length && bytes[start + at] === name.charCodeAt(at)) at++;
    if (at === name.length) return WIRE_NAMES[index]!.kind;
  }
  return "unknown";
}

function readU16(bytes: Uint8Array, at: number): number {
  return (bytes[at]! << 8) | bytes[at + 1]!;
}

function readU32(bytes: Uint8Array, at: number): number {
  return ((bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!) >>>
    0;
}

const EMPTY = new Uint8Array(0);
const NAMES: readonly string[] = WIRE_NAMES.map(({ command }) => command);
const V3_KINDS: (FrameKind | undefined)[] = [];
for (const { kind, type } of WIRE_NAMES) if (type !== 0) V3_KINDS[type] = kind;
const cursor = new ProtobufCursor();
