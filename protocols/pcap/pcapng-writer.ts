// Writes pcapng (draft-ietf-opsawg-pcapng, spec logs-and-config 6): little endian, microseconds, into one
// buffer that grows and is taken in pieces.
import { ByteBuffer } from "../serialize/byte-buffer.ts";

const SECTION_HEADER = 0x0a0d0d0a;
const INTERFACE_DESCRIPTION = 1;
const ENHANCED_PACKET = 6;
const BYTE_ORDER_MAGIC = 0x1a2b3c4d;
const SNAP_LENGTH_DEFAULT = 65_535;

export const OPTION_USER_APPLICATION = 4;
export const OPTION_INTERFACE_NAME = 2;
export const OPTION_INTERFACE_DESCRIPTION = 3;

/** One option of a block; a longer value than 65,535 bytes is cut. */
export interface PcapngOption {
  readonly code: number;
  readonly value: Uint8Array | string;
}

const OPTION_BYTES_MAX = 0xffff;
const NO_OPTIONS: readonly PcapngOption[] = [];
const encoder = new TextEncoder();

export class PcapngWriter {
  readonly #buffer = new ByteBuffer();
  /** Interfaces described in this section. */
  #interfaces = 0;

  /** Bytes written and not taken. */
  get pending(): number {
    return this.#buffer.length;
  }

  /** Section header block: begins a file, or a section whose interfaces count from 0 again. */
  section(options: readonly PcapngOption[] = NO_OPTIONS): void {
    const start = this.#begin(SECTION_HEADER);
    this.#uint32(BYTE_ORDER_MAGIC);
    this.#uint32(1); // version 1.0
    this.#uint32(0xffffffff); // length of the section: not known
    this.#uint32(0xffffffff);
    this.#options(options);
    this.#end(start);
    this.#interfaces = 0;
  }

  /** Interface description block; returns the number that its packets name. */
  interface(
    linkType: number,
    options: readonly PcapngOption[] = NO_OPTIONS,
    snapLength = SNAP_LENGTH_DEFAULT,
  ): number {
    const start = this.#begin(INTERFACE_DESCRIPTION);
    this.#uint32(linkType & 0xffff);
    this.#uint32(snapLength);
    this.#options(options);
    this.#end(start);
    return this.#interfaces++;
  }

  /** Enhanced packet block of `bytes[from, to)`. */
  packet(
    interfaceNumber: number,
    timestampUs: number,
    bytes: Uint8Array,
    from: number,
    to: number,
    wireLength: number,
    options: readonly PcapngOption[] = NO_OPTIONS,
  ): void {
    const start = this.#begin(ENHANCED_PACKET);
    const time = Math.floor(timestampUs);
    this.#uint32(interfaceNumber);
    this.#uint32(Math.floor(time / 2 ** 32));
    this.#uint32(time % 2 ** 32);
    this.#uint32(to - from);
    this.#uint32(wireLength);
    const buffer = this.#buffer;
    buffer.reserve(to - from + 3);
    buffer.bytes.set(bytes.subarray(from, to), buffer.length);
    buffer.length += to - from;
    this.#pad(to - from);
    this.#options(options);
    this.#end(start);
  }

  /** What was written since the last call. */
  take(): Uint8Array<ArrayBuffer> {
    return this.#buffer.take();
  }

  /** Type and a place for the length; the start of the block. */
  #begin(type: number): number {
    const start = this.#buffer.length;
    this.#uint32(type);
    this.#uint32(0);
    return start;
  }

  /** The length, behind the block and in its place before it. */
  #end(start: number): void {
    const length = this.#buffer.length + 4 - start;
    this.#uint32(length);
    this.#patch(start + 4, length);
  }

  // u16 code, u16 length without padding, value padded to 4; code 0 ends them. No options: nothing.
  #options(options: readonly PcapngOption[]): void {
    if (options.length === 0) return;
    for (const { code, value } of options) {
      const bytes = (typeof value === "string" ? encoder.encode(value) : value)
        .subarray(0, OPTION_BYTES_MAX);
      this.#uint32((code | (bytes.length << 16)) >>> 0);
      this.#buffer.raw(bytes);
      this.#pad(bytes.length);
    }
    this.#uint32(0);
  }

  #pad(length: number): void {
    for (let at = length; at % 4 !== 0; at++) this.#buffer.byte(0);
  }

  #uint32(value: number): void {
    this.#buffer.reserve(4);
    this.#buffer.length += 4;
    this.#patch(this.#buffer.length - 4, value);
  }

  #patch(at: number, value: number): void {
    const { bytes } = this.#buffer;
    bytes[at] = value;
    bytes[at + 1] = value >>> 8;
    bytes[at + 2] = value >>> 16;
    bytes[at + 3] = value >>> 24;
  }
}
