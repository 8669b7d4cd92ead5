// Counts packets for INFO and TRACKINFO, from the start of the old text protocol on.
import {
  KIND_DATA,
  KIND_MANAGEMENT,
  PACKET_ERROR,
  PACKET_FILTERED,
  type PacketBatch,
} from "../../protocols/packet/packet-batch.ts";
import { DLT_IEEE802_11 } from "../../protocols/linktype/linktypes.ts";
import type { PacketSink } from "../packet/packet-chain.ts";

/** Protected Frame bit in the second byte of an 802.11 frame (IEEE 802.11-2020 9.2.4.1.9). */
const PROTECTED = 0x40;

export class TrafficCounter implements PacketSink {
  packets = 0;
  management = 0;
  data = 0;
  encrypted = 0;
  errors = 0;
  filtered = 0;
  /** Packets in the last whole second. */
  rate = 0;
  #before = 0;

  handle(batch: PacketBatch): void {
    const { count, flags, kind, bytes, frameStart, frameEnd, frameLinkType } = batch;
    this.packets += count;
    for (let index = 0; index < count; index++) {
      if ((flags[index]! & PACKET_ERROR) !== 0) this.errors += 1;
      if ((flags[index]! & PACKET_FILTERED) !== 0) this.filtered += 1;
      if (kind[index] === KIND_MANAGEMENT) this.management += 1;
      if (kind[index] !== KIND_DATA) continue;
      this.data += 1;
      const second = frameStart[index]! + 1;
      if (frameLinkType[index] !== DLT_IEEE802_11 || second >= frameEnd[index]!) continue;
      if ((bytes[second]! & PROTECTED) !== 0) this.encrypted += 1;
    }
  }

  /** Once a second. */
  tick(): void {
    this.rate = this.packets - this.#before;
    this.#before = this.packets;
  }
}
