// Slows down guessing: after some failed logins whoever failed has to wait, twice as long each time.
// The table is bounded; when it is full the entry that failed longest ago goes.

/** Addresses, or user names, that are remembered. */
export const THROTTLE_ENTRIES_MAX = 4096;
/** Quiet time after which everything is forgotten. */
export const THROTTLE_FORGET_MS = 15 * 60_000;
export const THROTTLE_FIRST_WAIT_MS = 1_000;

export interface ThrottleRule {
  /** Failures that cost nothing yet: typing errors. */
  readonly freeFailures: number;
  readonly lastWaitMs: number;
}

/** Of one address. */
export const ADDRESS_RULE: ThrottleRule = { freeFailures: 5, lastWaitMs: 60_000 };
/**
 * Of one user name, from whatever addresses: many machines that guess together. Shorter, because
 * the owner of the name waits too.
 */
export const USER_RULE: ThrottleRule = { freeFailures: 50, lastWaitMs: 30_000 };

interface Failures {
  count: number;
  lastMs: number;
  blockedUntilMs: number;
}

export class FailureThrottle {
  readonly #rule: ThrottleRule;
  /** Oldest failure first: an entry is taken out and put back at each failure. */
  readonly #entries = new Map<string, Failures>();
  /** Failures, and refused attempts, since start. */
  failures = 0;
  refused = 0;
  /** Entries forgotten because the table was full. */
  evicted = 0;

  constructor(rule: ThrottleRule) {
    this.#rule = rule;
  }

  get size(): number {
    return this.#entries.size;
  }

  /** Milliseconds until the next attempt; 0 when it may come now. */
  waitMs(key: string, nowMs: number): number {
    const entry = this.#entries.get(key);
    if (entry === undefined) return 0;
    if (nowMs - entry.lastMs >= THROTTLE_FORGET_MS) {
      this.#entries.delete(key);
      return 0;
    }
    return Math.max(0, entry.blockedUntilMs - nowMs);
  }

  fail(key: string, nowMs: number): void {
    this.failures++;
    const count = (this.#entries.get(key)?.count ?? 0) + 1;
    this.#entries.delete(key);
    if (this.#entries.size >= THROTTLE_ENTRIES_MAX) {
      const oldest = this.#entries.keys().next();
      if (!oldest.done) this.#entries.delete(oldest.value);
      this.evicted++;
    }
    const { freeFailures, lastWaitMs } = this.#rule;
    const over = count - freeFailures;
    const waitMs = over < 0
      ? 0
      : Math.min(lastWaitMs, THROTTLE_FIRST_WAIT_MS * 2 ** Math.min(over, 16));
    this.#entries.set(key, { count, lastMs: nowMs, blockedUntilMs: nowMs + waitMs });
  }

  succeed(key: string): void {
    this.#entries.delete(key);
  }
}

/** Whoever has one IPv6 address has the 2^64 around it: they count as one. */
export function addressGroup(address: string): string {
  if (!address.includes(":")) return address;
  const [head = "", tail] = address.split("%")[0]!.split("::", 2);
  const left = head === "" ? [] : head.split(":");
  const right = tail === undefined || tail === "" ? [] : tail.split(":");
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - left.length - right.length);
  const groups = [...left, ...Array<string>(zeros).fill("0"), ...right].slice(0, 4);
  return groups.map((group) => Number.parseInt(group, 16).toString(16)).join(":");
}
