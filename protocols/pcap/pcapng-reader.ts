// pcapng files (IETF draft-ietf-opsawg-pcapng): several sections of either byte order, several
// interfaces of any time resolution; unknown blocks are passed over.
import { faultCode } from "../faults.ts";
import type { PacketBatch } from "../packet/packet-batch.ts";
import {
  addPacket,
  BLOCK_BYTES_MAX,
  type CaptureProblem,
  type FillResult,
  type FormatReader,
  isFull,
  PACKET_BYTES_MAX,
} from "./capture-format.ts";
import type { ChunkBuffer } from "./chunk-buffer.ts";

// Every block: u32 type, u32 total length, body, options, u32 total length again.
export const SECTION_HEADER = 0x0a0d0d0a;
const INTERFACE_DESCRIPTION = 1;
const OLD_PACKET = 2;
const SIMPLE_PACKET = 3;
const ENHANCED_PACKET = 6;
const BYTE_ORDER_MAGIC = 0x1a2b3c4d;

const OPTION_END = 0;
const OPTION_TIME_RESOLUTION = 9;
const OPTION_FCS_LENGTH = 13;
const OPTION_TIME_OFFSET = 14;

/** Interfaces of one section; a file that names more is hostile. */
export const INTERFACES_MAX = 4096;

const BLOCK_LENGTH = faultCode("pcapng.block_length");
const BLOCK_ORDER = faultCode("pcapng.block_order");
const INTERFACE_UNKNOWN = faultCode("pcapng.interface");
const CUT_OFF = faultCode("pcapng.truncated");

class Interface {
  linkType = 0;
  snapLength = 0;
  /** Microseconds of one unit of its timestamps. */
  unitUs = 1;
  /** Units of one microsecond when whole, so that times stay exact; else 0. */
  unitsPerUs = 1;
  offsetSec = 0;
  fcsBytes = 0;
}

export class PcapngReader implements FormatReader {
  problem: CaptureProblem | undefined = undefined;
  packets = 0;
  linkType = 0;
  #little = true;
  #inSection = false;
  #interfaces: Interface[] = [];

