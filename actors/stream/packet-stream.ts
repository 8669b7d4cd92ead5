// One pcapng stream: packets of batches are written into a bounded buffer, and its reader takes what
// is there when it can. A reader that is too slow loses packets, which are counted, and is told of
// them by an interface statistics block; nothing ever waits for it (spec rest-api 5.9).
import {
  type BatchSource,
  PACKET_FILTERED,
  type PacketBatch,
  takenReport,
} from "../../protocols/packet/packet-batch.ts";
import {
  isEmptyPacket,
  PACKET_BLOCK_BYTES,
  PcapngSection,
  type SectionInterface,
} from "../../protocols/pcap/pcapng-section.ts";
import { SNAP_LENGTH_DEFAULT } from "../../protocols/pcap/pcapng-writer.ts";
import type { StreamRecord } from "../../protocols/records/stream.ts";
import type { ByteSource } from "../../runtime/platform.ts";
import type { PacketChoice } from "./packet-choice.ts";

/** Bytes that may wait for a reader; packets beyond are dropped and counted. */
export const STREAM_BACKLOG_BYTES = 512 * 1024;
/** A reader that takes nothing for so long while it loses packets is given up. */
export const STREAM_STALL_MS = 5 * 60_000;
/** What the section header says (spec logs-and-config 6.1). */
const APPLICATION = "Kismet";

export interface StreamWish {
  readonly choice: PacketChoice;
  readonly name: string;
  readonly description: string;
  /** Address of the reader. */
  readonly path: string;
}

export interface PacketStreamInput extends StreamWish {
  readonly id: number;
  readonly now: () => number;
  readonly describe: (source: BatchSource | undefined) => SectionInterface;
  /** Called once, when it is over for whatever reason. */
  readonly ended: (stream: PacketStream) => void;
}

export class PacketStream implements StreamRecord, ByteSource {
  readonly id: number;
  readonly sinceSec: number;
  readonly name: string;
  readonly type = "pcapng";
  readonly path: string;
  readonly description: string;
  packets = 0;
  size = 0;
  dropped = 0;
  waitingPeakBytes = 0;
  /** It was ended because its reader took nothing. */
  stalled = false;
  readonly #input: PacketStreamInput;
  readonly #choice: PacketChoice;
  readonly #section: PcapngSection;
  #over = false;
  /** The reader that waits for bytes. */
  #reader: ((bytes: Uint8Array | undefined) => void) | undefined = undefined;
  /** Packets were dropped and the reader has not been told of them. */
  #losing = false;
  #lastReadMs: number;
  #lastPacketUs = 0;

  constructor(input: PacketStreamInput) {
    this.#input = input;
    this.#choice = input.choice;
    this.id = input.id;
    this.name = input.name;
    this.path = input.path;
    this.description = input.description;
    this.#lastReadMs = input.now();
    this.sinceSec = Math.floor(this.#lastReadMs / 1000);
    this.#section = new PcapngSection(input.describe);
    this.#section.begin(APPLICATION);
    this.#noteWritten(0);
  }

  get waitingBytes(): number {
    return this.#section.writer.pending;
  }

  /** Takes what is wanted of a batch. */
  take(batch: PacketBatch): void {
    if (this.#over || !this.#choice.wantsBatch(batch)) return;
    for (let index = 0; index < batch.count; index++) {
      if ((batch.flags[index]! & PACKET_FILTERED) !== 0) continue;
      if (isEmptyPacket(batch, index)) continue;
      if (this.#choice.wants(batch, index)) this.#write(batch, index);
    }
    if (this.#losing && this.#input.now() - this.#lastReadMs >= STREAM_STALL_MS) {
      this.stalled = true;
      this.cancel();
    } else this.#answer();
  }

  /** The next bytes as soon as there are some; undefined when the stream is over. */
  read(): Promise<Uint8Array | undefined> {
    this.#lastReadMs = this.#input.now();
    this.#tellLosses();
    const { writer } = this.#section;
    if (writer.pending > 0) return Promise.resolve(writer.take());
    if (this.#over) return Promise.resolve(undefined);
    return new Promise((resolve) => {
      // There is one reader; an earlier question of it that was not answered never will be.
      this.#reader?.(undefined);
      this.#reader = resolve;
    });
  }

  /** Ends in order: what waits can still be read, with the counts of what was lost. */
  end(): void {
    if (this.#over) return;
    this.#over = true;
    this.#tellLosses();
    this.#answer();
    this.#reader?.(undefined);
    this.#reader = undefined;
    this.#input.ended(this);
  }

  /** The reader has gone: nothing is kept for it. */
  cancel(): void {
    this.end();
    this.#section.writer.take();
  }

  #write(batch: PacketBatch, index: number): void {
    const section = this.#section;
    const { writer } = section;
    const before = writer.pending;
    const number = section.interfaceOf(batch);
    const counts = section.counts[number];
    const report = takenReport(batch, index)?.json.length ?? 0;
    const length = Math.min(batch.capturedLength[index]!, SNAP_LENGTH_DEFAULT) + report;
    if (counts !== undefined) counts.received += 1;
    if (
      counts === undefined || writer.pending + length + PACKET_BLOCK_BYTES > STREAM_BACKLOG_BYTES
    ) {
      this.dropped += 1;
      this.#losing = true;
      if (counts !== undefined) counts.dropped += 1;
    } else {
      this.#lastPacketUs = batch.timestampUs[index]!;
      section.packet(batch, index, number, batch.number[index]!);
      this.packets += 1;
    }
    this.#noteWritten(before);
  }

  #noteWritten(before: number): void {
    const { pending } = this.#section.writer;
    this.size += pending - before;
    if (pending > this.waitingPeakBytes) this.waitingPeakBytes = pending;
  }

  #tellLosses(): void {
    if (!this.#losing) return;
    this.#losing = false;
    const before = this.#section.writer.pending;
    this.#section.statistics(this.#lastPacketUs);
    this.#noteWritten(before);
  }

  /** Gives a reader that waits what there is. */
  #answer(): void {
    const reader = this.#reader;
    const { writer } = this.#section;
    if (reader === undefined || writer.pending === 0) return;
    this.#reader = undefined;
    this.#lastReadMs = this.#input.now();
    reader(writer.take());
  }
}
