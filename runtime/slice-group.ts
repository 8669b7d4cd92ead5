// Many small works that come again and again, as one task of the time slices: a thousand of them take
// no more of a turn than one list does, and each gets its chance in order of asking.
import { SLICE_MIN_MS, type TimeSlices } from "./time-slices.ts";

type Step = (deadlineMs: number) => boolean;

/** Steps done at the front of the list before it is cut. */
const COMPACT_AT = 1024;

export class SliceGroup {
  readonly #slices: Pick<TimeSlices, "repeat">;
  readonly #nowMs: () => number;
  readonly #run = (deadlineMs: number): boolean => this.#turn(deadlineMs);
  #steps: Step[] = [];
  #head = 0;
  #running = false;

  constructor(slices: Pick<TimeSlices, "repeat">, nowMs: () => number) {
    this.#slices = slices;
    this.#nowMs = nowMs;
  }

  get waiting(): number {
    return this.#steps.length - this.#head;
  }

  /**
   * Calls `step` in this or a later turn until it returns true; it stops by itself at the deadline
   * it is given. Whoever asks sees to it that each of its steps waits once at most.
   */
  repeat(step: Step): void {
    this.#steps.push(step);
    if (this.#running) return;
    this.#running = true;
    this.#slices.repeat(this.#run);
  }

  #turn(deadlineMs: number): boolean {
    // What asks again within this turn waits for the next one.
    let left = this.waiting;
    while (left-- > 0) {
      const step = this.#steps[this.#head++]!;
      if (this.#head >= COMPACT_AT) this.#compact();
      const nowMs = this.#nowMs();
      if (!step(Math.min(deadlineMs, nowMs + SLICE_MIN_MS))) this.#steps.push(step);
      if (this.#nowMs() >= deadlineMs) break;
    }
    if (this.waiting > 0) return false;
    this.#compact();
    this.#running = false;
    return true;
  }

  #compact(): void {
    this.#steps.splice(0, this.#head);
    this.#head = 0;
  }
}
