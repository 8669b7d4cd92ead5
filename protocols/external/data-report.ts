// Data reports: the one message that comes with every packet, so it is read by offset into an object
// that its owner uses again (external-protocol 2.2, 3.2, 4.8).
import { type Fault, OK } from "../faults.ts";
import { SIGNAL_DBM, SIGNAL_NONE, SIGNAL_RSSI } from "../packet/packet-batch.ts";
import { BAD_PAYLOAD, type ExternalFrame } from "./frames.ts";
import { MsgpackCursor } from "./msgpack-cursor.ts";
import { ProtobufCursor } from "./protobuf-cursor.ts";

/** What is absent has the value of a fresh object; offsets are into `bytes`. */
export class DataReport {
  bytes: Uint8Array = EMPTY;
  /** The report holds captured bytes: `bytes[packetStart, packetEnd)`. */
  hasPacket = false;
  linkType = 0;
  packetStart = 0;
  packetEnd = 0;
  /** Length on the air; never less than what was captured. */
  wireLength = 0;
  /** Microseconds since 1970; 0 says now. */
  timestampUs = 0;
  hasJson = false;
  jsonTypeStart = 0;
  jsonTypeEnd = 0;
  jsonStart = 0;
  jsonEnd = 0;
  hasSignal = false;
  signalKind: number = SIGNAL_NONE;
  signal = 0;
  noise = 0;
  freqKhz = 0;
  dataRate = 0;
  channelStart = 0;
  channelEnd = 0;
  hasLocation = false;
  latitude = 0;
  longitude = 0;
  altitudeM = 0;
  fix = 0;
  speedKmh = 0;
  headingDegrees = 0;
  /** A message to people, in v0 and v2 only. */
  severity = 0;
  messageStart = 0;
  messageEnd = 0;
  warningStart = 0;
  warningEnd = 0;

  /** Forgets the last report. */
  clear(bytes: Uint8Array): void {
    this.bytes = bytes;
    this.hasPacket =
      this.hasJson =
      this.hasSignal =
      this.hasLocation =
        false;
    this.linkType =
      this.packetStart =
      this.packetEnd =
      this.wireLength =
      this.timestampUs =
        0;
    this.jsonTypeStart =
      this.jsonTypeEnd =
      this.jsonStart =
      this.jsonEnd =
        0;
    this.signalKind = SIGNAL_NONE;
    this.signal =
      this.noise =
      this.freqKhz =
      this.dataRate =
        0;
    this.channelStart = this.channelEnd = 0;
    this.latitude =
      this.longitude =
      this.altitudeM =
      this.fix =
        0;
    this.speedKmh = this.headingDegrees = this.severity = 0;
    this.messageStart =
      this.messageEnd =
      this.warningStart =
      this.warningEnd =
        0;
  }
}

/** Fills `into` from the payload of a data report frame. */
export function decodeDataReport(into: DataReport, frame: ExternalFrame): Fault {
  const { bytes, payloadStart, payloadEnd } = frame;
  into.clear(bytes);
  if (frame.version === 3) {
    msgpack.reset(bytes, payloadStart, payloadEnd);
    readV3Report(into);
    if (msgpack.broken) return BAD_PAYLOAD;
  } else if (!readProtobufReport(into, bytes, payloadStart, payloadEnd)) return BAD_PAYLOAD;
  const captured = into.packetEnd - into.packetStart;
  if (into.wireLength < captured) into.wireLength = captured;
  return OK;
}

const msgpack = new MsgpackCursor();
let seconds = 0;
let microseconds = 0;

function readV3Report(into: DataReport): void {
  const count = msgpack.mapLength();
  for (let index = 0; index < count && !msgpack.broken; index++) {
    const key = msgpack.unsigned();
    if (key === 1) readV3Gps(into);
    else if (key === 2) readV3Signal(into);
    else if (key === 4) readV3Packet(into);
    else if (key === 5) readV3Json(into);
    else msgpack.skip();
  }
}

