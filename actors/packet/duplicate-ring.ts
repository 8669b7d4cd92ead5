// The last N distinct frames by their CRC-32 (spec device-model 4.4): a ring of hashes and a hash table
// over it, both in typed arrays.

/** `packet_dedup_size` when it is not set. */
export const DUPLICATES_DEFAULT = 1024;
/** Larger settings are cut to this. */
export const DUPLICATES_MAX = 1 << 20;

const NONE = -1;

export class DuplicateRing {
  /** Frames remembered; 0 finds no duplicates. */
  readonly size: number;
  /** Number of the frame that `seen` was asked about last: 1, 2, … over distinct frames. */
  number = 0;
  readonly #hashes: Uint32Array;
  /** Number of the frame in each slot. */
  readonly #numbers: Float64Array;
  /** Newest slot of each bucket; buckets are the low bits of the hash. */
  readonly #newest: Int32Array;
  /** Next older slot of the same bucket. */
  readonly #older: Int32Array;
  readonly #bucketMask: number;
  #used = 0;
  #oldest = 0;
  #count = 0;

  constructor(size: number) {
    this.size = Math.max(0, Math.min(DUPLICATES_MAX, Math.floor(size)));
    // Four buckets a frame keep chains near a quarter of a step; 2 and 8 measured the same.
    const buckets = 2 ** Math.ceil(Math.log2(Math.max(4, this.size * 4)));
    this.#hashes = new Uint32Array(this.size);
    this.#numbers = new Float64Array(this.size);
    this.#older = new Int32Array(this.size).fill(NONE);
    this.#newest = new Int32Array(buckets).fill(NONE);
    this.#bucketMask = buckets - 1;
  }

  /** True when `hash` is among the last `size` distinct ones; otherwise it is entered as the newest. */
  seen(hash: number): boolean {
    const hashes = this.#hashes;
    const older = this.#older;
    const bucket = hash & this.#bucketMask;
    const newest = this.#newest[bucket]!;
    for (let slot = newest; slot !== NONE; slot = older[slot]!) {
      if (hashes[slot] !== hash) continue;
      this.number = this.#numbers[slot]!;
      return true;
    }
    this.number = ++this.#count;
    if (this.size === 0) return false;
    let slot = this.#used;
    if (slot < this.size) this.#used = slot + 1;
    else {
      slot = this.#oldest;
      this.#oldest = slot + 1 === this.size ? 0 : slot + 1;
      this.#unlink(slot);
    }
    hashes[slot] = hash;
    this.#numbers[slot] = this.number;
    older[slot] = this.#newest[bucket]!;
    this.#newest[bucket] = slot;
    return false;
  }

  /** Numbers a packet that has no bytes, and so repeats nothing. */
  pass(): void {
    this.number = ++this.#count;
  }

  /** Takes the oldest slot of all, so the last of its chain, out of its bucket. */
  #unlink(slot: number): void {
    const older = this.#older;
    const bucket = this.#hashes[slot]! & this.#bucketMask;
    let before = this.#newest[bucket]!;
    if (before === slot) {
      this.#newest[bucket] = NONE;
      return;
    }
    while (older[before] !== slot) before = older[before]!;
    older[before] = NONE;
  }
}
