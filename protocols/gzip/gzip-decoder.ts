// Gzip files (RFC 1952) of one or more members, decoded as bytes arrive. What was decoded before a
// damage is kept.
//   0 magic:2 (1f 8b)  2 method:1 (8)  3 flags:1  4 time:4  8 extra flags:1  9 system:1, then by flag
//   extra (length:2), name (to NUL), comment (to NUL), header CRC:2, then DEFLATE, CRC-32:4, length:4.
import { crc32Update } from "../crc32.ts";
import { type Fault, faultCode, OK } from "../faults.ts";
import { Inflater } from "./inflate.ts";

const GZIP_DAMAGED = faultCode("gzip.damaged");
const GZIP_TRUNCATED = faultCode("gzip.truncated");

const HEADER_BYTES = 10;
const TRAILER_BYTES = 8;
/** Extra field, name and comment together; longer ones are taken for damage. */
export const GZIP_HEADER_BYTES_MAX = 128 * 1024;
const METHOD_DEFLATE = 8;
const FLAG_HEADER_CRC = 0x02;
const FLAG_EXTRA = 0x04;
const FLAG_NAME = 0x08;
const FLAG_COMMENT = 0x10;
const FLAGS_RESERVED = 0xe0;

export class GzipDecoder {
  /** Why decoding ended early, OK and "" when it did not. */
  fault: Fault = OK;
  reason = "";
  readonly #inflater = new Inflater();
  #state: "header" | "body" | "trailer" | "finished" = "header";
  #members = 0;
  #crc = 0;
  /** Decoded bytes of this member, modulo 2^32. */
  #length = 0;
  #noMoreInput = false;
  /** The last step could not go on without more bytes. */
  #needsInput = false;

  /** True when there is nothing more to decode, whatever is appended. */
  get finished(): boolean {
    return this.#state === "finished";
  }

  /** Adds a copy of `chunk`. */
  push(chunk: Uint8Array): void {
    if (this.#state !== "finished") this.#inflater.push(chunk);
  }

  /** No more bytes will come. */
  finish(): void {
    this.#noMoreInput = true;
  }

  /** The next decoded bytes; undefined when more must be pushed or all is decoded. */
  read(): Uint8Array | undefined {
    for (;;) {
      if (this.#state === "body") {
        const chunk = this.#readBody();
        if (chunk !== undefined) return chunk;
      } else if (this.#state === "header") this.#readHeader();
      else if (this.#state === "trailer") this.#readTrailer();
      else return undefined;
      if (this.#needsInput) {
        if (!this.#noMoreInput) return undefined;
        this.#end();
      }
    }
  }

  #readBody(): Uint8Array | undefined {
    const result = this.#inflater.run();
    this.#needsInput = result === "input";
    if (result === "end") this.#state = "trailer";
    const chunk = this.#inflater.take();
    if (chunk !== undefined) {
      this.#crc = crc32Update(this.#crc, chunk, 0, chunk.length);
      this.#length = (this.#length + chunk.length) >>> 0;
      // The reason for the stop is met again with the next call, when there is nothing to take.
      this.#needsInput = false;
      return chunk;
    }
    if (result === "damaged") this.#fail(GZIP_DAMAGED, "the compressed data are damaged");
    return undefined;
  }

  #readHeader(): void {
    const { input, inputStart, inputEnd } = this.#inflater;
    const end = headerEnd(input, inputStart, inputEnd);
    this.#needsInput = end === "more";
    if (typeof end === "number") {
      this.#inflater.inputStart = end;
      this.#inflater.restart();
      this.#crc = 0;
      this.#length = 0;
      this.#state = "body";
    } else if (end === "padding") this.#inflater.inputStart = inputEnd;
    else if (end === "damaged") {
      this.#fail(
        GZIP_DAMAGED,
        this.#members === 0
          ? "the gzip header is damaged"
          : "something that is not gzip follows the compressed data",
      );
    }
  }

  #readTrailer(): void {
    const { input, inputStart, inputEnd } = this.#inflater;
    this.#needsInput = inputEnd - inputStart < TRAILER_BYTES;
    if (this.#needsInput) return;
    this.#inflater.inputStart = inputStart + TRAILER_BYTES;
    this.#members += 1;
    this.#state = "header";
    const crc = uint32(input, inputStart);
    const length = uint32(input, inputStart + 4);
    if (crc !== this.#crc || length !== this.#length) {
      this.#fail(GZIP_DAMAGED, "the compressed data do not match their checksum");
    }
  }

  /** The input is over while more was wanted: between members that is the end, else a cut. */
  #end(): void {
    const { inputStart, inputEnd } = this.#inflater;
    const complete = this.#state === "header" && this.#members > 0 && inputStart === inputEnd;
    if (complete) this.#state = "finished";
    else this.#fail(GZIP_TRUNCATED, "the compressed file is cut off");
  }

  #fail(fault: Fault, reason: string): void {
    this.fault = fault;
    this.reason = reason;
    this.#state = "finished";
    this.#needsInput = false;
  }
}

/** Where the member's data begin; `padding` when only zeros follow the last member. */
function headerEnd(
  bytes: Uint8Array,
  start: number,
  end: number,
): number | "more" | "padding" | "damaged" {
  if (end === start) return "more";
  if (bytes[start] === 0) {
    return bytes.subarray(start, end).every((byte) => byte === 0) ? "padding" : "damaged";
  }
  if (bytes[start] !== 0x1f || (end - start > 1 && bytes[start + 1] !== 0x8b)) return "damaged";
  if (end - start < HEADER_BYTES) return "more";
  const flags = bytes[start + 3]!;
  if (bytes[start + 2] !== METHOD_DEFLATE || (flags & FLAGS_RESERVED) !== 0) return "damaged";
  let at = start + HEADER_BYTES;
  if ((flags & FLAG_EXTRA) !== 0) {
    if (end - at < 2) return "more";
    at += 2 + (bytes[at]! | (bytes[at + 1]! << 8));
  }
  for (const flag of [FLAG_NAME, FLAG_COMMENT]) {
    if ((flags & flag) === 0) continue;
    const terminator = at < end ? bytes.subarray(at, end).indexOf(0) : -1;
    at = terminator < 0 ? Infinity : at + terminator + 1;
  }
  if ((flags & FLAG_HEADER_CRC) !== 0) at += 2;
  if (at <= end) return at;
  return end - start > GZIP_HEADER_BYTES_MAX ? "damaged" : "more";
}

function uint32(bytes: Uint8Array, at: number): number {
  return (bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)) >>>
    0;
}
