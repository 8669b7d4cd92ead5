// What the readers of capture formats share: results, limits, and how a damage is told.
import { BATCH_BYTES_MAX, BATCH_PACKETS_MAX, type PacketBatch } from "../packet/packet-batch.ts";
import type { Fault } from "../faults.ts";
import type { ChunkBuffer } from "./chunk-buffer.ts";

/** Longest packet that a record may claim: the limit of libpcap. */
export const PACKET_BYTES_MAX = 262_144;

/**
 * `packets`: the batch holds some. `more`: nothing until more bytes are appended. `end`: there will
 * be no more; `problem` says when the reason is a damage.
 */
export type FillResult = "packets" | "more" | "end";

/** Why a capture could not be read further. */
export interface CaptureProblem {
  readonly fault: Fault;
  /** Second half of a sentence: "the file is cut off in packet 17". */
  readonly reason: string;
}

/** One format; `fill` is called until it says `more` or `end`. */
export interface FormatReader {
  readonly problem: CaptureProblem | undefined;
  /** Packets handed out. */
  readonly packets: number;
  /** Link type of the last batch, or of the file header. */
  readonly linkType: number;
  /** Reads the file's header if it is at hand; true when it was read. */
  begin(buffer: ChunkBuffer): boolean;
  /** `ended`: no more bytes will come. */
  fill(batch: PacketBatch, buffer: ChunkBuffer, ended: boolean): FillResult;
}

/**
 * True when `count` bytes are at hand. Bytes are only moved together while the batch holds no packet
 * that refers to them; one that does is handed out first.
 */
export function isAtHand(
  batch: PacketBatch | undefined,
  buffer: ChunkBuffer,
  count: number,
): boolean {
  if (buffer.available >= count) return true;
  return (batch === undefined || batch.count === 0) && buffer.gather(count);
}

/** Adds a packet that lies at `start` of the buffer to a batch that has room. */
export function addPacket(
  batch: PacketBatch,
  buffer: ChunkBuffer,
  start: number,
  captured: number,
  wire: number,
  timestampUs: number,
): void {
  const index = batch.count;
  batch.bytes = buffer.bytes;
  batch.start[index] = start;
  batch.capturedLength[index] = captured;
  batch.wireLength[index] = wire;
  batch.timestampUs[index] = timestampUs;
  batch.count = index + 1;
}

/** A batch takes no more packets, or no more bytes of this size. */
export function isFull(batch: PacketBatch, bytesSoFar: number): boolean {
  return batch.count >= BATCH_PACKETS_MAX || bytesSoFar >= BATCH_BYTES_MAX;
}
