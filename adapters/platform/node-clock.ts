// The time of day and timers of Node, Bun and Deno.
import type { Clock, TimerHandle } from "../../runtime/platform.ts";

/** Longest delay the engines take; longer ones would fire at once. */
const DELAY_MS_MAX = 2 ** 31 - 1;
/** The largest fraction a double holds beside the milliseconds of this century's first half. */
const FRACTION_MAX = 1 - 2 ** -12;

class LongTimer {
  handle: ReturnType<typeof setTimeout> | undefined;
}

/**
 * Milliseconds since 1970 with fractions. `Date.now()` follows the system's clock but only counts
 * whole milliseconds; the monotonic counter has fractions but never learns of a corrected clock.
 * So the counter gives the fraction inside the millisecond that `Date.now()` names.
 */
export class SystemClock implements Clock {
  private offsetMs = Date.now() - performance.now();

  // Members of the object itself, so that `{ ...clock, now }` is a clock too.
  readonly now = (): number => {
    const wholeMs = Date.now();
    const fineMs = performance.now() + this.offsetMs;
    if (fineMs >= wholeMs && fineMs < wholeMs + 1) return fineMs;
    const nearestMs = fineMs < wholeMs ? wholeMs : wholeMs + FRACTION_MAX;
    this.offsetMs += nearestMs - fineMs;
    return nearestMs;
  };

  readonly setTimeout = (callback: () => void, delayMs: number): TimerHandle => {
    if (!(delayMs > DELAY_MS_MAX)) return setTimeout(callback, delayMs);
    const timer = new LongTimer();
    this.arm(timer, callback, delayMs);
    return timer;
  };

  readonly clearTimeout = (handle: TimerHandle): void => {
    const native = handle instanceof LongTimer ? handle.handle : handle;
    clearTimeout(native as ReturnType<typeof setTimeout> | undefined);
  };

  private arm(timer: LongTimer, callback: () => void, delayMs: number): void {
    const stepMs = Math.min(delayMs, DELAY_MS_MAX);
    const leftMs = delayMs - stepMs;
    timer.handle = setTimeout(() => {
      if (leftMs > 0) this.arm(timer, callback, leftMs);
      else callback();
    }, stepMs);
  }
}
