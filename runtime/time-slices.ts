// Cuts long work into slices of a few milliseconds, so that serializing or sorting 100,000 records
// never holds up packets. All such work of one process shares one budget per turn of the loop.
import type { Platform } from "./platform.ts";

/** Milliseconds of sliced work in one turn of the engine's loop, over all tasks together. */
export const SLICE_BUDGET_MS = 5;
/** A task gets at least this long before the next one's turn. */
export const SLICE_MIN_MS = 2;
/** Tasks that may wait at a time; more are refused. */
export const SLICE_TASKS_MAX = 4096;

/** Work that stops at each `yield`; what lies between two of them should take well under 1 ms. */
export type SlicedWork<Result> = Generator<void, Result, void>;

interface Task {
  /** Goes on until the deadline; true when there is nothing left to do. */
  step(deadlineMs: number): boolean;
}

export class TooManyTasksError extends Error {
  constructor() {
    super("too much work is waiting");
    this.name = "TooManyTasksError";
  }
}

export class TimeSlices {
  readonly #platform: Pick<Platform, "clock" | "yieldToLoop">;
  #tasks: Task[] = [];
  #turning = false;
  /** Turns taken and tasks refused since start; the longest turn in ms. */
  turns = 0;
  refused = 0;
  longestTurnMs = 0;

  constructor(platform: Pick<Platform, "clock" | "yieldToLoop">) {
    this.#platform = platform;
  }

  get waiting(): number {
    return this.#tasks.length;
  }

  /**
   * Runs the work to its end, in turns; rejects with what it throws, or with the signal's reason as
   * soon as that is aborted.
   */
  run<Result>(work: SlicedWork<Result>, signal?: AbortSignal): Promise<Result> {
    return new Promise((resolve, reject) => {
      this.#add({
        step: (deadlineMs) => {
          try {
            for (;;) {
              if (signal?.aborted) {
                work.return(undefined as never);
                reject(signal.reason);
                return true;
              }
              const next = work.next();
              if (next.done) {
                resolve(next.value);
                return true;
              }
              if (this.#platform.clock.now() >= deadlineMs) return false;
            }
          } catch (error) {
            reject(error);
            return true;
          }
        },
      }, reject);
    });
  }

  /**
   * Calls `step` in this or a later turn until it returns true; for work that comes again and again
   * and must not make a promise each time. It stops by itself at the deadline it is given. It is
   * never refused: those who ask are few, and each has at most one step waiting.
   */
  repeat(step: (deadlineMs: number) => boolean): void {
    this.#push({ step });
  }

  #add(task: Task, refuse: (error: Error) => void): void {
    if (this.#tasks.length >= SLICE_TASKS_MAX) {
      this.refused++;
      refuse(new TooManyTasksError());
      return;
    }
    this.#push(task);
  }

  #push(task: Task): void {
    this.#tasks.push(task);
    if (!this.#turning) {
      this.#turning = true;
      void this.#turn();
    }
  }

  async #turn(): Promise<void> {
    const { clock } = this.#platform;
    try {
      while (this.#tasks.length > 0) {
        await this.#platform.yieldToLoop();
        this.turns++;
        const startMs = clock.now();
        const endMs = startMs + SLICE_BUDGET_MS;
        const shareMs = Math.max(SLICE_MIN_MS, SLICE_BUDGET_MS / this.#tasks.length);
        // Each task at most once a turn; those that come late in the list are first in the next.
        let left = this.#tasks.length;
        let nowMs = startMs;
        while (left-- > 0) {
          const task = this.#tasks.shift()!;
          if (!task.step(Math.min(nowMs + shareMs, endMs))) this.#tasks.push(task);
          nowMs = clock.now();
          if (nowMs >= endMs) break;
        }
        this.longestTurnMs = Math.max(this.longestTurnMs, nowMs - startMs);
      }
    } finally {
      this.#turning = false;
    }
  }
}
