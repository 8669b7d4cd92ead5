// A Huffman code of DEFLATE (RFC 1951 3.2.2): symbols by code lengths, codes read from the least
// significant bit of the stream. Codes up to ROOT_BITS are one table look-up, longer ones are walked.

export const CODE_BITS_MAX = 15;
const ROOT_BITS = 10;
const ROOT_SIZE = 1 << ROOT_BITS;
const ROOT_MASK = ROOT_SIZE - 1;

/** Result of `decode` when the bits are no code. */
export const NO_CODE = -1;

export class HuffmanCode {
  /** By the next ROOT_BITS bits: symbol << 4 | code length, 0 where the code is longer or none. */
  readonly #root = new Uint16Array(ROOT_SIZE);
  /** Codes of each length, and the symbols in order of their codes. */
  readonly #counts = new Uint16Array(CODE_BITS_MAX + 1);
  readonly #symbols: Uint16Array;
  readonly #offsets = new Uint16Array(CODE_BITS_MAX + 2);

  constructor(symbolsMax: number) {
    this.#symbols = new Uint16Array(symbolsMax);
  }

  /**
   * Builds the code from `lengths[start, end)`, 0 = symbol unused. False when there are more codes than
   * fit, or fewer than there should be; a single code of one bit is allowed (RFC 1951 3.2.7).
   */
  build(lengths: Uint8Array, start: number, end: number): boolean {
    const counts = this.#counts.fill(0);
    for (let at = start; at < end; at++) counts[lengths[at]!]! += 1;
    const unused = counts[0]!;
    counts[0] = 0;
    let free = 1;
    for (let bits = 1; bits <= CODE_BITS_MAX; bits++) {
      free = (free << 1) - counts[bits]!;
      if (free < 0) return false;
    }
    const used = end - start - unused;
    if (free > 0 && !(used === 0 || (used === 1 && counts[1] === 1))) return false;
    this.#fill(lengths, start, end);
    return true;
  }

  /** `symbol << 4 | code length` of the code that begins at bit 0 of `bits`, or NO_CODE. */
  decode(bits: number): number {
    const entry = this.#root[bits & ROOT_MASK]!;
    return entry !== 0 ? entry : this.#walk(bits);
  }

  /** Canonical codes: those of one length are consecutive numbers, so counting finds the symbol. */
  #walk(bits: number): number {
    const counts = this.#counts;
    let code = 0;
    let first = 0;
    let index = 0;
    for (let length = 1; length <= CODE_BITS_MAX; length++) {
      code |= (bits >>> (length - 1)) & 1;
      const count = counts[length]!;
      if (code - first < count) return (this.#symbols[index + code - first]! << 4) | length;
      index += count;
      first = (first + count) << 1;
      code <<= 1;
    }
    return NO_CODE;
  }

  #fill(lengths: Uint8Array, start: number, end: number): void {
    const offsets = this.#offsets;
    const nextCode = new Uint16Array(CODE_BITS_MAX + 2);
    offsets[1] = 0;
    for (let bits = 1; bits <= CODE_BITS_MAX; bits++) {
      offsets[bits + 1] = offsets[bits]! + this.#counts[bits]!;
      nextCode[bits + 1] = (nextCode[bits]! + this.#counts[bits]!) << 1;
    }
    this.#root.fill(0);
    for (let at = start; at < end; at++) {
      const length = lengths[at]!;
      if (length === 0) continue;
      const symbol = at - start;
      this.#symbols[offsets[length]!++] = symbol;
      const code = nextCode[length]!++;
      if (length > ROOT_BITS) continue;
      // Codes are written from their most significant bit, the stream is read from its least.
      for (let slot = reverse(code, length); slot < ROOT_SIZE; slot += 1 << length) {
        this.#root[slot] = (symbol << 4) | length;
      }
    }
  }
}

function reverse(code: number, length: number): number {
  let result = 0;
  for (let bit = 0; bit < length; bit++) result |= ((code >>> bit) & 1) << (length - 1 - bit);
  return result;
}
