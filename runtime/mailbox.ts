// A bounded queue with a named policy for the moment it is full. A ring buffer: nothing is shifted,
// and it grows by doubling, so that a thousand idle mailboxes cost little.

/**
 * What a full mailbox does with one more item. `drop-oldest`: the oldest goes. `drop-newest`: the
 * new one goes. `coalesce`: it replaces a waiting item of the same key; without one, the oldest
 * goes. `disconnect`: everything goes, `onOverflow` is called, and nothing is taken until `reset`.
 * `refuse`: `send` returns false and the producer pauses.
 */
export type MailboxPolicy = "drop-oldest" | "drop-newest" | "coalesce" | "disconnect" | "refuse";

export interface MailboxOptions<T> {
  /** Most items that wait. */
  readonly limit: number;
  readonly policy: MailboxPolicy;
  /** Most bytes that wait, as `sizeOf` counts them. */
  readonly bytesMax?: number;
  readonly sizeOf?: (item: T) => number;
  /** For `coalesce`: items of one key replace each other; undefined never does. */
  readonly keyOf?: (item: T) => unknown;
  /** For `disconnect`: called once for each overflow. */
  readonly onOverflow?: () => void;
}

/** A mailbox's numbers as plain data. */
export interface MailboxCounters {
  readonly limit: number;
  readonly policy: MailboxPolicy;
  readonly depth: number;
  readonly bytes: number;
  /** Deepest it has been. */
  readonly highWater: number;
  /** Items that were taken in. */
  readonly accepted: number;
  /** Items lost, waiting ones and new ones, also those larger than `bytesMax`. */
  readonly dropped: number;
  /** Items that took the place of one with the same key. */
  readonly coalesced: number;
  /** Items given back to the producer. */
  readonly refused: number;
}

/** Most items that any mailbox may be allowed to hold. */
export const MAILBOX_LIMIT_MAX = 1 << 24;
const SLOTS_AT_FIRST = 16;

export class Mailbox<T> implements MailboxCounters {
  readonly limit: number;
  readonly policy: MailboxPolicy;
  readonly bytesMax: number;
  bytes = 0;
  highWater = 0;
  accepted = 0;
  dropped = 0;
  coalesced = 0;
  refused = 0;
  /** True after an overflow under `disconnect`, until `reset`. */
  overflowed = false;
  readonly #sizeOf: ((item: T) => number) | undefined;
  readonly #keyOf: ((item: T) => unknown) | undefined;
  readonly #onOverflow: (() => void) | undefined;
  #slots: (T | undefined)[] = [];
  /** Sizes are kept because `sizeOf` of a live object may change while it waits. */
  #sizes: number[] = [];
  /** Running numbers of the first waiting item and of the next one; the slot is number modulo size. */
  #head = 0;
  #tail = 0;
  /** Under `coalesce`: key of each slot, and running number of each key. */
  #keys: unknown[] = [];
  readonly #places = new Map<unknown, number>();

  constructor(options: MailboxOptions<T>) {
    const { limit, policy, bytesMax = Infinity } = options;
    if (!Number.isInteger(limit) || limit < 1 || limit > MAILBOX_LIMIT_MAX) {
      throw new RangeError(`mailbox limit ${limit} is not an integer from 1 to 2^24`);
    }
    if (!(bytesMax > 0)) throw new RangeError(`mailbox byte limit ${bytesMax} is not positive`);
    if (bytesMax !== Infinity && !options.sizeOf) {
      throw new TypeError("a mailbox with a byte limit needs sizeOf");
    }
    if (policy === "coalesce" && !options.keyOf) {
      throw new TypeError("a mailbox that coalesces needs keyOf");
    }
    if (policy === "disconnect" && !options.onOverflow) {
      throw new TypeError("a mailbox that disconnects needs onOverflow");
    }
    this.limit = limit;
    this.policy = policy;
    this.bytesMax = bytesMax;
    this.#sizeOf = options.sizeOf;
    this.#keyOf = policy === "coalesce" ? options.keyOf : undefined;
    this.#onOverflow = options.onOverflow;
  }

  get depth(): number {
    return this.#tail - this.#head;
  }

