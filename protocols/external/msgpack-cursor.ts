// Walks msgpack by offset (github.com/msgpack/msgpack, spec.md), as strict about types as the peers of
// the third framing are (external-protocol 3). Whatever is wrong sets `broken` and reads as nothing.

/** Deepest nesting that is skipped; a map in a map in the payload is what the protocol has. */
const DEPTH_MAX = 16;

export class MsgpackCursor {
  broken = false;
  /** Of the text or binary read last: `bytes[start, end)`. */
  start = 0;
  end = 0;
  #bytes: Uint8Array = EMPTY;
  #view: DataView = new DataView(EMPTY.buffer);
  #at = 0;
  #limit = 0;

  reset(bytes: Uint8Array, start: number, limit: number): void {
    if (bytes !== this.#bytes) {
      this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    }
    this.#bytes = bytes;
    this.#at = start;
    this.#limit = limit;
    this.broken = false;
  }

  get ended(): boolean {
    return this.#at === this.#limit;
  }

  /** Number of pairs of the map that begins here. */
  mapLength(): number {
    const marker = this.#byte();
    if (marker >= 0x80 && marker <= 0x8f) return this.#atMost(marker & 0x0f, 2);
    if (marker === 0xde) return this.#atMost(this.#unsigned(2), 2);
    if (marker === 0xdf) return this.#atMost(this.#unsigned(4), 2);
    return this.#fail();
  }

  arrayLength(): number {
    const marker = this.#byte();
    if (marker >= 0x90 && marker <= 0x9f) return this.#atMost(marker & 0x0f, 1);
    if (marker === 0xdc) return this.#atMost(this.#unsigned(2), 1);
    if (marker === 0xdd) return this.#atMost(this.#unsigned(4), 1);
    return this.#fail();
  }

  /** A whole number that is not negative and at most `most`. */
  unsigned(most = 0xffffffff): number {
    const marker = this.#byte();
    const value = this.#integer(marker);
    return value >= 0 && value <= most ? value : this.#fail();
  }

  /** A 32-bit number whose upper half stands for negative ones; those sent as such are taken too. */
  signed32(): number {
    const value = this.#integer(this.#byte());
    if (value >= -0x80000000 && value <= 0xffffffff) return value | 0;
    return this.#fail();
  }

  /** Any number. */
  number(): number {
    const marker = this.#byte();
    if (marker === 0xca && this.#has(4)) return this.#view.getFloat32(this.#move(4));
    if (marker === 0xcb && this.#has(8)) return this.#view.getFloat64(this.#move(8));
    const value = this.#integer(marker);
    return Number.isNaN(value) ? this.#fail() : value;
  }

  flag(): boolean {
    const marker = this.#byte();
    if (marker !== 0xc2 && marker !== 0xc3) this.#fail();
    return marker === 0xc3;
  }

  /** Goes over a text; false and broken for anything else. */
  text(): boolean {
    const marker = this.#byte();
    if (marker >= 0xa0 && marker <= 0xbf) return this.#run(marker & 0x1f);
    if (marker >= 0xd9 && marker <= 0xdb) return this.#run(this.#unsigned(1 << (marker - 0xd9)));
    this.#fail();
    return false;
  }

  binary(): boolean {
    const marker = this.#byte();
    if (marker >= 0xc4 && marker <= 0xc6) return this.#run(this.#unsigned(1 << (marker - 0xc4)));
    this.#fail();
    return false;
  }

  textOrBinary(): boolean {
    const marker = this.#bytes[this.#at] ?? 0;
    return marker >= 0xc4 && marker <= 0xc6 ? this.binary() : this.text();
  }

  /** True when the value that begins here is a truth value. */
  atFlag(): boolean {
    const marker = this.#at < this.#limit ? this.#bytes[this.#at]! : 0;
    return marker === 0xc2 || marker === 0xc3;
  }

  skip(depth = 0): void {
    if (depth > DEPTH_MAX || this.broken) {
      this.#fail();
      return;
    }
    const marker = this.#byte();
    this.#at -= this.broken ? 0 : 1;
    if ((marker >= 0x80 && marker <= 0x8f) || marker === 0xde || marker === 0xdf) {
      this.#skipAll(this.mapLength() * 2, depth);
    } else if ((marker >= 0x90 && marker <= 0x9f) || marker === 0xdc || marker === 0xdd) {
      this.#skipAll(this.arrayLength(), depth);
    } else if ((marker >= 0xa0 && marker <= 0xbf) || (marker >= 0xd9 && marker <= 0xdb)) {
      this.text();
    } else if (marker >= 0xc4 && marker <= 0xc6) this.binary();
    else this.#skipScalar(marker);
  }

  #skipAll(count: number, depth: number): void {
    for (let index = 0; index < count && !this.broken; index++) this.skip(depth + 1);
  }

  #skipScalar(marker: number): void {
    this.#at += 1;
    if (marker <= 0x7f || marker >= 0xe0 || marker === 0xc0 || marker === 0xc2 || marker === 0xc3) {
      return;
    }
    let length = -1;
    if (marker >= 0xca && marker <= 0xcb) length = marker === 0xca ? 4 : 8;
    else if (marker >= 0xcc && marker <= 0xcf) length = 1 << (marker - 0xcc);
    else if (marker >= 0xd0 && marker <= 0xd3) length = 1 << (marker - 0xd0);
    else if (marker >= 0xd4 && marker <= 0xd8) length = 1 + (1 << (marker - 0xd4));
    else if (marker >= 0xc7 && marker <= 0xc9) {
      length = 1 + this.#unsigned(1 << (marker - 0xc7));
    }
    if (length < 0 || !this.#has(length)) this.#fail();
    else this.#at += length;
  }

  #integer(marker: number): number {
    if (marker <= 0x7f) return marker;
    if (marker >= 0xe0) return marker - 0x100;
    if (marker >= 0xcc && marker <= 0xcf) return this.#unsigned(1 << (marker - 0xcc));
    const length = marker >= 0xd0 && marker <= 0xd3 ? 1 << (marker - 0xd0) : 0;
    if (length === 0 || !this.#has(length)) return NaN;
    const at = this.#move(length);
    if (length === 1) return this.#view.getInt8(at);
    if (length === 2) return this.#view.getInt16(at);
    if (length === 4) return this.#view.getInt32(at);
    return this.#view.getInt32(at) * 0x1_0000_0000 + this.#view.getUint32(at + 4);
  }

  /** Big endian; of eight bytes the lowest digits are lost above 2^53. */
  #unsigned(length: number): number {
    if (!this.#has(length)) return this.#fail();
    let value = 0;
    for (let count = 0; count < length; count++) value = value * 256 + this.#bytes[this.#at++]!;
    return value;
  }

  #run(length: number): boolean {
    if (this.broken || !this.#has(length)) {
      this.#fail();
      return false;
    }
    this.start = this.#at;
    this.end = this.#at += length;
    return true;
  }

  /** A count that leaves room for so many members of at least `size` bytes. */
  #atMost(count: number, size: number): number {
    return count * size <= this.#limit - this.#at ? count : this.#fail();
  }

  #byte(): number {
    if (this.broken || this.#at >= this.#limit) {
      this.#fail();
      return 0xc1;
    }
    return this.#bytes[this.#at++]!;
  }

  #has(length: number): boolean {
    return this.#limit - this.#at >= length;
  }

  #move(length: number): number {
    const at = this.#at;
    this.#at += length;
    return at;
  }

  #fail(): number {
    this.broken = true;
    return 0;
  }
}

const EMPTY = new Uint8Array(0);
