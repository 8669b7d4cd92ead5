// Writes pcapng (draft-ietf-opsawg-pcapng, spec logs-and-config 6): little endian, microseconds, into one
// buffer that grows and is taken in pieces.
import type { PacketLocation } from "../packet/packet-batch.ts";
import { ByteBuffer } from "../serialize/byte-buffer.ts";

const SECTION_HEADER = 0x0a0d0d0a;
const INTERFACE_DESCRIPTION = 1;
const INTERFACE_STATISTICS = 5;
const ENHANCED_PACKET = 6;
const BYTE_ORDER_MAGIC = 0x1a2b3c4d;
export const SNAP_LENGTH_DEFAULT = 65_535;

export const OPTION_COMMENT = 1;
export const OPTION_USER_APPLICATION = 4;
export const OPTION_INTERFACE_NAME = 2;
export const OPTION_INTERFACE_DESCRIPTION = 3;
const OPTION_PACKET_HASH = 3;
const OPTION_PACKET_ID = 5;
const OPTION_RECEIVED = 4;
const OPTION_DROPPED = 5;
/** Custom options that may be copied with their packet: text and bytes. */
const OPTION_CUSTOM_TEXT = 2988;
const OPTION_CUSTOM_BYTES = 2989;

/** Private enterprise number under which positions and JSON stand (spec logs-and-config 6.3). */
const ENTERPRISE = 55_922;
const HASH_CRC32 = 2;
const CHUNK_VERSION = 1;
const GPS_MAGIC = 0x47;
const GPS_LONGITUDE = 0x2;
const GPS_LATITUDE = 0x4;
const GPS_ALTITUDE = 0x8;
const JSON_MAGIC = 0x48;
const JSON_HEADER_BYTES = 8;

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
  /** Where the packet block begins that is being written. */
  #packetStart = 0;
  #packetHasOptions = false;

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

  /** Interface statistics block: packets so far, and those of them that were lost. */
  statistics(
    interfaceNumber: number,
    timestampUs: number,
    received: number,
    dropped: number,
  ): void {
    const start = this.#begin(INTERFACE_STATISTICS);
    this.#uint32(interfaceNumber);
    this.#time(timestampUs);
    this.#optionHeader(OPTION_RECEIVED, 8);
    this.#uint64(received);
    this.#optionHeader(OPTION_DROPPED, 8);
    this.#uint64(dropped);
    this.#uint32(0);
    this.#end(start);
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
    this.beginPacket(interfaceNumber, timestampUs, bytes, from, to, wireLength);
    for (const { code, value } of options) this.packetOption(code, value);
    this.endPacket();
  }

  /** Enhanced packet block whose options follow one by one, until `endPacket`. */
  beginPacket(
    interfaceNumber: number,
    timestampUs: number,
    bytes: Uint8Array,
    from: number,
    to: number,
    wireLength: number,
  ): void {
    this.#packetStart = this.#begin(ENHANCED_PACKET);
    this.#packetHasOptions = false;
    this.#uint32(interfaceNumber);
    this.#time(timestampUs);
    this.#uint32(to - from);
    this.#uint32(wireLength);
    const buffer = this.#buffer;
    buffer.reserve(to - from + 3);
    buffer.bytes.set(bytes.subarray(from, to), buffer.length);
    buffer.length += to - from;
    this.#pad(to - from);
  }

  /** Any option; a comment for people is `OPTION_COMMENT`. */
  packetOption(code: number, value: Uint8Array | string): void {
    this.#packetHasOptions = true;
    this.#option(code, value);
  }

  /** CRC-32 of the frame (`epb_hash`). */
  packetHash(crc: number): void {
    this.#packetHasOptions = true;
    this.#optionHeader(OPTION_PACKET_HASH, 5);
    this.#buffer.byte(HASH_CRC32);
    this.#uint32(crc);
    this.#pad(5);
  }

  /** Number of the packet (`epb_packetid`). */
  packetNumber(number: number): void {
    this.#packetHasOptions = true;
    this.#optionHeader(OPTION_PACKET_ID, 8);
    this.#uint64(number);
  }

  /**
   * Where the packet was received (spec logs-and-config 6.4); nothing without a fix, or when the
   * position is none on earth.
   */
  packetLocation(location: PacketLocation): void {
    const { latitude, longitude, altitudeM, fix } = location;
    if (fix < 2 || !(Math.abs(latitude) <= 90) || !(Math.abs(longitude) <= 180)) return;
    // Fixed point 6.4 with an offset of 180,000 m: other heights have no place in 32 bits.
    const height = Math.round((altitudeM + 180_000) * 1e4);
    const hasHeight = fix > 2 && altitudeM !== 0 && height >= 0 && height <= 0xffffffff;
    const fields = hasHeight ? 12 : 8;
    this.#packetHasOptions = true;
    this.#optionHeader(OPTION_CUSTOM_BYTES, 12 + fields);
    this.#uint32(ENTERPRISE);
    this.#uint32(GPS_MAGIC | (CHUNK_VERSION << 8) | (fields << 16));
    this.#uint32(GPS_LONGITUDE | GPS_LATITUDE | (hasHeight ? GPS_ALTITUDE : 0));
    this.#uint32(Math.round((longitude + 180) * 1e7));
    this.#uint32(Math.round((latitude + 180) * 1e7));
    if (hasHeight) this.#uint32(height);
  }

  /** A JSON report that came with or instead of a frame (spec logs-and-config 6.5), as key and value. */
  packetJson(type: string, json: string): void {
    const text = encoder.encode(`${JSON.stringify(type)}: ${json}`);
    // Half a document is none.
    if (text.length > OPTION_BYTES_MAX - JSON_HEADER_BYTES) return;
    this.#packetHasOptions = true;
    this.#optionHeader(OPTION_CUSTOM_TEXT, JSON_HEADER_BYTES + text.length);
    this.#uint32(ENTERPRISE);
    this.#uint32((JSON_MAGIC | (CHUNK_VERSION << 8) | (text.length << 16)) >>> 0);
    this.#buffer.raw(text);
    this.#pad(text.length);
  }

  endPacket(): void {
    if (this.#packetHasOptions) this.#uint32(0);
    this.#end(this.#packetStart);
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
    for (const { code, value } of options) this.#option(code, value);
    this.#uint32(0);
  }

  #option(code: number, value: Uint8Array | string): void {
    const bytes = (typeof value === "string" ? encoder.encode(value) : value)
      .subarray(0, OPTION_BYTES_MAX);
    this.#optionHeader(code, bytes.length);
    this.#buffer.raw(bytes);
    this.#pad(bytes.length);
  }

  #optionHeader(code: number, length: number): void {
    this.#uint32((code | (length << 16)) >>> 0);
  }

  #time(timestampUs: number): void {
    const time = Math.floor(timestampUs);
    this.#uint32(Math.floor(time / 2 ** 32));
    this.#uint32(time % 2 ** 32);
  }

  #pad(length: number): void {
    for (let at = length; at % 4 !== 0; at++) this.#buffer.byte(0);
  }

  #uint64(value: number): void {
    this.#uint32(value % 2 ** 32);
    this.#uint32(Math.floor(value / 2 ** 32));
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
