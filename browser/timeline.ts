// Packets over time, in as many slots as a picture has columns: when a capture turns out to be
// longer, two slots become one.
import type { PacketBatch } from "../protocols/packet/packet-batch.ts";

export const SLOTS = 240;
const FIRST_SLOT_US = 100_000;
/** Times farther from the first one than this are mistakes of the capture. */
const SPAN_US_MAX = 366 * 86_400e6;

export class Timeline {
  /** Packets of each slot, the first of which begins at `startUs`. */
  readonly counts: Uint32Array = new Uint32Array(SLOTS);
  slotUs = FIRST_SLOT_US;
  startUs = -1;
  /** Times of the first packet and the last. */
  firstUs = -1;
  endUs = -1;
  /** Packets whose time does not fit. */
  outside = 0;

  add(batch: PacketBatch): void {
    for (let index = 0; index < batch.count; index++) this.#count(batch.timestampUs[index]!);
  }

  /** Slots up to the last packet. */
  get length(): number {
    return this.startUs < 0 ? 0 : Math.floor((this.endUs - this.startUs) / this.slotUs) + 1;
  }

  #count(timeUs: number): void {
    if (this.startUs < 0) this.startUs = this.firstUs = this.endUs = timeUs;
    if (timeUs - this.firstUs > SPAN_US_MAX || this.endUs - timeUs > SPAN_US_MAX) {
      this.outside += 1;
      return;
    }
    if (timeUs < this.startUs) this.#beginAt(timeUs);
    while (timeUs - this.startUs >= this.slotUs * SLOTS) this.#widen();
    this.counts[Math.floor((timeUs - this.startUs) / this.slotUs)]! += 1;
    this.firstUs = Math.min(this.firstUs, timeUs);
    this.endUs = Math.max(this.endUs, timeUs);
  }

  /** Another file may be the older one. */
  #beginAt(timeUs: number): void {
    const slotsBefore = () => Math.ceil((this.startUs - timeUs) / this.slotUs);
    const slotsSince = () => Math.floor((this.endUs - this.startUs) / this.slotUs) + 1;
    while (slotsBefore() + slotsSince() > SLOTS) this.#widen();
    const before = slotsBefore();
    this.counts.copyWithin(before, 0);
    this.counts.fill(0, 0, before);
    this.startUs -= before * this.slotUs;
  }

  #widen(): void {
    for (let slot = 0; slot < SLOTS; slot++) {
      const two = 2 * slot;
      this.counts[slot] = two < SLOTS ? this.counts[two]! + this.counts[two + 1]! : 0;
    }
    this.slotUs *= 2;
  }
}
