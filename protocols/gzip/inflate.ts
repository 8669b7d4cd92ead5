// DEFLATE (RFC 1951), decoded as bytes arrive. Our own because the engines' DecompressionStream loses
// what it had decoded before a damage and refuses files of several gzip members.
import { HuffmanCode, NO_CODE } from "./huffman.ts";

/**
 * `input`: more bytes are needed. `output`: the output buffer is full. `end`: the last block is over.
 * `damaged`: these bytes are not DEFLATE. Whatever was decoded can be taken after each of them.
 */
export type InflateResult = "input" | "output" | "end" | "damaged";

const WINDOW_BYTES = 32 * 1024;
const OUTPUT_BYTES = 256 * 1024;
const MATCH_BYTES_MAX = 258;
/** The bit reader may look at this many bytes behind the input; they are never used. */
const SLACK_BYTES = 16;

const LITERALS = 288;
const DISTANCES = 32;
const END_OF_BLOCK = 256;
// Symbols 257 to 285 and 0 to 29 (RFC 1951 3.2.5): base value and extra bits.
// deno-fmt-ignore
const LENGTH_BASES = Uint16Array.of(3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43,
  51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258);
// deno-fmt-ignore
const LENGTH_EXTRA = Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4,
  4, 4, 5, 5, 5, 5, 0);
// deno-fmt-ignore
const DISTANCE_BASES = Uint16Array.of(1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257,
  385, 513, 769, 1025, 1537, 2049, 3073, 4097, 6145, 8193, 12289, 16385, 24577);
// deno-fmt-ignore
const DISTANCE_EXTRA = Uint8Array.of(0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9,
  9, 10, 10, 11, 11, 12, 12, 13, 13);
/** Order in which the lengths of the code length code are stored (RFC 1951 3.2.7). */
const CODE_LENGTH_ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

type State = "header" | "stored" | "symbols" | "end" | "damaged";

export class Inflater {
  /** Bytes not yet used are `input[inputStart, inputEnd)`; the container format reads them too. */
  input = new Uint8Array(64 * 1024);
  inputStart = 0;
  inputEnd = 0;
  readonly #output = new Uint8Array(WINDOW_BYTES + OUTPUT_BYTES);
  #outputEnd = 0;
  /** Output before this was taken. */
  #taken = 0;
  /** Matches may not reach before this. */
  #windowStart = 0;
  #state: State = "header";
  #isLast = false;
  #storedLeft = 0;
  #bits = 0;
  #bitCount = 0;
  readonly #literals = new HuffmanCode(LITERALS);
  readonly #distances = new HuffmanCode(DISTANCES);
  readonly #codeLengths = new HuffmanCode(19);
  readonly #lengths = new Uint8Array(LITERALS + DISTANCES);

  /** Adds a copy of `chunk` to the input. */
  push(chunk: Uint8Array): void {
    const rest = this.inputEnd - this.inputStart;
    const needed = rest + chunk.length + SLACK_BYTES;
    let to = this.input;
    if (to.length < needed) to = new Uint8Array(2 ** Math.ceil(Math.log2(needed)));
    to.set(this.input.subarray(this.inputStart, this.inputEnd));
    to.set(chunk, rest);
    this.input = to;
    this.inputStart = 0;
    this.inputEnd = rest + chunk.length;
  }

  /** Begins a new stream at `inputStart`; output not taken yet is kept. */
  restart(): void {
    this.#state = "header";
    this.#isLast = false;
    this.#windowStart = this.#outputEnd;
  }

