// One read of a datasource as the payload of a record:
//   0   4  stream: which opened source, as its opening was answered
//   4   4  1 when more follows, 0 at the end
//   8   4  link type, signed
//   12  4  bytes of frame check sequence
//   16  4  packets, n
//   20  4  bytes of JSON, j: what else the source said
//   24  4  offset that the start column counts from
//   28  4  bytes of packets, b
//   32     n doubles of microseconds since 1970, then n numbers of four bytes each of start,
//          captured length and length on the air; then j bytes of JSON; then b bytes
// The columns are copied as they lie in memory, which is little endian wherever the engines run.
import {
  BATCH_PACKETS_MAX,
  type PacketBatch,
  type PacketLocation,
  type PacketReport,
} from "../packet/packet-batch.ts";
import { decodeValue, encodeValue, isObject } from "./recorded-value.ts";

const HEAD_BYTES = 32;
const COLUMN_BYTES = 8 + 3 * 4;
const NOTHING = new Uint8Array(0);

/** What a source says beside its packets; members that say nothing are left out. */
export interface BatchNotes {
  readonly location?: PacketLocation;
  readonly reports?: readonly (PacketReport | undefined)[];
  /** Codes of the faults found while reading. */
  readonly faults?: readonly number[];
  readonly warning?: string;
  /** At the end: why, and what was wrong. */
  readonly end?: { readonly reason: string; readonly warning: string };
  /** The source that the program around the server named for packets of its own. */
  readonly source?: { readonly number: number; readonly checkFcs: boolean };
}

/** What stands in the batch itself. */
export function notesOf({ location, reports, count }: PacketBatch): BatchNotes {
  return {
    ...location && { location },
    ...reports && { reports: reports.slice(0, count) },
  };
}

/** A batch about to be written: its size is known before room is made for it. */
export class BatchEncoder {
  readonly #batch: PacketBatch;
  readonly #stream: number;
  readonly #more: boolean;
  readonly #json: Uint8Array;
  #from = 0;
  #to = 0;

  constructor(stream: number, batch: PacketBatch, more: boolean, notes: BatchNotes) {
    this.#batch = batch;
    this.#stream = stream;
    this.#more = more;
    this.#json = Object.keys(notes).length === 0 ? NOTHING : encodeValue(notes);
    if (batch.count === 0) return;
    this.#from = Infinity;
    // One copy of all is faster than one for each packet, and what lies between them is small.
    for (let index = 0; index < batch.count; index++) {
      const start = batch.start[index]!;
      const end = start + batch.capturedLength[index]!;
      if (start < this.#from) this.#from = start;
      if (end > this.#to) this.#to = end;
    }
  }

  get bytes(): number {
    const { count } = this.#batch;
    return HEAD_BYTES + count * COLUMN_BYTES + this.#json.length + this.#to - this.#from;
  }

  /** Writes `this.bytes` bytes. */
  write(into: Uint8Array, at: number): void {
    const { count, linkType, fcsBytes, bytes } = this.#batch;
    const head = [
      this.#stream,
      this.#more ? 1 : 0,
      linkType,
      fcsBytes,
      count,
      this.#json.length,
      this.#from,
      this.#to - this.#from,
    ];
    const view = new DataView(into.buffer, into.byteOffset);
    for (const value of head) {
      view.setUint32(at, value, true);
      at += 4;
    }
    for (const column of columnsOf(this.#batch)) {
      const length = count * column.BYTES_PER_ELEMENT;
      into.set(new Uint8Array(column.buffer, column.byteOffset, length), at);
      at += length;
    }
    into.set(this.#json, at);
    into.set(bytes.subarray(this.#from, this.#to), at + this.#json.length);
  }
}

export interface RecordedBatch {
  readonly stream: number;
  readonly more: boolean;
  readonly notes: BatchNotes;
}

/** The stream that a payload is of; undefined when it is too short to say. */
export function streamOfBatch(payload: Uint8Array): number | undefined {
  if (payload.length < HEAD_BYTES) return undefined;
  return new DataView(payload.buffer, payload.byteOffset).getUint32(0, true);
}

/** Packets of a payload, as it says; 0 for one that is too short to say. */
export function packetsOfBatch(payload: Uint8Array): number {
  if (payload.length < HEAD_BYTES) return 0;
  return new DataView(payload.buffer, payload.byteOffset).getUint32(16, true);
}

/** Fills the batch, which then shares the payload's bytes; undefined for a payload that is wrong. */
export function decodeBatch(into: PacketBatch, payload: Uint8Array): RecordedBatch | undefined {
  into.count = 0;
  if (payload.length < HEAD_BYTES) return undefined;
  const view = new DataView(payload.buffer, payload.byteOffset);
  const count = view.getUint32(16, true);
  const jsonBytes = view.getUint32(20, true);
  const from = view.getUint32(24, true);
  const packetBytes = view.getUint32(28, true);
  if (count > BATCH_PACKETS_MAX) return undefined;
  const jsonStart = HEAD_BYTES + count * COLUMN_BYTES;
  const packetStart = jsonStart + jsonBytes;
  if (packetStart + packetBytes !== payload.length) return undefined;
  const notes = jsonBytes === 0 ? {} : decodeValue(payload.subarray(jsonStart, packetStart));
  if (!isObject(notes)) return undefined;
  let at = HEAD_BYTES;
  for (const column of columnsOf(into)) {
    const length = count * column.BYTES_PER_ELEMENT;
    new Uint8Array(column.buffer, column.byteOffset, length)
      .set(payload.subarray(at, at + length));
    at += length;
  }
  for (let index = 0; index < count; index++) {
    const start = into.start[index]! - from;
    if (start < 0 || start + into.capturedLength[index]! > packetBytes) return undefined;
    into.start[index] = start;
  }
  into.bytes = payload.subarray(packetStart);
  into.linkType = view.getInt32(8, true);
  into.fcsBytes = view.getUint32(12, true);
  const { location, reports } = notes as BatchNotes;
  into.location = location;
  into.reports = reports === undefined ? undefined : [...reports];
  into.count = count;
  const stream = view.getUint32(0, true);
  return { stream, more: view.getUint32(4, true) === 1, notes: notes as BatchNotes };
}

function columnsOf(batch: PacketBatch): readonly (Float64Array | Uint32Array)[] {
  return [batch.timestampUs, batch.start, batch.capturedLength, batch.wireLength];
}
