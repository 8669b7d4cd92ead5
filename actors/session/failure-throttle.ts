// Slows down guessing: after some failed logins an address has to wait, twice as long each time.
// The table of addresses is bounded; when it is full the entry that failed longest ago goes.

export const THROTTLE_ADDRESSES_MAX = 4096;
/** Failures that cost nothing yet: typing errors. */
export const THROTTLE_FREE_FAILURES = 5;
export const THROTTLE_FIRST_WAIT_MS = 1_000;
export const THROTTLE_LAST_WAIT_MS = 60_000;
/** Quiet time after which an address starts afresh. */
export const THROTTLE_FORGET_MS = 15 * 60_000;

interface Failures {
  count: number;
  lastMs: number;
  blockedUntilMs: number;
}

export class FailureThrottle {
  /** Oldest failure first: an entry is taken out and put back at each failure. */
  readonly #addresses = new Map<string, Failures>();
  /** Failed logins and refused attempts since start. */
  failures = 0;
  refused = 0;
  /** Addresses forgotten because the table was full. */
  evicted = 0;

  get size(): number {
    return this.#addresses.size;
  }

  /** Milliseconds until this address may try again; 0 when it may now. */
  waitMs(address: string, nowMs: number): number {
    const entry = this.#addresses.get(address);
    if (entry === undefined) return 0;
    if (nowMs - entry.lastMs >= THROTTLE_FORGET_MS) {
      this.#addresses.delete(address);
      return 0;
    }
    return Math.max(0, entry.blockedUntilMs - nowMs);
  }

  fail(address: string, nowMs: number): void {
    this.failures++;
    const count = (this.#addresses.get(address)?.count ?? 0) + 1;
    this.#addresses.delete(address);
    if (this.#addresses.size >= THROTTLE_ADDRESSES_MAX) {
      const oldest = this.#addresses.keys().next();
      if (!oldest.done) this.#addresses.delete(oldest.value);
      this.evicted++;
    }
    const over = count - THROTTLE_FREE_FAILURES;
    const waitMs = over < 0
      ? 0
      : Math.min(THROTTLE_LAST_WAIT_MS, THROTTLE_FIRST_WAIT_MS * 2 ** Math.min(over, 16));
    this.#addresses.set(address, { count, lastMs: nowMs, blockedUntilMs: nowMs + waitMs });
  }

  succeed(address: string): void {
    this.#addresses.delete(address);
  }
}
