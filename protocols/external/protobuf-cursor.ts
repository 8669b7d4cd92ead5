// Walks the fields of one protobuf message by offset (protobuf.dev, "Encoding"), for the two messages
// that are read once a packet: the command around an original frame, and the data report.

const VARINT = 0;
const FIXED64 = 1;
const LENGTH_DELIMITED = 2;
const FIXED32 = 5;

export class ProtobufCursor {
  /** Number of the field at hand. */
  field = 0;
  /** Its value, for varints and doubles. */
  value = 0;
  /** Its bytes, for texts, bytes and messages: `bytes[start, end)`. */
  start = 0;
  end = 0;
  /** What follows is not protobuf, or is cut off. */
  broken = false;
  #bytes: Uint8Array = EMPTY;
  #view: DataView = new DataView(EMPTY.buffer);
  #at = 0;
  #limit = 0;
  #wireType = 0;

  reset(bytes: Uint8Array, start: number, limit: number): void {
    if (bytes !== this.#bytes) {
      this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    }
    this.#bytes = bytes;
    this.#at = start;
    this.#limit = limit;
    this.broken = false;
  }

  /** Goes to the next field; false at the end and for what is broken. */
  next(): boolean {
    if (this.#at >= this.#limit || this.broken) return false;
    const tag = this.#varint();
    this.#wireType = tag % 8;
    this.field = Math.floor(tag / 8);
    this.start = this.end = this.#at;
    if (this.#wireType === VARINT) this.value = this.#varint();
    else if (this.#wireType === FIXED64) this.#fixed(8);
    else if (this.#wireType === FIXED32) this.#fixed(4);
    else if (this.#wireType === LENGTH_DELIMITED) this.#delimited();
    else this.broken = true;
    if (this.field === 0) this.broken = true;
    return !this.broken;
  }

  /** The field at hand is a varint; anything else under this number is broken. */
  isInteger(): boolean {
    return this.#is(VARINT);
  }

  isDouble(): boolean {
    return this.#is(FIXED64);
  }

  isBytes(): boolean {
    return this.#is(LENGTH_DELIMITED);
  }

  #is(wireType: number): boolean {
    if (this.#wireType !== wireType) this.broken = true;
    return !this.broken;
  }

  #delimited(): void {
    const length = this.#varint();
    this.start = this.#at;
    if (length > this.#limit - this.#at) this.broken = true;
    else this.#at += length;
    this.end = this.#at;
  }

  #fixed(length: number): void {
    if (this.#limit - this.#at < length) {
      this.broken = true;
      return;
    }
    this.value = length === 8
      ? this.#view.getFloat64(this.#at, true)
      : this.#view.getFloat32(this.#at, true);
    this.#at += length;
  }

  /** Up to ten bytes; numbers above 2^53 lose their last digits, which no field here needs. */
  #varint(): number {
    let result = 0;
    let factor = 1;
    for (let count = 0; count < 10; count++) {
      if (this.#at >= this.#limit) break;
      const byte = this.#bytes[this.#at++]!;
      result += (byte & 0x7f) * factor;
      if (byte < 0x80) return result;
      factor *= 128;
    }
    this.broken = true;
    return 0;
  }
}

const EMPTY = new Uint8Array(0);
