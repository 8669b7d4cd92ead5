// Data reports to frames, for tools: one a packet, so into a buffer that its owner uses again
// (external-protocol 2.2, 3.2). Numbers are in their shortest form, as existing tools write them.
import { SIGNAL_DBM, SIGNAL_RSSI } from "../packet/packet-batch.ts";
import type { ByteBuffer } from "../serialize/byte-buffer.ts";
import { writeFloat32, writeFloat64, writePackedInteger } from "../serialize/msgpack-bytes.ts";
import type { DataReport } from "./data-report.ts";
import { frameOf } from "./encode-frame.ts";
import {
  type FrameVersion,
  SENT_FRAME_BYTES_MAX,
  SIGNATURE,
  V3_HEADER_BYTES,
  V3_SENTINEL,
} from "./frames.ts";
import { packDataReport } from "./protobuf-data-report.ts";

/** Bytes of a report's own members, above any that are written. */
const MEMBERS_BYTES_MAX = 512;
/** Longest name of a channel or of a source of positions. */
const NAME_BYTES_MAX = 64;
const DATA_REPORT_TYPE = 16;

/**
 * Appends a frame. A packet that does not fit is cut, its length on the air stays; false, and nothing
 * is written, for a JSON record that does not fit.
 */
export function writeDataReport(
  into: ByteBuffer,
  version: FrameVersion,
  sequence: number,
  report: DataReport,
): boolean {
  const room = SENT_FRAME_BYTES_MAX - V3_HEADER_BYTES - MEMBERS_BYTES_MAX;
  const jsonBytes = report.hasJson
    ? report.jsonEnd - report.jsonStart + report.jsonTypeEnd - report.jsonTypeStart
    : 0;
  if (jsonBytes > room) return false;
  const packetEnd = Math.min(report.packetEnd, report.packetStart + room - jsonBytes);
  if (version === 3) writeV3(into, sequence, report, packetEnd);
  else into.raw(frameOf(version, "dataReport", 0, sequence, packDataReport(report, packetEnd)));
  return true;
}

function writeV3(into: ByteBuffer, sequence: number, report: DataReport, packetEnd: number): void {
  const start = into.length;
  into.reserve(V3_HEADER_BYTES + MEMBERS_BYTES_MAX);
  into.length = start + V3_HEADER_BYTES;
  into.byte(
    0x80 | (Number(report.hasLocation) + Number(report.hasSignal) + Number(report.hasPacket) +
      Number(report.hasJson)),
  );
  if (report.hasLocation) writeLocation(into, report);
  if (report.hasSignal) writeSignal(into, report);
  if (report.hasPacket) writePacket(into, report, packetEnd);
  if (report.hasJson) writeJson(into, report);
  const { bytes } = into;
  putU32(bytes, start, SIGNATURE);
  putU32(bytes, start + 4, (V3_SENTINEL << 16) | 3);
  putU32(bytes, start + 8, into.length - start - V3_HEADER_BYTES);
  putU32(bytes, start + 12, DATA_REPORT_TYPE << 16);
  putU32(bytes, start + 16, sequence);
}

function writePacket(into: ByteBuffer, report: DataReport, packetEnd: number): void {
  const length = packetEnd - report.packetStart;
  into.byte(4);
  into.byte(0x85);
  into.byte(1);
  writePackedInteger(into, report.linkType);
  writeTime(into, report);
  into.byte(4);
  writePackedInteger(into, report.wireLength);
  into.byte(6);
  if (length <= 0xff) {
    into.byte(0xc4);
    into.byte(length);
  } else {
    into.byte(0xc5);
    into.byte(length >>> 8);
    into.byte(length & 0xff);
  }
  writeBytes(into, report.bytes, report.packetStart, packetEnd);
}

