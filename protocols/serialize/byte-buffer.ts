// A growing byte buffer that serializers write into. Callers reserve room once for a run of small
// writes; texts reserve their own.

const encoder = new TextEncoder();
const MINUS = 0x2d;
const ZERO = 0x30;

export class ByteBuffer {
  bytes: Uint8Array;
  length = 0;

  constructor(capacity = 4096) {
    this.bytes = new Uint8Array(capacity);
  }

  /** Makes room for `extra` more bytes. */
  reserve(extra: number): void {
    const needed = this.length + extra;
    if (needed <= this.bytes.length) return;
    const bigger = new Uint8Array(Math.max(needed, this.bytes.length * 2));
    bigger.set(this.bytes.subarray(0, this.length));
    this.bytes = bigger;
  }

  byte(value: number): void {
    if (this.length === this.bytes.length) this.reserve(1);
    this.bytes[this.length++] = value;
  }

  raw(bytes: Uint8Array): void {
    this.reserve(bytes.length);
    // Names are short, and a loop beats `set` for them.
    if (bytes.length < 48) {
      for (let at = 0; at < bytes.length; at++) this.bytes[this.length + at] = bytes[at]!;
    } else {
      this.bytes.set(bytes, this.length);
    }
    this.length += bytes.length;
  }

  /** Text of characters below 0x80 only. */
  ascii(text: string): void {
    this.reserve(text.length);
    for (let at = 0; at < text.length; at++) this.bytes[this.length + at] = text.charCodeAt(at);
    this.length += text.length;
  }

  /** Any text as UTF-8; lone surrogates become U+FFFD. */
  utf8(text: string): void {
    this.reserve(text.length * 3);
    this.length += encoder.encodeInto(text, this.bytes.subarray(this.length)).written;
  }

  /** A decimal integer. */
  integer(value: number): void {
    if (!(value > -0x80000000 && value < 0x80000000)) {
      this.ascii(Number.isSafeInteger(value) ? String(value) : BigInt(value).toString());
      return;
    }
    this.reserve(11);
    let rest = value;
    if (rest < 0) {
      this.bytes[this.length++] = MINUS;
      rest = -rest;
    }
    let digits = 1;
    for (let limit = 10; rest >= limit && digits < 10; limit *= 10) digits += 1;
    for (let at = this.length + digits - 1; at >= this.length; at--) {
      const tenth = Math.floor(rest / 10);
      this.bytes[at] = ZERO + rest - tenth * 10;
      rest = tenth;
    }
    this.length += digits;
  }

  /** A copy of what was written; the buffer is empty afterwards. */
  take(): Uint8Array<ArrayBuffer> {
    const copy = this.bytes.slice(0, this.length);
    this.length = 0;
    return copy as Uint8Array<ArrayBuffer>;
  }
}