  /** A copy of what was decoded since the last call; undefined when there is nothing. */
  take(): Uint8Array | undefined {
    if (this.#taken === this.#outputEnd) return undefined;
    const chunk = this.#output.slice(this.#taken, this.#outputEnd);
    this.#taken = this.#outputEnd;
    return chunk;
  }

  /** Decodes as far as input and output allow. After `output`, take before going on. */
  run(): InflateResult {
    const room = this.#output.length - this.#outputEnd;
    if (room < MATCH_BYTES_MAX && this.#taken === this.#outputEnd) this.#slide();
    for (;;) {
      let stop: InflateResult | undefined;
      if (this.#state === "header") stop = this.#readHeader();
      else if (this.#state === "stored") stop = this.#copyStored();
      else if (this.#state === "symbols") stop = this.#decodeSymbols();
      else return this.#state;
      if (stop === undefined) continue;
      if (stop === "damaged") this.#state = "damaged";
      return stop;
    }
  }

  /** Keeps the last 32 KiB, which matches may refer to, and frees the rest. */
  #slide(): void {
    const shift = this.#outputEnd - WINDOW_BYTES;
    this.#output.copyWithin(0, shift, this.#outputEnd);
    this.#outputEnd = WINDOW_BYTES;
    this.#taken = WINDOW_BYTES;
    this.#windowStart = Math.max(0, this.#windowStart - shift);
  }

  #endBlock(): void {
    this.#state = this.#isLast ? "end" : "header";
    if (this.#isLast) this.#alignToByte();
  }

  #alignToByte(): void {
    this.#unreadBytes();
    this.#bits = 0;
    this.#bitCount = 0;
  }

  /** Gives bytes back that were read ahead as a whole: some may lie behind the end of the input. */
  #unreadBytes(): void {
    this.inputStart -= this.#bitCount >>> 3;
    this.#bitCount &= 7;
    this.#bits &= (1 << this.#bitCount) - 1;
  }

  /**
   * A block header as a whole, or none of it: reading past the input gives meaningless bits, which is
   * noticed at the end and undone.
   */
  #readHeader(): InflateResult | undefined {
    const { inputStart } = this;
    const bits = this.#bits;
    const bitCount = this.#bitCount;
    this.#isLast = this.#take(1) === 1;
    const type = this.#take(2);
    let good = type !== 3;
    if (type === 0) good = this.#beginStored();
    else if (type === 1) this.#beginFixed();
    else if (type === 2) good = this.#beginDynamic();
    this.#unreadBytes();
    if (this.inputStart > this.inputEnd) {
      this.inputStart = inputStart;
      this.#bits = bits;
      this.#bitCount = bitCount;
      this.#state = "header";
      return "input";
    }
    return good ? undefined : "damaged";
  }

  /** The next `count` bits, at most 15; zeros behind the end of the input. */
  #take(count: number): number {
    while (this.#bitCount < count) {
      const byte = this.inputStart < this.inputEnd ? this.input[this.inputStart]! : 0;
      this.inputStart += 1;
      this.#bits |= byte << this.#bitCount;
      this.#bitCount += 8;
    }
    const value = this.#bits & ((1 << count) - 1);
    this.#bits >>>= count;
    this.#bitCount -= count;
    return value;
  }