  fill(batch: PacketBatch, buffer: ChunkBuffer, ended: boolean): FillResult {
    batch.count = 0;
    if (this.problem !== undefined) return "end";
    let bytes = 0;
    while (!isFull(batch, bytes)) {
      const length = this.#blockLength(buffer);
      if (length === undefined) break;
      if (length > buffer.available) break;
      const before = batch.count;
      if (!this.#readBlock(batch, buffer, length)) return "packets";
      if (this.problem !== undefined) break;
      if (batch.count > before) bytes += batch.capturedLength[before]!;
      buffer.skip(length);
    }
    if (batch.count > 0) return "packets";
    if (this.problem !== undefined) return "end";
    if (!ended) return "more";
    if (buffer.available > 0) {
      this.#fail(CUT_OFF, `the file is cut off after ${this.packets} packets`);
    }
    return "end";
  }

  /** A section says nothing of link types; the first interface is read with the first packets. */
  begin(_buffer: ChunkBuffer): boolean {
    return true;
  }

  /** Length of the block at hand; undefined when its header is not there yet or it lies. */
  #blockLength(buffer: ChunkBuffer): number | undefined {
    if (buffer.available < 12) return undefined;
    const { view, start } = buffer;
    const isSection = view.getUint32(start, true) === SECTION_HEADER;
    if (isSection) {
      if (view.getUint32(start + 8, true) === BYTE_ORDER_MAGIC) this.#little = true;
      else if (view.getUint32(start + 8, false) === BYTE_ORDER_MAGIC) this.#little = false;
      else {
        this.#fail(BLOCK_ORDER, "a section has no valid byte order");
        return undefined;
      }
    }
    const length = view.getUint32(start + 4, this.#little);
    if (length < 12 || length % 4 !== 0 || length > BLOCK_BYTES_MAX) {
      this.#fail(BLOCK_LENGTH, `a block after ${this.packets} packets claims ${length} bytes`);
      return undefined;
    }
    return length;
  }

  /** False when the block begins another batch, because its link type differs. */
  #readBlock(batch: PacketBatch, buffer: ChunkBuffer, length: number): boolean {
    const { view, start } = buffer;
    if (view.getUint32(start + length - 4, this.#little) !== length) {
      this.#fail(BLOCK_LENGTH, `a block after ${this.packets} packets names two lengths`);
      return true;
    }
    const type = view.getUint32(start, this.#little);
    if (type === SECTION_HEADER) {
      this.#inSection = true;
      this.#interfaces = [];
      return true;
    }
    if (!this.#inSection) {
      this.#fail(BLOCK_ORDER, "the file does not begin with a section header");
      return true;
    }
    switch (type) {
      case INTERFACE_DESCRIPTION:
        this.#readInterface(view, start, length);
        return true;
      case ENHANCED_PACKET:
        return this.#readEnhanced(batch, buffer, length);
      case SIMPLE_PACKET:
        return this.#readSimple(batch, buffer, length);
      case OLD_PACKET:
        return this.#readOld(batch, buffer, length);
      default:
        return true;
    }
  }

  // Body: u16 link type, u16 reserved, u32 snap length, options.
  #readInterface(view: DataView, start: number, length: number): void {
    if (length < 20 || this.#interfaces.length >= INTERFACES_MAX) {
      this.#fail(INTERFACE_UNKNOWN, "an interface description is damaged or one too many");
      return;
    }
    const described = new Interface();
    described.linkType = view.getUint16(start + 8, this.#little);
    described.snapLength = view.getUint32(start + 12, this.#little);
    let at = start + 16;
    const end = start + length - 4;
    while (at + 4 <= end) {
      const code = view.getUint16(at, this.#little);
      const size = view.getUint16(at + 2, this.#little);
      if (code === OPTION_END || at + 4 + size > end) break;
      if (code === OPTION_TIME_RESOLUTION && size >= 1) {
        setResolution(described, view.getUint8(at + 4));
      } else if (code === OPTION_FCS_LENGTH && size >= 1) {
        described.fcsBytes = Math.min(view.getUint8(at + 4), 8);
      } else if (code === OPTION_TIME_OFFSET && size >= 8) {
        described.offsetSec = Number(view.getBigInt64(at + 4, this.#little));
      }
      at += 4 + size + ((4 - (size & 3)) & 3);
    }
    if (this.#interfaces.length === 0) this.linkType = described.linkType;
    this.#interfaces.push(described);
  }

  // Body: u32 interface, u32 time high, u32 time low, u32 captured, u32 on the wire, packet.
  #readEnhanced(batch: PacketBatch, buffer: ChunkBuffer, length: number): boolean {
    const { view, start } = buffer;
    if (length < 32) return this.#badPacket();
    const source = this.#interfaces[view.getUint32(start + 8, this.#little)];
    const captured = view.getUint32(start + 20, this.#little);
    if (source === undefined || captured > length - 32) return this.#badPacket();
    return this.#add(
      batch,
      buffer,
      source,
      start + 28,
      captured,
      view.getUint32(start + 24, this.#little),
      timeUs(
        source,
        view.getUint32(start + 12, this.#little),
        view.getUint32(start + 16, this.#little),
      ),
    );
  }

  // Body: u32 on the wire, packet; of the first interface, without a time.
  #readSimple(batch: PacketBatch, buffer: ChunkBuffer, length: number): boolean {
    const { view, start } = buffer;
    const source = this.#interfaces[0];
    if (source === undefined || length < 16) return this.#badPacket();
    const wire = view.getUint32(start + 8, this.#little);
    const limit = source.snapLength === 0 ? wire : Math.min(wire, source.snapLength);
    const captured = Math.min(limit, length - 16);
    return this.#add(batch, buffer, source, start + 12, captured, wire, 0);
  }

  // Body: u16 interface, u16 drops, u32 time high, u32 time low, u32 captured, u32 wire, packet.
  #readOld(batch: PacketBatch, buffer: ChunkBuffer, length: number): boolean {
    const { view, start } = buffer;
    if (length < 32) return this.#badPacket();
    const source = this.#interfaces[view.getUint16(start + 8, this.#little)];
    const captured = view.getUint32(start + 20, this.#little);
    if (source === undefined || captured > length - 32) return this.#badPacket();
    return this.#add(
      batch,
      buffer,
      source,
      start + 28,
      captured,
      view.getUint32(start + 24, this.#little),
      timeUs(
        source,
        view.getUint32(start + 12, this.#little),
        view.getUint32(start + 16, this.#little),
      ),
    );
  }

  #add(
    batch: PacketBatch,
    buffer: ChunkBuffer,
    source: Interface,
    start: number,
    captured: number,
    wire: number,
    timestampUs: number,
  ): boolean {
    if (captured > PACKET_BYTES_MAX) return this.#badPacket();
    if (batch.count === 0) {
      batch.linkType = source.linkType;
      batch.fcsBytes = source.fcsBytes;
    } else if (batch.linkType !== source.linkType || batch.fcsBytes !== source.fcsBytes) {
      return false;
    }
    this.linkType = source.linkType;
    addPacket(batch, buffer, start, captured, wire, timestampUs);
    this.packets += 1;
    return true;
  }

  #badPacket(): boolean {
    this.#fail(INTERFACE_UNKNOWN, `packet ${this.packets + 1} has an unknown interface or length`);
    return true;
  }

  #fail(fault: number, reason: string): void {
    this.problem = { fault, reason };
  }
}

// A byte: bit 7 clear, a negative power of ten of seconds; set, of two.
function setResolution(into: Interface, value: number): void {
  const exponent = value & 0x7f;
  const perSecond = (value & 0x80) !== 0 ? 2 ** exponent : 10 ** exponent;
  into.unitUs = 1e6 / perSecond;
  into.unitsPerUs = perSecond >= 1e6 && Number.isInteger(perSecond / 1e6) ? perSecond / 1e6 : 0;
}

function timeUs(source: Interface, high: number, low: number): number {
  const offsetUs = source.offsetSec * 1e6;
  if (source.unitsPerUs === 1) return high * 0x100000000 + low + offsetUs;
  if (source.unitsPerUs > 1) {
    // Nanoseconds since 1970 are above 2^53: divide as integers.
    const units = (BigInt(high) << 32n) | BigInt(low);
    return Number(units / BigInt(source.unitsPerUs)) + offsetUs;
  }
  return Math.floor((high * 0x100000000 + low) * source.unitUs) + offsetUs;
}
