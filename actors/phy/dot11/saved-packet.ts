// Copies of the frame being handled, for downloads and as evidence.
import type { SavedPacket } from "../../../protocols/records/dot11-device.ts";
import type { Dot11State } from "./state.ts";

const DLT_IEEE802_11 = 105;

/** A copy of the frame being handled, without its FCS. */
export function savePacket(state: Dot11State): SavedPacket {
  const { batch, index } = state;
  return {
    timestampUs: batch.timestampUs[index]!,
    linkType: DLT_IEEE802_11,
    sourceNumber: 0,
    bytes: batch.bytes.slice(batch.frameStart[index]!, batch.frameEnd[index]!),
  };
}
