// Bytes that arrive in chunks, read as runs: what lies inside one chunk is used in place, what straddles
// two is gathered in a buffer of its own. Memory is one chunk and one record.

/** First size of the buffer for straddling records; it doubles. */
const GATHERED_BYTES_MIN = 4096;

export class ChunkBuffer {
  /** The bytes at hand are `bytes[start, end)`. */
  bytes: Uint8Array = new Uint8Array(0);
  start = 0;
  end = 0;
  /** Bytes of the stream before `start`. */
  consumed = 0;
  #view: DataView = new DataView(new ArrayBuffer(0));
  /** Bytes behind those at hand: `chunk[chunkStart…]`. */
  #chunk: Uint8Array = this.bytes;
  #chunkStart = 0;
  #gathered: Uint8Array = this.bytes;

  get available(): number {
    return this.end - this.start;
  }

  /** For numbers of the bytes at hand, by their offset in `bytes`. */
  get view(): DataView {
    return this.#view;
  }

  /** Adds bytes behind those at hand. They are used in place, so they must not change until read. */
  append(chunk: Uint8Array): void {
    if (this.#chunkStart < this.#chunk.length) {
      const joined = new Uint8Array(this.#chunk.length - this.#chunkStart + chunk.length);
      joined.set(this.#chunk.subarray(this.#chunkStart));
      joined.set(chunk, joined.length - chunk.length);
      this.#chunk = joined;
    } else this.#chunk = chunk;
    this.#chunkStart = 0;
    if (this.available === 0) this.#useChunk();
  }

  /** Moves past `count` bytes that are at hand. */
  skip(count: number): void {
    this.start += count;
    this.consumed += count;
  }

  /**
   * Brings at least `count` bytes to hand, if so many have arrived. May move the bytes at hand, so
   * nobody may still refer to them by offset.
   */
  gather(count: number): boolean {
    if (this.available >= count) return true;
    if (this.available === 0) this.#useChunk();
    const missing = count - this.available;
    if (missing <= 0) return true;
    const taken = Math.min(missing, this.#chunk.length - this.#chunkStart);
    if (taken === 0) return false;
    this.#makeRoom(taken);
    this.bytes.set(this.#chunk.subarray(this.#chunkStart, this.#chunkStart + taken), this.end);
    this.#chunkStart += taken;
    this.end += taken;
    return taken === missing;
  }

  #useChunk(): void {
    if (this.#chunkStart === this.#chunk.length) return;
    this.#set(this.#chunk, this.#chunkStart, this.#chunk.length);
    this.#chunkStart = this.#chunk.length;
  }

  /** Moves the bytes at hand to the gathering buffer unless they are there, with room behind them. */
  #makeRoom(count: number): void {
    const kept = this.available;
    const inPlace = this.bytes === this.#gathered;
    if (inPlace && this.end + count <= this.bytes.length) return;
    let to = this.#gathered;
    if (kept + count > to.length) {
      to = new Uint8Array(Math.max(GATHERED_BYTES_MIN, 2 ** Math.ceil(Math.log2(kept + count))));
    }
    to.set(this.bytes.subarray(this.start, this.end));
    this.#gathered = to;
    this.#set(to, 0, kept);
  }

  #set(bytes: Uint8Array, start: number, end: number): void {
    if (bytes !== this.bytes) {
      this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    }
    this.bytes = bytes;
    this.start = start;
    this.end = end;
  }
}
