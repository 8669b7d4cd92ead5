// Packets that arrive while the packet chain is busy, copied because a batch is only borrowed. Small
// batches of one source are packed into one, so memory follows the packets and not the calls.
import {
  BATCH_BYTES_MAX,
  BATCH_PACKETS_MAX,
  PacketBatch,
} from "../../protocols/packet/packet-batch.ts";

/** Batches kept at once, whatever the packet limit is; about 400 KB each. */
export const QUEUED_BATCHES_MAX = 64;

export class BatchQueue {
  /** Packets waiting. */
  packets = 0;
  readonly #packetsMax: number;
  readonly #waiting: PacketBatch[] = [];
  /** Used batches to fill again. */
  readonly #idle: PacketBatch[] = [];
  /** Bytes used in the last waiting batch. */
  #lastBytes = 0;

  /** `packetsMax` 0 leaves only QUEUED_BATCHES_MAX as the limit. */
  constructor(packetsMax: number) {
    this.#packetsMax = packetsMax > 0 ? packetsMax : Infinity;
  }

  /** Copies as many packets of the batch as there is room for, and returns that number. */
  push(batch: PacketBatch): number {
    let last = this.#waiting.at(-1);
    if (last === undefined || !isSameKind(last, batch)) last = undefined;
    for (let index = 0; index < batch.count; index++) {
      if (this.packets >= this.#packetsMax) return index;
      const length = batch.capturedLength[index]!;
      if (last === undefined || !this.#fits(last, length)) {
        last = this.#add(batch, length);
        if (last === undefined) return index;
      }
      this.#copy(last, batch, index, length);
    }
    return batch.count;
  }

  shift(): PacketBatch | undefined {
    const batch = this.#waiting.shift();
    if (batch !== undefined) this.packets -= batch.count;
    return batch;
  }

  /** Gives a batch from `shift` back for later use. */
  release(batch: PacketBatch): void {
    this.#idle.push(batch);
  }

  #fits(last: PacketBatch, length: number): boolean {
    return last.count < BATCH_PACKETS_MAX && this.#lastBytes + length <= last.bytes.length;
  }

  #add(like: PacketBatch, length: number): PacketBatch | undefined {
    if (this.#waiting.length >= QUEUED_BATCHES_MAX) return undefined;
    const batch = this.#idle.pop() ?? new PacketBatch();
    const size = Math.max(BATCH_BYTES_MAX, length);
    if (batch.bytes.length < size) batch.bytes = new Uint8Array(size);
    batch.count = 0;
    batch.linkType = like.linkType;
    batch.fcsBytes = like.fcsBytes;
    batch.source = like.source;
    batch.location = like.location;
    batch.locations = undefined;
    batch.reports = undefined;
    this.#waiting.push(batch);
    this.#lastBytes = 0;
    return batch;
  }

  #copy(into: PacketBatch, from: PacketBatch, index: number, length: number): void {
    const start = from.start[index]!;
    const to = into.count;
    into.bytes.set(from.bytes.subarray(start, start + length), this.#lastBytes);
    into.start[to] = this.#lastBytes;
    into.capturedLength[to] = length;
    into.wireLength[to] = from.wireLength[index]!;
    into.timestampUs[to] = from.timestampUs[index]!;
    const report = from.reports?.[index];
    if (report !== undefined) (into.reports ??= [])[to] = report;
    into.count = to + 1;
    this.#lastBytes += length;
    this.packets += 1;
  }
}

function isSameKind(a: PacketBatch, b: PacketBatch): boolean {
  return a.linkType === b.linkType && a.source === b.source && a.fcsBytes === b.fcsBytes &&
    a.location === b.location;
}
