// Data reports into packet batches: offsets into the bytes they came in, and an object only for what is
// said of a packet beside its bytes (external-protocol 4.8).
import type { DataReport } from "../../protocols/external/data-report.ts";
import type { MessageOf } from "../../protocols/external/messages.ts";
import {
  BATCH_BYTES_MAX,
  BATCH_PACKETS_MAX,
  LINKTYPE_NONE,
  type PacketBatch,
  type PacketReport,
} from "../../protocols/packet/packet-batch.ts";
import { shown } from "./helper-reports.ts";

/** True when the report belongs into this batch, which holds one link type and one run of bytes. */
export function fitsBatch(batch: PacketBatch, report: DataReport): boolean {
  if (batch.count === 0) return true;
  return batch.count < BATCH_PACKETS_MAX && batch.linkType === linkTypeOf(report) &&
    (batch.bytes === report.bytes || !report.hasPacket);
}

/** Adds a report that fits; the batch borrows its bytes. */
export function addReport(batch: PacketBatch, report: DataReport, timestampUs: number): void {
  const index = batch.count++;
  if (index === 0) {
    batch.bytes = report.bytes;
    batch.linkType = linkTypeOf(report);
    batch.reports = undefined;
  }
  batch.start[index] = report.packetStart;
  batch.capturedLength[index] = report.packetEnd - report.packetStart;
  batch.wireLength[index] = report.wireLength;
  batch.timestampUs[index] = timestampUs;
  if (report.hasSignal || report.hasLocation || report.hasJson) {
    (batch.reports ??= [])[index] = packetReport(report);
  }
}

/**
 * What the Bluetooth tool of 2020 heard, as the record that its successors send
 * (external-protocol 2.2).
 */
export function fillFromBluetooth(
  into: DataReport,
  { address, name, type, timestampUs }: MessageOf<"bluetoothReport">,
): void {
  const json = encoder.encode(JSON.stringify({ addr: address, name, type }));
  const bytes = new Uint8Array(BLUETOOTH_TYPE.length + json.length);
  bytes.set(BLUETOOTH_TYPE);
  bytes.set(json, BLUETOOTH_TYPE.length);
  into.clear(bytes);
  into.hasJson = true;
  into.jsonTypeEnd = into.jsonStart = BLUETOOTH_TYPE.length;
  into.jsonEnd = bytes.length;
  into.timestampUs = timestampUs;
}

/** A report whose bytes are copied, into a batch with bytes of its own; false when there is no room. */
export function copyReport(batch: PacketBatch, report: DataReport, timestampUs: number): boolean {
  const length = report.packetEnd - report.packetStart;
  const last = batch.count - 1;
  const at = last < 0 ? 0 : batch.start[last]! + batch.capturedLength[last]!;
  if (batch.count === 0) {
    batch.bytes = new Uint8Array(Math.max(BATCH_BYTES_MAX, length));
    batch.linkType = linkTypeOf(report);
  }
  const hasRoom = batch.count < BATCH_PACKETS_MAX && at + length <= batch.bytes.length;
  if (!hasRoom || batch.linkType !== linkTypeOf(report)) return false;
  const { bytes } = batch;
  const isFirst = batch.count === 0;
  addReport(batch, report, timestampUs);
  if (isFirst) batch.bytes = bytes;
  bytes.set(report.bytes.subarray(report.packetStart, report.packetEnd), at);
  batch.start[batch.count - 1] = at;
  return true;
}

/** The capture columns of one batch into another, which then shares its bytes. */
export function moveBatch(into: PacketBatch, from: PacketBatch): void {
  into.count = from.count;
  into.bytes = from.bytes;
  into.linkType = from.linkType;
  into.reports = from.reports;
  into.start.set(from.start.subarray(0, from.count));
  into.capturedLength.set(from.capturedLength.subarray(0, from.count));
  into.wireLength.set(from.wireLength.subarray(0, from.count));
  into.timestampUs.set(from.timestampUs.subarray(0, from.count));
}

function linkTypeOf(report: DataReport): number {
  return report.hasPacket ? report.linkType : LINKTYPE_NONE;
}

const decoder = new TextDecoder();
const encoder = new TextEncoder();
const BLUETOOTH_TYPE = encoder.encode("linuxbthci");

function packetReport(report: DataReport): PacketReport {
  const { bytes } = report;
  const text = (start: number, end: number) => decoder.decode(bytes.subarray(start, end));
  return {
    location: locationOf(report),
    signalKind: report.signalKind,
    signal: report.signal,
    noise: report.noise,
    freqKhz: report.freqKhz,
    channel: shown(text(report.channelStart, report.channelEnd)),
    record: report.hasJson
      ? {
        type: text(report.jsonTypeStart, report.jsonTypeEnd),
        json: text(report.jsonStart, report.jsonEnd),
      }
      : undefined,
  };
}

/** Coordinates that are none on Earth are no position. */
function locationOf(report: DataReport): PacketReport["location"] {
  const { latitude, longitude, altitudeM, speedKmh, headingDegrees, fix } = report;
  const isPosition = report.hasLocation && Math.abs(latitude) <= 90 &&
    Math.abs(longitude) <= 180 && fix >= 2;
  if (!isPosition) return undefined;
  return {
    latitude,
    longitude,
    altitudeM: finite(altitudeM),
    speedKmh: finite(speedKmh),
    headingDegrees: finite(headingDegrees),
    fix,
  };
}

function finite(value: number): number {
  return Number.isFinite(value) ? value : 0;
}