  // Stored block: from the next byte on, length:2, its complement:2, then the bytes.
  #beginStored(): boolean {
    this.#alignToByte();
    const length = this.#take(8) | (this.#take(8) << 8);
    const complement = this.#take(8) | (this.#take(8) << 8);
    this.#storedLeft = length;
    this.#state = "stored";
    return length === (~complement & 0xffff);
  }

  #copyStored(): InflateResult | undefined {
    const count = Math.min(
      this.#storedLeft,
      this.inputEnd - this.inputStart,
      this.#output.length - this.#outputEnd,
    );
    const end = this.inputStart + count;
    this.#output.set(this.input.subarray(this.inputStart, end), this.#outputEnd);
    this.inputStart = end;
    this.#outputEnd += count;
    this.#storedLeft -= count;
    if (this.#storedLeft === 0) {
      this.#endBlock();
      return undefined;
    }
    return this.#outputEnd === this.#output.length ? "output" : "input";
  }

  #beginFixed(): void {
    const lengths = this.#lengths;
    lengths.fill(8, 0, 144).fill(9, 144, 256).fill(7, 256, 280).fill(8, 280, LITERALS);
    this.#literals.build(lengths, 0, LITERALS);
    lengths.fill(5, 0, DISTANCES);
    this.#distances.build(lengths, 0, DISTANCES);
    this.#state = "symbols";
  }

  #beginDynamic(): boolean {
    const literals = this.#take(5) + 257;
    const distances = this.#take(5) + 1;
    const stored = this.#take(4) + 4;
    const lengths = this.#lengths.fill(0);
    for (let at = 0; at < stored; at++) lengths[CODE_LENGTH_ORDER[at]!] = this.#take(3);
    if (!this.#codeLengths.build(lengths, 0, 19)) return false;
    const total = literals + distances;
    let at = 0;
    let last = 0;
    while (at < total) {
      // A code length code has at most 7 bits; peeking at them may pass the end of the input.
      const peeked = this.#take(7);
      const entry = this.#codeLengths.decode(peeked);
      if (entry === NO_CODE) return false;
      this.#giveBack(peeked, 7, entry & 15);
      const symbol = entry >>> 4;
      let repeat = 1;
      let value = symbol;
      if (symbol === 16) {
        if (at === 0) return false;
        repeat = 3 + this.#take(2);
        value = last;
      } else if (symbol > 16) {
        repeat = symbol === 17 ? 3 + this.#take(3) : 11 + this.#take(7);
        value = 0;
      }
      if (at + repeat > total) return false;
      lengths.fill(value, at, at + repeat);
      at += repeat;
      last = value;
    }
    this.#state = "symbols";
    return lengths[END_OF_BLOCK] !== 0 && this.#literals.build(lengths, 0, literals) &&
      this.#distances.build(lengths, literals, total);
  }

  /** Of `count` bits just taken only the first `used` were meant. */
  #giveBack(value: number, count: number, used: number): void {
    this.#bits = (this.#bits << (count - used)) | (value >>> used);
    this.#bitCount += count - used;
  }

  /** A loop without calls but `decode`: with its match a symbol takes up to 48 bits, so four refills. */
  #decodeSymbols(): InflateResult | undefined {
    const { input, inputEnd } = this;
    const output = this.#output;
    const literals = this.#literals;
    const distances = this.#distances;
    const outputLimit = output.length - MATCH_BYTES_MAX;
    const windowStart = this.#windowStart;
    let at = this.inputStart;
    let bits = this.#bits;
    let bitCount = this.#bitCount;
    let out = this.#outputEnd;
    let stop: InflateResult | undefined = "output";
    while (out <= outputLimit) {
      const atBefore = at;
      const bitsBefore = bits;
      const bitCountBefore = bitCount;
      if (bitCount < 16) {
        bits |= (input[at]! | (input[at + 1]! << 8)) << bitCount;
        at += 2;
        bitCount += 16;
      }
      const entry = literals.decode(bits);
      const symbol = entry >> 4;
      bits >>>= entry & 15;
      bitCount -= entry & 15;
      let length = 0;
      let distance = 0;
      if (symbol > END_OF_BLOCK) {
        if (bitCount < 16) {
          bits |= (input[at]! | (input[at + 1]! << 8)) << bitCount;
          at += 2;
          bitCount += 16;
        }
        const lengthExtra = LENGTH_EXTRA[symbol - 257] ?? 0;
        length = (LENGTH_BASES[symbol - 257] ?? 0) + (bits & ((1 << lengthExtra) - 1));
        bits >>>= lengthExtra;
        bitCount -= lengthExtra;
        if (bitCount < 16) {
          bits |= (input[at]! | (input[at + 1]! << 8)) << bitCount;
          at += 2;
          bitCount += 16;
        }
        const far = distances.decode(bits);
        bits >>>= far & 15;
        bitCount -= far & 15;
        if (bitCount < 16) {
          bits |= (input[at]! | (input[at + 1]! << 8)) << bitCount;
          at += 2;
          bitCount += 16;
        }
        const distanceExtra = DISTANCE_EXTRA[far >> 4] ?? 0;
        distance = (DISTANCE_BASES[far >> 4] ?? 0) + (bits & ((1 << distanceExtra) - 1));
        bits >>>= distanceExtra;
        bitCount -= distanceExtra;
      }
      // A symbol read from bytes that are not there is undone and waits for more.
      const overrun = at > inputEnd && at - (bitCount >>> 3) > inputEnd;
      // Symbols 286 and 287, distances 30 and 31 and those before the window mean nothing.
      const meaningless = symbol > END_OF_BLOCK
        ? length === 0 || distance === 0 || distance > out - windowStart
        : entry === NO_CODE;
      if (overrun || meaningless) {
        at = atBefore;
        bits = bitsBefore;
        bitCount = bitCountBefore;
        stop = overrun ? "input" : "damaged";
        break;
      }
      if (symbol < END_OF_BLOCK) output[out++] = symbol;
      else if (symbol > END_OF_BLOCK) {
        for (const end = out + length; out < end; out++) output[out] = output[out - distance]!;
      } else {
        stop = undefined;
        break;
      }
    }
    this.inputStart = at;
    this.#bits = bits;
    this.#bitCount = bitCount;
    this.#outputEnd = out;
    this.#unreadBytes();
    if (stop === undefined) this.#endBlock();
    return stop;
  }
}