  /**
   * Takes an item, or does what the policy says. False: the producer keeps it and pauses (`refuse`)
   * or is cut off (`disconnect`). True: the mailbox has dealt with it.
   */
  send(item: T): boolean {
    if (this.overflowed) {
      this.refused += 1;
      return false;
    }
    const size = this.#sizeOf ? this.#sizeOf(item) : 0;
    if (size > this.bytesMax) {
      // Never fits: refusing it would stop its producer for good.
      this.dropped += 1;
      return true;
    }
    const key = this.#keyOf ? this.#keyOf(item) : undefined;
    if (key !== undefined && this.#replace(key, item, size)) return true;
    if (this.depth >= this.limit || this.bytes + size > this.bytesMax) {
      switch (this.policy) {
        case "drop-newest":
          this.dropped += 1;
          return true;
        case "refuse":
          this.refused += 1;
          return false;
        case "disconnect":
          this.#overflow();
          return false;
        default:
          this.#makeRoom(size);
      }
    }
    this.#append(item, size, key);
    return true;
  }

  /** The oldest waiting item, taken out; undefined when there is none. */
  shift(): T | undefined {
    if (this.#head === this.#tail) return undefined;
    const slot = this.#head & (this.#slots.length - 1);
    const item = this.#slots[slot]!;
    this.#slots[slot] = undefined;
    this.bytes -= this.#sizes[slot]!;
    if (this.#keyOf) {
      const key = this.#keys[slot];
      this.#keys[slot] = undefined;
      if (key !== undefined) this.#places.delete(key);
    }
    this.#head += 1;
    return item;
  }

  /** Forgets what waits, counted as dropped; returns how many. */
  clear(): number {
    const count = this.depth;
    this.dropped += count;
    this.#slots = [];
    this.#sizes = [];
    this.#keys = [];
    this.#places.clear();
    this.#head = 0;
    this.#tail = 0;
    this.bytes = 0;
    return count;
  }

  /** Takes items again after an overflow. */
  reset(): void {
    this.overflowed = false;
  }

  counters(): MailboxCounters {
    const { limit, policy, depth, bytes, highWater, accepted, dropped, coalesced, refused } = this;
    return { limit, policy, depth, bytes, highWater, accepted, dropped, coalesced, refused };
  }

  /** Puts `item` where one of the same key waits; false when it is to be appended instead. */
  #replace(key: unknown, item: T, size: number): boolean {
    const place = this.#places.get(key);
    if (place === undefined) return false;
    const slot = place & (this.#slots.length - 1);
    const grown = size - this.#sizes[slot]!;
    while (this.bytes + grown > this.bytesMax && this.#head < place) this.#dropOldest();
    if (this.bytes + grown > this.bytesMax) {
      // What is behind it takes the bytes: the old item goes, the new one queues up at the end.
      this.#dropOldest();
      return false;
    }
    this.#slots[slot] = item;
    this.#sizes[slot] = size;
    this.bytes += grown;
    this.coalesced += 1;
    return true;
  }

  #append(item: T, size: number, key: unknown): void {
    if (this.depth === this.#slots.length) this.#grow();
    const slot = this.#tail & (this.#slots.length - 1);
    this.#slots[slot] = item;
    this.#sizes[slot] = size;
    if (this.#keyOf) {
      this.#keys[slot] = key;
      if (key !== undefined) this.#places.set(key, this.#tail);
    }
    this.#tail += 1;
    this.bytes += size;
    this.accepted += 1;
    if (this.depth > this.highWater) this.highWater = this.depth;
  }

  #makeRoom(size: number): void {
    while (this.depth >= this.limit || this.bytes + size > this.bytesMax) this.#dropOldest();
  }

  #dropOldest(): void {
    this.shift();
    this.dropped += 1;
  }

  #overflow(): void {
    this.overflowed = true;
    this.clear();
    this.dropped += 1;
    this.#onOverflow!();
  }

  /** Doubles the ring. Running numbers stay, so each item moves to its number modulo the new size. */
  #grow(): void {
    const size = Math.max(SLOTS_AT_FIRST, this.#slots.length * 2);
    const slots = Array.from<T | undefined>({ length: size });
    const sizes = Array.from<number>({ length: size }).fill(0);
    const keys = this.#keyOf ? Array.from<unknown>({ length: size }) : [];
    for (let number = this.#head; number < this.#tail; number++) {
      const from = number & (this.#slots.length - 1);
      const to = number & (size - 1);
      slots[to] = this.#slots[from];
      sizes[to] = this.#sizes[from]!;
      if (this.#keyOf) keys[to] = this.#keys[from];
    }
    this.#slots = slots;
    this.#sizes = sizes;
    this.#keys = keys;
  }
}
