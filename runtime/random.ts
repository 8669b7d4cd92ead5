// Seeded random numbers, the same on every engine: xoshiro128** 1.1 (Blackman and Vigna, 2018), its
// state filled by SplitMix32 from a hash of the seed. Not for secrets.
import type { Random } from "./platform.ts";

export class SeededRandom implements Random {
  /** What it was made from, to be printed with a failure. */
  readonly seed: string;
  #a: number;
  #b: number;
  #c: number;
  #d: number;

  constructor(seed: number | string) {
    this.seed = String(seed);
    const mix = splitMix32(hashText(this.seed));
    this.#a = mix();
    this.#b = mix();
    this.#c = mix();
    // The all-zero state would give zeros for ever.
    this.#d = mix() | 1;
  }

  /** 32 random bits, as an unsigned integer. */
  uint32(): number {
    const product = Math.imul(this.#b, 5);
    const result = Math.imul((product << 7) | (product >>> 25), 9);
    const shifted = this.#b << 9;
    this.#c ^= this.#a;
    this.#d ^= this.#b;
    this.#b ^= this.#c;
    this.#a ^= this.#d;
    this.#c ^= shifted;
    this.#d = (this.#d << 11) | (this.#d >>> 21);
    return result >>> 0;
  }

  next(): number {
    // 53 bits, as many as a double between 0 and 1 can tell apart.
    const high = this.uint32() >>> 5;
    const low = this.uint32() >>> 6;
    return (high * 0x4000000 + low) / 0x20000000000000;
  }

  bytes(into: Uint8Array): Uint8Array {
    let word = 0;
    for (let index = 0; index < into.length; index++) {
      if ((index & 3) === 0) word = this.uint32();
      into[index] = word;
      word >>>= 8;
    }
    return into;
  }

  /** An integer from `min` to `max`, both included, each as likely as the others. */
  integer(min: number, max: number): number {
    const span = max - min + 1;
    if (!Number.isInteger(min) || !Number.isInteger(max) || span < 1 || span > 2 ** 53) {
      throw new RangeError(`no integer from ${min} to ${max}`);
    }
    if (span > 2 ** 32) return min + Math.floor(this.next() * span);
    // The words past the last whole multiple of `span` would make small numbers likelier.
    const usable = 2 ** 32 - (2 ** 32 % span);
    let word = this.uint32();
    while (word >= usable) word = this.uint32();
    return min + (word % span);
  }

  pick<T>(items: readonly T[]): T {
    if (items.length === 0) throw new RangeError("nothing to pick from");
    return items[this.integer(0, items.length - 1)]!;
  }

  /** Shuffles in place (Fisher and Yates) and returns the array. */
  shuffle<T>(items: T[]): T[] {
    for (let last = items.length - 1; last > 0; last--) {
      const other = this.integer(0, last);
      const item = items[last]!;
      items[last] = items[other]!;
      items[other] = item;
    }
    return items;
  }

  /**
   * A generator of its own for one part of a run. It depends on the seed and the label alone, so
   * that one part drawing more numbers does not change what the others draw.
   */
  fork(label: string): SeededRandom {
    return new SeededRandom(`${this.seed}/${label}`);
  }
}

/** FNV-1a over the UTF-16 code units, 32 bits. */
function hashText(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    hash = Math.imul(hash ^ (unit & 0xff), 0x01000193);
    hash = Math.imul(hash ^ (unit >>> 8), 0x01000193);
  }
  return hash;
}

function splitMix32(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x9e3779b9) | 0;
    let mixed = Math.imul(state ^ (state >>> 16), 0x85ebca6b);
    mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
    return mixed ^ (mixed >>> 16);
  };
}