/** Seconds and microseconds, keys 2 and 3 of packets and of JSON records. */
function writeTime(into: ByteBuffer, { timestampUs }: DataReport): void {
  const seconds = Math.floor(timestampUs / 1e6);
  into.byte(2);
  writePackedInteger(into, seconds);
  into.byte(3);
  writePackedInteger(into, Math.floor(timestampUs - seconds * 1e6));
}

function writeSignal(into: ByteBuffer, report: DataReport): void {
  const { signal, noise, freqKhz, dataRate, signalKind, channelStart } = report;
  const channelEnd = Math.min(report.channelEnd, channelStart + NAME_BYTES_MAX);
  const first = signalKind === SIGNAL_RSSI ? 3 : 1;
  const hasLevels = signalKind === SIGNAL_RSSI || signalKind === SIGNAL_DBM;
  const members = (hasLevels ? 1 + Number(noise !== 0) : 0) + Number(freqKhz !== 0) +
    Number(dataRate !== 0) + Number(channelEnd > channelStart);
  into.byte(2);
  into.byte(0x80 | members);
  if (channelEnd > channelStart) {
    into.byte(7);
    writeTextBytes(into, report.bytes, channelStart, channelEnd);
  }
  if (hasLevels) {
    into.byte(first);
    writePackedInteger(into, signal >>> 0);
    if (noise !== 0) {
      into.byte(first + 1);
      writePackedInteger(into, noise >>> 0);
    }
  }
  if (freqKhz !== 0) {
    into.byte(5);
    writePackedInteger(into, freqKhz);
  }
  if (dataRate !== 0) {
    into.byte(6);
    writePackedInteger(into, dataRate);
  }
}

/** Positions without the name of who found them stay so: no server reads it. */
function writeLocation(into: ByteBuffer, report: DataReport): void {
  const seconds = Math.floor(report.timestampUs / 1e6);
  into.byte(1);
  into.byte(0x88);
  into.byte(1);
  writeFloat64(into, report.latitude);
  into.byte(2);
  writeFloat64(into, report.longitude);
  into.byte(3);
  writeFloat32(into, report.altitudeM);
  into.byte(4);
  writePackedInteger(into, report.fix);
  into.byte(5);
  writeFloat32(into, report.speedKmh);
  into.byte(6);
  writeFloat32(into, report.headingDegrees);
  into.byte(8);
  writePackedInteger(into, seconds);
  into.byte(9);
  writePackedInteger(into, Math.floor(report.timestampUs - seconds * 1e6));
}

function writeJson(into: ByteBuffer, report: DataReport): void {
  into.byte(5);
  into.byte(0x84);
  writeTime(into, report);
  into.byte(1);
  writeTextBytes(into, report.bytes, report.jsonTypeStart, report.jsonTypeEnd);
  into.byte(4);
  writeTextBytes(into, report.bytes, report.jsonStart, report.jsonEnd);
}

function writeTextBytes(into: ByteBuffer, bytes: Uint8Array, start: number, end: number): void {
  const length = end - start;
  if (length < 32) into.byte(0xa0 | length);
  else if (length <= 0xff) {
    into.byte(0xd9);
    into.byte(length);
  } else {
    into.byte(0xda);
    into.byte(length >>> 8);
    into.byte(length & 0xff);
  }
  writeBytes(into, bytes, start, end);
}

function writeBytes(into: ByteBuffer, bytes: Uint8Array, start: number, end: number): void {
  into.reserve(end - start);
  const to = into.bytes;
  let at = into.length;
  // Short runs are most, and a loop beats `set` with its view for them.
  if (end - start < 64) { for (let from = start; from < end; from++) to[at++] = bytes[from]!; }
  else to.set(bytes.subarray(start, end), at);
  into.length += end - start;
}

function putU32(bytes: Uint8Array, at: number, value: number): void {
  bytes[at] = value >>> 24;
  bytes[at + 1] = value >>> 16;
  bytes[at + 2] = value >>> 8;
  bytes[at + 3] = value;
}
