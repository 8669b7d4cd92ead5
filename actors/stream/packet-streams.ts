// All live packet streams: a sink of the packet chain, a cap on their number, and the counts that
// tell how they fared (spec rest-api 5.9, 5.13).
import type { BatchSource, PacketBatch } from "../../protocols/packet/packet-batch.ts";
import type { SectionInterface } from "../../protocols/pcap/pcapng-section.ts";
import type { StreamCounters } from "../../protocols/records/stream.ts";
import { CommandError } from "../server/stores.ts";
import { PacketStream, type StreamWish } from "./packet-stream.ts";

/** Streams at a time; each may hold `STREAM_BACKLOG_BYTES`, and looks at every packet. */
export const STREAMS_MAX = 64;

export interface PacketStreamsInput {
  readonly now: () => number;
  readonly describe: (source: BatchSource | undefined) => SectionInterface;
}

export class PacketStreams implements StreamCounters {
  readonly #input: PacketStreamsInput;
  readonly #streams = new Map<number, PacketStream>();
  readonly #ended = (stream: PacketStream): void => this.#forget(stream);
  #droppedBefore = 0;
  opened = 0;
  refused = 0;
  stalled = 0;

  constructor(input: PacketStreamsInput) {
    this.#input = input;
  }

  get open(): number {
    return this.#streams.size;
  }

  get dropped(): number {
    let dropped = this.#droppedBefore;
    for (const stream of this.#streams.values()) dropped += stream.dropped;
    return dropped;
  }

  /** In order of opening. */
  all(): Iterable<PacketStream> {
    return this.#streams.values();
  }

  byId(id: number): PacketStream | undefined {
    return this.#streams.get(id);
  }

  /** Throws a CommandError when there are too many. */
  begin(wish: StreamWish): PacketStream {
    if (this.#streams.size >= STREAMS_MAX) {
      this.refused += 1;
      throw new CommandError(503, `there are ${STREAMS_MAX} packet streams already`);
    }
    const stream = new PacketStream({
      ...wish,
      id: ++this.opened,
      now: this.#input.now,
      describe: this.#input.describe,
      ended: this.#ended,
    });
    this.#streams.set(stream.id, stream);
    return stream;
  }

  handle(batch: PacketBatch): void {
    for (const stream of this.#streams.values()) stream.take(batch);
  }

  endAll(): void {
    for (const stream of this.#streams.values()) stream.end();
  }

  #forget(stream: PacketStream): void {
    this.#streams.delete(stream.id);
    this.#droppedBefore += stream.dropped;
    if (stream.stalled) this.stalled += 1;
  }
}
