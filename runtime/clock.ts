// A virtual clock that stops at every due timer, so that a timer set by a timer fires at its own
// time (the clock that comes with XState jumps to the end and fires it late). Time moves only when
// told to; the time of day can be set apart from it, as real clocks are.
import type { Clock, TimerHandle } from "./platform.ts";
import { type HeapTimer, TimerHeap } from "./timer-heap.ts";

/** Timers fired without time moving on; more is a timer that sets itself without delay, for ever. */
export const TIMERS_PER_INSTANT_MAX = 100_000;
/** Turns of the promise queue given to pending promises before the next timer fires. */
export const SETTLE_TURNS = 64;

export interface SteppingClockOptions {
  /** Time of day at first, milliseconds since 1970; 0 when left out. */
  readonly startMs?: number;
  /**
   * Lets pending promises run to their end, for the asynchronous methods. When left out they get
   * `SETTLE_TURNS` turns; a platform's `yieldToLoop` waits for real I/O as well.
   */
  readonly settle?: () => Promise<void>;
}

export class SteppingClock implements Clock {
  /** Timers that fired so far. */
  fired = 0;
  readonly #heap = new TimerHeap();
  readonly #settle: () => Promise<void>;
  /** Time since the start; timers live on it, and it never goes back. */
  #elapsedMs = 0;
  /** Time of day at elapsed time 0. */
  #offsetMs: number;
  #sequence = 0;
  #firedAtInstant = 0;

  constructor(options: SteppingClockOptions = {}) {
    this.#offsetMs = options.startMs ?? 0;
    this.#settle = options.settle ?? settleTurns;
  }

  now(): number {
    return this.#offsetMs + this.#elapsedMs;
  }

  /** Virtual time that passed since the clock was made, whatever the time of day was set to. */
  get elapsedMs(): number {
    return this.#elapsedMs;
  }

  /** Timers that wait. */
  get pending(): number {
    return this.#heap.size;
  }

  /** Time until the next timer is due; undefined when none waits. */
  get nextDueInMs(): number | undefined {
    const next = this.#heap.peek();
    return next && next.dueMs - this.#elapsedMs;
  }

  setTimeout(callback: () => void, delayMs: number): TimerHandle {
    const timer: HeapTimer = {
      dueMs: this.#elapsedMs + (delayMs > 0 ? delayMs : 0),
      sequence: ++this.#sequence,
      callback,
      index: -1,
    };
    this.#heap.push(timer);
    return timer;
  }

  clearTimeout(handle: TimerHandle): void {
    if (handle) this.#heap.remove(handle as HeapTimer);
  }

  /** Sets the time of day, forward or back. Timers keep their delays. */
  setTime(timeMs: number): void {
    this.#offsetMs = timeMs - this.#elapsedMs;
  }

  /** Moves time on, firing each timer at its due time; returns how many fired. */
  advance(ms: number): number {
    const endMs = this.#end(ms);
    const firedBefore = this.fired;
    while (this.#fireNext(endMs));
    this.#moveTo(endMs);
    return this.fired - firedBefore;
  }

  /**
   * Fires timers until the predicate holds, asked before the first and after each one; false when
   * `limitMs` passed without it.
   */
  runUntil(predicate: () => boolean, limitMs: number): boolean {
    const endMs = this.#end(limitMs);
    while (!predicate()) {
      if (this.#fireNext(endMs)) continue;
      this.#moveTo(endMs);
      return predicate();
    }
    return true;
  }

  /** As `advance`, and lets promises settle before, between and after the timers. */
  async advanceAsync(ms: number): Promise<number> {
    const endMs = this.#end(ms);
    const firedBefore = this.fired;
    await this.#settle();
    while (this.#fireNext(endMs)) await this.#settle();
    this.#moveTo(endMs);
    return this.fired - firedBefore;
  }

  /** As `runUntil`, and lets promises settle before each question. */
  async runUntilAsync(predicate: () => boolean, limitMs: number): Promise<boolean> {
    const endMs = this.#end(limitMs);
    await this.#settle();
    while (!predicate()) {
      const fired = this.#fireNext(endMs);
      if (!fired) this.#moveTo(endMs);
      await this.#settle();
      if (!fired) return predicate();
    }
    return true;
  }

  #end(ms: number): number {
    if (!(ms >= 0 && ms < Infinity)) throw new RangeError(`cannot advance by ${ms} ms`);
    return this.#elapsedMs + ms;
  }

  #moveTo(elapsedMs: number): void {
    // A callback may itself have advanced the clock past the end.
    if (elapsedMs <= this.#elapsedMs) return;
    this.#elapsedMs = elapsedMs;
    this.#firedAtInstant = 0;
  }

  /** Fires the next timer due until `endMs`; false when there is none. */
  #fireNext(endMs: number): boolean {
    const next = this.#heap.peek();
    if (!next || next.dueMs > endMs) return false;
    this.#moveTo(next.dueMs);
    this.#firedAtInstant += 1;
    if (this.#firedAtInstant > TIMERS_PER_INSTANT_MAX) {
      throw new Error(`more than ${TIMERS_PER_INSTANT_MAX} timers fired without time moving on`);
    }
    this.#heap.pop();
    this.fired += 1;
    next.callback();
    return true;
  }
}

async function settleTurns(): Promise<void> {
  for (let turn = 0; turn < SETTLE_TURNS; turn++) await undefined;
}
