// In which order channels are hopped over: with a stride that has no divisor in common with the length
// of the list, so that each channel comes exactly once a cycle, whatever the length.

/** Distance of neighbours in a shuffled order: four channels do not overlap at 2.4 GHz. */
const STRIDE_MIN = 4;

export class HopSequence {
  readonly count: number;
  readonly stride: number;
  #position: number;

  constructor(count: number, shuffle: boolean, offset: number) {
    this.count = count;
    this.stride = shuffle ? strideOf(count) : 1;
    this.#position = count === 0 ? 0 : offset % count;
  }

  /** Index of the next channel. */
  next(): number {
    const index = this.#position;
    this.#position = (index + this.stride) % Math.max(1, this.count);
    return index;
  }
}

function strideOf(count: number): number {
  for (let stride = STRIDE_MIN; stride < count; stride++) {
    if (commonDivisor(stride, count) === 1) return stride;
  }
  return 1;
}

function commonDivisor(a: number, b: number): number {
  return b === 0 ? a : commonDivisor(b, a % b);
}
