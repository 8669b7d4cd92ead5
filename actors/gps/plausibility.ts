// Tells positions that cannot be true from those that can: nobody moves 1,000 km in a second, and time
// does not go back. A receiver that insists is believed, because it may have been wrong before.
import { distanceM } from "../../protocols/gps/great-circle.ts";

/** Faster than any airliner. */
export const SPEED_MAX_KMH = 2_000;
/** Noise of a receiver that has just found its satellites. */
const NOISE_M = 1_000;
/** Positions that agree with each other before they are believed against the ones before. */
export const AGREEING_MIN = 5;

interface Fix {
  readonly latitude: number;
  readonly longitude: number;
  /** When it came, ms. */
  readonly atMs: number;
  /** The receiver's own time, if it says one. */
  readonly timeMs: number | undefined;
}

export class Plausibility {
  #last: Fix | undefined = undefined;
  #doubted: Fix | undefined = undefined;
  #agreeing = 0;

  /** True when the position can be true; it is then what later ones are compared with. */
  accepts(fix: Fix): boolean {
    if (this.#last === undefined || follows(this.#last, fix)) {
      this.#last = fix;
      this.#agreeing = 0;
      return true;
    }
    this.#agreeing = this.#doubted !== undefined && follows(this.#doubted, fix)
      ? this.#agreeing + 1
      : 1;
    this.#doubted = fix;
    if (this.#agreeing < AGREEING_MIN) return false;
    this.#last = fix;
    this.#agreeing = 0;
    return true;
  }
}

function follows(before: Fix, fix: Fix): boolean {
  if (before.timeMs !== undefined && fix.timeMs !== undefined && fix.timeMs < before.timeMs) {
    return false;
  }
  const hours = Math.max(0, fix.atMs - before.atMs) / 3_600_000;
  return distanceM(before, fix) <= NOISE_M + hours * SPEED_MAX_KMH * 1000;
}
