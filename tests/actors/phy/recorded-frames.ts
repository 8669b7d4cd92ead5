// Frames of real captures under ../shared, which are not part of this project.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { DuplicateRing } from "../../../actors/packet/duplicate-ring.ts";
import { LinkStage } from "../../../actors/packet/link-stage.ts";
import {
  PACKET_ERROR,
  PACKET_UNDECODED,
  PacketBatch,
} from "../../../protocols/packet/packet-batch.ts";
import { CaptureReader } from "../../../protocols/pcap/capture-reader.ts";
import { TestSource } from "../packet/batches.ts";

const CAPTURES = join(import.meta.dirname, "../../../../shared/captures/dot11");

/** Tests that need them skip where they are absent. */
export const hasCaptures = existsSync(CAPTURES);

export const capturePath = (name: string): string => join(CAPTURES, name);

/** The first `count` undamaged frames, without capture headers and FCS. */
export function firstFrames(name: string, count: number): Uint8Array[] {
  const reader = new CaptureReader();
  const batch = new PacketBatch();
  const links = new LinkStage(new DuplicateRing(1024));
  reader.append(readFileSync(capturePath(name)));
  reader.finish();
  const frames: Uint8Array[] = [];
  while (frames.length < count && reader.fill(batch) === "packets") {
    batch.source = new TestSource();
    links.handle(batch);
    for (let index = 0; index < batch.count && frames.length < count; index++) {
      if ((batch.flags[index]! & (PACKET_ERROR | PACKET_UNDECODED)) !== 0) continue;
      frames.push(batch.bytes.slice(batch.frameStart[index]!, batch.frameEnd[index]!));
    }
  }
  return frames;
}
