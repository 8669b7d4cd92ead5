// What all packet logs agree on: which packets they leave out, and how much of a packet they keep.
import {
  KIND_DATA,
  KIND_NONE,
  PACKET_DUPLICATE,
  PACKET_FILTERED,
  type PacketBatch,
} from "../../protocols/packet/packet-batch.ts";

export interface PacketChoice {
  readonly duplicates: boolean;
  readonly data: boolean;
  /** What data frames carry is not kept (`hidedata`). */
  readonly hideData: boolean;
}

/** The PHYs did not ask to ignore the packet, and the log does not leave out its kind. */
export function isLogged(batch: PacketBatch, index: number, choice: PacketChoice): boolean {
  const flags = batch.flags[index]!;
  if ((flags & PACKET_FILTERED) !== 0) return false;
  if (!choice.duplicates && (flags & PACKET_DUPLICATE) !== 0) return false;
  return choice.data || batch.kind[index] !== KIND_DATA;
}

/** Bytes of the packet that may be kept, from its start. */
export function loggedLength(batch: PacketBatch, index: number, choice: PacketChoice): number {
  const length = batch.capturedLength[index]!;
  if (!choice.hideData || batch.kind[index] !== KIND_DATA) return length;
  const header = batch.frameEnd[index]! - batch.dataSize[index]! - batch.start[index]!;
  return Math.max(0, Math.min(length, header));
}

/** Name of the PHY that recognised the packet. */
export function phyNameOf(
  batch: PacketBatch,
  index: number,
  names: readonly string[],
): string {
  if (batch.kind[index] === KIND_NONE) return UNKNOWN_PHY;
  return names[batch.phyId[index]!] ?? UNKNOWN_PHY;
}

export const UNKNOWN_PHY = "Unknown";
