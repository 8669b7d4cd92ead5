// Slows a file down to the times of its packets or to a given rate, one batch at a time.
import type { FillResult } from "../../protocols/pcap/capture-format.ts";
import type { PacketBatch } from "../../protocols/packet/packet-batch.ts";
import type { Clock, TimerHandle } from "../../runtime/platform.ts";

/** Longest pause between two packets: clocks in captures jump. */
const PAUSE_MS_MAX = 10_000;
/** Packets this close together go out together. */
const GRAIN_MS = 10;

export interface Pace {
  /** Packets a second, if given. */
  readonly packetsPerSecond: number | undefined;
  /** By the times of the packets. */
  readonly realtime: boolean;
}

export interface PacedReader {
  fill(batch: PacketBatch): FillResult;
}

export class Pacer {
  readonly #clock: Clock;
  readonly #pace: Pace;
  /** Packets read and not yet due: the batch's columns from here on. */
  #pending = 0;
  #count = 0;
  #firstDueMs = -1;
  #dueMs = 0;
  #lastUs = 0;
  #wake: () => void = () => {};

  constructor(clock: Clock, pace: Pace) {
    this.#clock = clock;
    this.#pace = pace;
  }

  /**
   * As the reader's `fill`, but the batch holds only what is due. A promise resolves when the next
   * packet is; the batch is empty then.
   */
  fill(batch: PacketBatch, reader: PacedReader): FillResult | Promise<void> {
    if (this.#pending === 0) {
      const result = reader.fill(batch);
      if (result !== "packets") return result;
      this.#count = batch.count;
      this.#pending = batch.count;
    }
    const now = this.#clock.now();
    if (this.#firstDueMs < 0) {
      this.#firstDueMs = now;
      this.#dueMs = now;
      this.#lastUs = batch.timestampUs[0]!;
    }
    let taken = 0;
    const from = this.#count - this.#pending;
    while (taken < this.#pending) {
      const dueMs = this.#dueOf(batch.timestampUs[from + taken]!);
      if (dueMs > now + GRAIN_MS) break;
      this.#dueMs = dueMs;
      this.#lastUs = batch.timestampUs[from + taken]!;
      taken += 1;
    }
    if (taken === 0) {
      batch.count = 0;
      return this.#sleep(this.#dueOf(batch.timestampUs[from]!) - now);
    }
    moveToFront(batch, from, taken);
    this.#pending -= taken;
    batch.count = taken;
    return "packets";
  }

  cancel(): void {
    this.#wake();
  }

  #dueOf(timestampUs: number): number {
    const { packetsPerSecond, realtime } = this.#pace;
    const byRate = packetsPerSecond === undefined ? 0 : 1000 / packetsPerSecond;
    const byTime = realtime ? (timestampUs - this.#lastUs) / 1000 : 0;
    return this.#dueMs + Math.min(PAUSE_MS_MAX, Math.max(byRate, byTime, 0));
  }

  #sleep(delayMs: number): Promise<void> {
    return new Promise((resolve) => {
      const timer: TimerHandle = this.#clock.setTimeout(resolve, delayMs);
      this.#wake = () => {
        this.#clock.clearTimeout(timer);
        resolve();
      };
    });
  }
}

// The capture columns only: the others are written by the chain.
function moveToFront(batch: PacketBatch, from: number, count: number): void {
  if (from === 0) return;
  batch.start.copyWithin(0, from, from + count);
  batch.capturedLength.copyWithin(0, from, from + count);
  batch.wireLength.copyWithin(0, from, from + count);
  batch.timestampUs.copyWithin(0, from, from + count);
}