function readV3Packet(into: DataReport): void {
  const count = msgpack.mapLength();
  seconds = microseconds = 0;
  for (let index = 0; index < count && !msgpack.broken; index++) {
    const key = msgpack.unsigned();
    if (key === 1) into.linkType = msgpack.unsigned();
    else if (key === 2) seconds = msgpack.unsigned(SECONDS_MAX);
    else if (key === 3) microseconds = msgpack.unsigned();
    else if (key === 4) into.wireLength = msgpack.unsigned();
    else if (key === 6) {
      into.hasPacket = msgpack.textOrBinary();
      into.packetStart = msgpack.start;
      into.packetEnd = msgpack.end;
    } else msgpack.skip();
  }
  into.timestampUs = seconds * 1e6 + microseconds;
}

function readV3Json(into: DataReport): void {
  const count = msgpack.mapLength();
  seconds = microseconds = 0;
  let found = 0;
  for (let index = 0; index < count && !msgpack.broken; index++) {
    const key = msgpack.unsigned();
    if (key === 1 && msgpack.text()) {
      into.jsonTypeStart = msgpack.start;
      into.jsonTypeEnd = msgpack.end;
      found |= 1;
    } else if (key === 4 && msgpack.text()) {
      into.jsonStart = msgpack.start;
      into.jsonEnd = msgpack.end;
      found |= 2;
    } else if (key === 2) seconds = msgpack.unsigned(SECONDS_MAX);
    else if (key === 3) microseconds = msgpack.unsigned();
    else if (key !== 1 && key !== 4) msgpack.skip();
  }
  into.hasJson = found === 3;
  if (into.timestampUs === 0) into.timestampUs = seconds * 1e6 + microseconds;
}

function readV3Signal(into: DataReport): void {
  const count = msgpack.mapLength();
  into.hasSignal = true;
  for (let index = 0; index < count && !msgpack.broken; index++) {
    const key = msgpack.unsigned();
    if (key === 1 || key === 2) {
      into.signalKind = SIGNAL_DBM;
      const value = msgpack.signed32();
      if (key === 1) into.signal = value;
      else into.noise = value;
    } else if (key === 3 || key === 4) {
      const value = msgpack.unsigned();
      if (into.signalKind === SIGNAL_DBM) continue;
      into.signalKind = SIGNAL_RSSI;
      if (key === 3) into.signal = value;
      else into.noise = value;
    } else if (key === 5) into.freqKhz = msgpack.unsigned(SECONDS_MAX);
    else if (key === 6) into.dataRate = msgpack.unsigned(SECONDS_MAX);
    else if (key === 7 && msgpack.text()) {
      into.channelStart = msgpack.start;
      into.channelEnd = msgpack.end;
    } else if (key !== 7) msgpack.skip();
  }
}

function readV3Gps(into: DataReport): void {
  const count = msgpack.mapLength();
  let found = 0;
  for (let index = 0; index < count && !msgpack.broken; index++) {
    const key = msgpack.unsigned();
    if (key === 1) into.latitude = msgpack.number();
    else if (key === 2) into.longitude = msgpack.number();
    else if (key === 3) into.altitudeM = msgpack.number();
    else if (key === 4) into.fix = msgpack.unsigned(0xff);
    else if (key === 5) into.speedKmh = msgpack.number();
    else if (key === 6) into.headingDegrees = msgpack.number();
    // The name comes twice under one key from existing tools; nobody reads it.
    else msgpack.skip();
    if (key === 1 || key === 2) found |= key;
  }
  into.hasLocation = found === 3;
}

const report = new ProtobufCursor();
const inner = new ProtobufCursor();

function readProtobufReport(
  into: DataReport,
  bytes: Uint8Array,
  start: number,
  end: number,
): boolean {
  report.reset(bytes, start, end);
  while (report.next()) {
    const { field } = report;
    if (field === 9) continue;
    if (field < 1 || field > 8 || !report.isBytes()) continue;
    inner.reset(bytes, report.start, report.end);
    let whole = true;
    if (field === 1) whole = readGps(into);
    else if (field === 2) whole = readMessage(into);
    else if (field === 3) whole = readPacket(into);
    else if (field === 4) readSignal(into);
    else if (field === 6) {
      into.warningStart = report.start;
      into.warningEnd = report.end;
    } else if (field === 7) whole = readJson(into);
    if (!whole || (field !== 6 && inner.broken)) return false;
  }
  return !report.broken;
}

