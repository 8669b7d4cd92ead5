// When a failed child starts again: exponential back-off with jitter, and the window that counts
// restarts so that a supervisor gives up (Erlang/OTP `supervisor`, intensity and period).
import type { Random } from "./platform.ts";

export interface BackOff {
  /** Delay before the first restart. */
  readonly baseMs: number;
  readonly maxMs: number;
  /** Each further failure in a row multiplies the delay by this. */
  readonly factor: number;
  /** Share of the delay that chance may take off, 0 to 1: many failures then do not march in step. */
  readonly jitter: number;
}

export const BACK_OFF_DEFAULT: BackOff = { baseMs: 100, maxMs: 30_000, factor: 2, jitter: 0.5 };
/** Restarts within the period that a supervisor allows when its specification names none. */
export const INTENSITY_DEFAULT = 5;
export const PERIOD_MS_DEFAULT = 10_000;
/** Most restarts a specification may allow within a period: the window keeps a time for each. */
export const INTENSITY_MAX = 10_000;

/** Delay before restart number `attempt` (1, 2, …) of failures in a row; never above `maxMs`. */
export function backOffDelayMs(backOff: BackOff, attempt: number, random: Random): number {
  const grown = backOff.baseMs * backOff.factor ** (attempt - 1);
  const delayMs = Math.min(backOff.maxMs, grown);
  return delayMs * (1 - backOff.jitter * random.next());
}

/** Times of the last restarts; says when one more would exceed the intensity. */
export class RestartWindow {
  readonly intensity: number;
  readonly periodMs: number;
  readonly #times: number[] = [];

  constructor(intensity: number, periodMs: number) {
    if (!Number.isInteger(intensity) || intensity < 0 || intensity > INTENSITY_MAX) {
      throw new RangeError(`intensity ${intensity} is not an integer from 0 to ${INTENSITY_MAX}`);
    }
    if (!(periodMs > 0)) throw new RangeError(`period ${periodMs} ms is not positive`);
    this.intensity = intensity;
    this.periodMs = periodMs;
  }

  /** Notes a restart at `nowMs`; false when it is one too many, then nothing is noted. */
  allow(nowMs: number): boolean {
    const kept = this.#times;
    let gone = 0;
    for (let index = 0; index < kept.length; index++) {
      // A clock set back leaves times in the future; they count from now, or they would never age.
      if (kept[index]! > nowMs) kept[index] = nowMs;
      if (nowMs - kept[index]! >= this.periodMs) gone = index + 1;
    }
    if (gone > 0) kept.splice(0, gone);
    if (kept.length >= this.intensity) return false;
    kept.push(nowMs);
    return true;
  }

  clear(): void {
    this.#times.length = 0;
  }
}
