// Frames to bytes in the three framings, for servers and for tools (external-protocol 1.2 to 1.4).
import { additiveChecksum } from "./checksum.ts";
import {
  type ExternalFrame,
  type FrameVersion,
  SENT_FRAME_BYTES_MAX,
  SIGNATURE,
  V0_HEADER_BYTES,
  V2_HEADER_BYTES,
  V2_SENTINEL,
  V3_HEADER_BYTES,
  V3_SENTINEL,
} from "./frames.ts";
import { type ExternalMessage, type FrameKind, WIRE_NAMES } from "./messages.ts";
import { decodeMsgpackMessage, encodeMsgpackMessage } from "./msgpack-messages.ts";
import { decodeProtobufMessage, encodeProtobufMessage } from "./protobuf-messages.ts";

/** Servers and tools write different codes into the headers of the third framing. */
export type FrameSide = "server" | "tool";

/** The message of any frame but a data report; undefined for an unknown kind or a broken payload. */
export function decodeMessage(frame: ExternalFrame): ExternalMessage | undefined {
  return frame.version === 3 ? decodeMsgpackMessage(frame) : decodeProtobufMessage(frame);
}

/**
 * A whole frame; undefined for what the framing has no words for, and for one larger than receivers
 * of the third framing take. `sequence` is the sender's own number.
 */
export function encodeFrame(
  side: FrameSide,
  version: FrameVersion,
  sequence: number,
  message: ExternalMessage,
): Uint8Array<ArrayBuffer> | undefined {
  if (version !== 3) {
    return frameOf(version, message.kind, 0, sequence, encodeProtobufMessage(message));
  }
  const payload = encodeMsgpackMessage(message);
  if (payload === undefined || V3_HEADER_BYTES + payload.length > SENT_FRAME_BYTES_MAX) {
    return undefined;
  }
  return frameOf(3, message.kind, codeOf(side, message), numberOf(sequence, message), payload);
}

/** A frame around a payload that is encoded already. */
export function frameOf(
  version: FrameVersion,
  kind: FrameKind,
  code: number,
  sequence: number,
  payload: Uint8Array,
): Uint8Array<ArrayBuffer> {
  const { command, type } = WIRE_NAMES.find((one) => one.kind === kind)!;
  if (version === 0) return v0Frame(command, sequence, payload);
  const headerBytes = version === 2 ? V2_HEADER_BYTES : V3_HEADER_BYTES;
  const frame = new Uint8Array(headerBytes + payload.length);
  const view = new DataView(frame.buffer);
  view.setUint32(0, SIGNATURE);
  view.setUint16(4, version === 2 ? V2_SENTINEL : V3_SENTINEL);
  view.setUint16(6, version);
  view.setUint32(8, payload.length);
  if (version === 2) {
    for (let at = 0; at < command.length; at++) frame[12 + at] = command.charCodeAt(at);
    view.setUint32(44, sequence);
  } else {
    view.setUint16(12, type);
    view.setUint16(14, code);
    view.setUint32(16, sequence);
  }
  frame.set(payload, headerBytes);
  return frame;
}

// Command { 1 name, 2 sequence, 3 content }, every field also where it is empty.
function v0Frame(
  command: string,
  sequence: number,
  content: Uint8Array,
): Uint8Array<ArrayBuffer> {
  const head = [0x0a, command.length];
  for (let at = 0; at < command.length; at++) head.push(command.charCodeAt(at));
  head.push(0x10);
  pushVarint(head, sequence);
  head.push(0x1a);
  pushVarint(head, content.length);
  const frame = new Uint8Array(V0_HEADER_BYTES + head.length + content.length);
  frame.set(head, V0_HEADER_BYTES);
  frame.set(content, V0_HEADER_BYTES + head.length);
  const view = new DataView(frame.buffer);
  view.setUint32(0, SIGNATURE);
  view.setUint32(4, additiveChecksum(frame, V0_HEADER_BYTES, frame.length));
  view.setUint32(8, frame.length - V0_HEADER_BYTES);
  return frame;
}

function pushVarint(into: number[], value: number): void {
  let rest = value;
  while (rest > 0x7f) {
    into.push((rest % 128) | 0x80);
    rest = Math.floor(rest / 128);
  }
  into.push(rest);
}

/** 1 for what a server sends and for success, but a list report means success by 0. */
function codeOf(side: FrameSide, message: ExternalMessage): number {
  switch (message.kind) {
    case "listReport":
      return message.ok ? 0 : 1;
    case "probeReport":
    case "openReport":
    case "configureReport":
      return message.ok ? 1 : 0;
    case "error":
      return 1;
    default:
      return side === "server" ? 1 : 0;
  }
}

/** Answers repeat the number of what they answer, except to list requests. */
function numberOf(sequence: number, message: ExternalMessage): number {
  switch (message.kind) {
    case "pong":
    case "probeReport":
    case "openReport":
    case "configureReport":
    case "error":
      return message.request;
    default:
      return sequence;
  }
}