/** Every required field must be there; bit 2^n of `found` stands for field n. */
function readPacket(into: DataReport): boolean {
  let found = 0;
  seconds = microseconds = 0;
  while (inner.next()) {
    const { field, value } = inner;
    if (field === 5) {
      if (!inner.isBytes()) return false;
      into.packetStart = inner.start;
      into.packetEnd = inner.end;
    } else if (field <= 6 && !inner.isInteger()) return false;
    else if (field === 1) seconds = value;
    else if (field === 2) microseconds = value;
    else if (field === 3) into.linkType = value;
    else if (field === 6) into.wireLength = Math.min(value, 0xffffffff);
    if (field <= 6) found |= 1 << field;
  }
  into.hasPacket = true;
  into.timestampUs = seconds * 1e6 + microseconds;
  return (found & 0b111110) === 0b111110;
}

function readJson(into: DataReport): boolean {
  let found = 0;
  seconds = microseconds = 0;
  while (inner.next()) {
    const { field } = inner;
    if (field <= 2 ? !inner.isInteger() : field <= 4 && !inner.isBytes()) return false;
    if (field === 1) seconds = inner.value;
    else if (field === 2) microseconds = inner.value;
    else if (field === 3) {
      into.jsonTypeStart = inner.start;
      into.jsonTypeEnd = inner.end;
    } else if (field === 4) {
      into.jsonStart = inner.start;
      into.jsonEnd = inner.end;
    }
    if (field <= 4) found |= 1 << field;
  }
  into.hasJson = true;
  if (into.timestampUs === 0) into.timestampUs = seconds * 1e6 + microseconds;
  return found === 0b11110;
}

function readSignal(into: DataReport): void {
  into.hasSignal = true;
  while (inner.next()) {
    const { field, value } = inner;
    if (field === 6) {
      if (!inner.isBytes()) return;
      into.channelStart = inner.start;
      into.channelEnd = inner.end;
      continue;
    }
    if (field > 7) continue;
    if (!inner.isDouble()) return;
    if (field <= 2) {
      into.signalKind = SIGNAL_DBM;
      if (field === 1) into.signal = value;
      else into.noise = value;
    } else if (field <= 4 && into.signalKind !== SIGNAL_DBM) {
      into.signalKind = SIGNAL_RSSI;
      if (field === 3) into.signal = value;
      else into.noise = value;
    } else if (field === 5) into.freqKhz = value;
    else if (field === 7) into.dataRate = value;
  }
}

function readGps(into: DataReport): boolean {
  let found = 0;
  while (inner.next()) {
    const { field, value } = inner;
    if (field > 11) continue;
    const fits = field <= 6 ? inner.isDouble() : field <= 9 ? inner.isInteger() : inner.isBytes();
    if (!fits) return false;
    if (field === 1) into.latitude = value;
    else if (field === 2) into.longitude = value;
    else if (field === 3) into.altitudeM = value;
    else if (field === 4) into.speedKmh = value;
    else if (field === 5) into.headingDegrees = value;
    else if (field === 7) into.fix = value;
    found |= 1 << field;
  }
  into.hasLocation = true;
  return found === 0b111111111110;
}

function readMessage(into: DataReport): boolean {
  let found = 0;
  while (inner.next()) {
    const { field } = inner;
    if (field === 1 && inner.isInteger()) into.severity = inner.value;
    else if (field === 2 && inner.isBytes()) {
      into.messageStart = inner.start;
      into.messageEnd = inner.end;
    }
    if (field <= 2) found |= 1 << field;
  }
  return found === 0b110;
}

const SECONDS_MAX = 2 ** 53;
const EMPTY = new Uint8Array(0);
