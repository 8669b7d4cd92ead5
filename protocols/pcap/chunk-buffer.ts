// Bytes that arrive in chunks, read as one run: records inside a chunk are used in place, a record
// that straddles two is moved once. Memory is one chunk and one record.

export class ChunkBuffer {
  /** The bytes at hand are `bytes[start, end)`. */
  bytes: Uint8Array = new Uint8Array(0);
  start = 0;
  end = 0;
  /** Bytes of the stream before `start`. */
  consumed = 0;
  #view: DataView = new DataView(new ArrayBuffer(0));

  get available(): number {
    return this.end - this.start;
  }

  /** For numbers of the bytes at hand, by their offset in `bytes`. */
  get view(): DataView {
    return this.#view;
  }

  /** Adds bytes behind those at hand. They are used in place, so they must not change. */
  append(chunk: Uint8Array): void {
    if (chunk.length === 0) return;
    const rest = this.available;
    if (rest === 0) {
      this.#set(chunk, 0, chunk.length);
      return;
    }
    const joined = new Uint8Array(rest + chunk.length);
    joined.set(this.bytes.subarray(this.start, this.end));
    joined.set(chunk, rest);
    this.#set(joined, 0, joined.length);
  }

  /** Moves past `count` bytes that are at hand. */
  skip(count: number): void {
    this.start += count;
    this.consumed += count;
  }

  #set(bytes: Uint8Array, start: number, end: number): void {
    this.bytes = bytes;
    this.start = start;
    this.end = end;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }
}
