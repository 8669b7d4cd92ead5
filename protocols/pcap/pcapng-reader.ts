// pcapng files (draft-ietf-opsawg-pcapng): several sections of either byte order, several interfaces of
// any time resolution; blocks that hold neither packets nor interfaces are passed over unread.
//   Every block: u32 type, u32 total length, body, u32 total length again.
import { type Fault, faultCode } from "../faults.ts";
import type { PacketBatch } from "../packet/packet-batch.ts";
import {
  addPacket,
  type CaptureProblem,
  type FillResult,
  type FormatReader,
  isAtHand,
  isFull,
  PACKET_BYTES_MAX,
} from "./capture-format.ts";
import type { ChunkBuffer } from "./chunk-buffer.ts";
import { type PcapngInterface, readInterface } from "./pcapng-interface.ts";

export const SECTION_HEADER = 0x0a0d0d0a;
const INTERFACE_DESCRIPTION = 1;
const OLD_PACKET = 2;
const SIMPLE_PACKET = 3;
const ENHANCED_PACKET = 6;
const BYTE_ORDER_MAGIC = 0x1a2b3c4d;
const BLOCK_BYTES_MIN = 12;
/** Type, length and byte order: what must be at hand to know a block. */
const BLOCK_START_BYTES = 12;
const TRAILER_BYTES = 4;

/** Longest block that is held in memory: a packet and generous options. */
export const READ_BLOCK_BYTES_MAX = 1024 * 1024;
/** Longest block that is passed over (key logs, name tables); more is taken for a lie. */
export const BLOCK_BYTES_MAX = 64 * 1024 * 1024;
/** Interfaces of one section; a file that names more is hostile. */
export const INTERFACES_MAX = 4096;

const BLOCK_LENGTH = faultCode("pcapng.block_length");
const BLOCK_ORDER = faultCode("pcapng.block_order");
const INTERFACE = faultCode("pcapng.interface");
const PACKET_LENGTH = faultCode("pcapng.packet_length");
const CUT_OFF = faultCode("pcapng.truncated");

export class PcapngReader implements FormatReader {
  problem: CaptureProblem | undefined = undefined;
  packets = 0;
  linkType = 0;
  #little = true;
  #inSection = false;
  #interfaces: PcapngInterface[] = [];
  /** Time of the newest packet: simple packets carry none. */
  #lastUs = 0;
  /** Length of the block being passed over, and how much of it is left. */
  #passedLength = 0;
  #passedLeft = 0;

  fill(batch: PacketBatch, buffer: ChunkBuffer, ended: boolean): FillResult {
    batch.count = 0;
    if (this.problem !== undefined) return "end";
    let bytes = 0;
    while (!isFull(batch, bytes)) {
      const before = batch.count;
      if (!this.#step(batch, buffer)) break;
      if (batch.count > before) bytes += batch.capturedLength[before]!;
    }
    if (batch.count > 0) return "packets";
    if (this.problem !== undefined) return "end";
    if (!ended) return "more";
    if (buffer.available > 0 || this.#passedLeft > 0) {
      this.#fail(CUT_OFF, `the file is cut off after ${this.packets} packets`);
    }
    return "end";
  }

  /** Reads up to the first interface: only that says which link type the packets have. */
  begin(buffer: ChunkBuffer): boolean {
    while (this.#interfaces.length === 0 && this.problem === undefined) {
      if (!this.#step(undefined, buffer)) break;
    }
    return this.#interfaces.length > 0 || this.problem !== undefined;
  }

  /**
   * Takes one block; false when it is not at hand, lies, or belongs to the next batch. Without a batch
   * there are no interfaces yet, so no packet can be good.
   */
  #step(batch: PacketBatch | undefined, buffer: ChunkBuffer): boolean {
    if (this.#passedLeft > 0) return this.#passOn(batch, buffer);
    if (!isAtHand(batch, buffer, BLOCK_START_BYTES)) return false;
    const type = buffer.view.getUint32(buffer.start, this.#little);
    const length = this.#blockLength(buffer);
    if (length === undefined) return false;
    if (!isRead(type)) {
      if (!this.#inSection) return this.#fail(BLOCK_ORDER, "it has no section header");
      this.#passedLength = length;
      this.#passedLeft = length;
      return true;
    }
    if (length > READ_BLOCK_BYTES_MAX) return this.#failLength(length);
    if (!isAtHand(batch, buffer, length)) return false;
    const { view, start } = buffer;
    if (view.getUint32(start + length - TRAILER_BYTES, this.#little) !== length) {
      return this.#fail(BLOCK_LENGTH, `a block after ${this.packets} packets names two lengths`);
    }
    if (!this.#readBlock(batch, buffer, type, length)) return false;
    buffer.skip(length);
    return true;
  }

  /** Length of the block at hand; a section header decides the byte order first. */
  #blockLength(buffer: ChunkBuffer): number | undefined {
    const { view, start } = buffer;
    if (view.getUint32(start, true) === SECTION_HEADER) {
      if (view.getUint32(start + 8, true) === BYTE_ORDER_MAGIC) this.#little = true;
      else if (view.getUint32(start + 8, false) === BYTE_ORDER_MAGIC) this.#little = false;
      else {
        this.#fail(BLOCK_ORDER, `a section after ${this.packets} packets has no byte order`);
        return undefined;
      }
    }
    const length = view.getUint32(start + 4, this.#little);
    if (length >= BLOCK_BYTES_MIN && length % 4 === 0 && length <= BLOCK_BYTES_MAX) return length;
    this.#failLength(length);
    return undefined;
  }

  /** Passes over what has arrived of a block that is not read, however long it is. */
  #passOn(batch: PacketBatch | undefined, buffer: ChunkBuffer): boolean {
    while (this.#passedLeft > TRAILER_BYTES) {
      if (!isAtHand(batch, buffer, 1)) return false;
      const count = Math.min(this.#passedLeft - TRAILER_BYTES, buffer.available);
      buffer.skip(count);
      this.#passedLeft -= count;
    }
    if (!isAtHand(batch, buffer, TRAILER_BYTES)) return false;
    if (buffer.view.getUint32(buffer.start, this.#little) !== this.#passedLength) {
      return this.#fail(BLOCK_LENGTH, `a block after ${this.packets} packets names two lengths`);
    }
    buffer.skip(TRAILER_BYTES);
    this.#passedLeft = 0;
    return true;
  }

  #readBlock(
    batch: PacketBatch | undefined,
    buffer: ChunkBuffer,
    type: number,
    length: number,
  ): boolean {
    if (type === SECTION_HEADER) {
      this.#inSection = true;
      this.#interfaces = [];
      return true;
    }
    if (!this.#inSection) return this.#fail(BLOCK_ORDER, "it has no section header");
    if (type === INTERFACE_DESCRIPTION) return this.#addInterface(buffer, length);
    if (type === SIMPLE_PACKET) return this.#addSimple(batch, buffer, length);
    return this.#addTimed(batch, buffer, type, length);
  }

  #addInterface(buffer: ChunkBuffer, length: number): boolean {
    const { view, start } = buffer;
    if (this.#interfaces.length >= INTERFACES_MAX) {
      return this.#fail(INTERFACE, `a section has more than ${INTERFACES_MAX} interfaces`);
    }
    const described = readInterface(view, start + 8, start + length - TRAILER_BYTES, this.#little);
    if (described === undefined) return this.#fail(INTERFACE, "an interface has no description");
    if (this.#interfaces.length === 0) this.linkType = described.linkType;
    this.#interfaces.push(described);
    return true;
  }

  // Enhanced packet: u32 interface, u32 time high, u32 time low, u32 captured, u32 on the wire, packet,
  // options. The old packet block has u16 interface, u16 drops in place of the first.
  #addTimed(
    batch: PacketBatch | undefined,
    buffer: ChunkBuffer,
    type: number,
    length: number,
  ): boolean {
    const { view, start } = buffer;
    const little = this.#little;
    if (length < 32) return this.#failLength(length);
    const index = type === ENHANCED_PACKET
      ? view.getUint32(start + 8, little)
      : view.getUint16(start + 8, little);
    const captured = view.getUint32(start + 20, little);
    const origin = this.#interfaces[index];
    if (origin === undefined) return this.#failInterface(index);
    if (captured > PACKET_BYTES_MAX || captured > length - 32) return this.#failPacket(captured);
    if (batch === undefined || !startsOrContinues(batch, origin)) return false;
    const high = view.getUint32(start + 12, little);
    const low = view.getUint32(start + 16, little);
    this.#lastUs = origin.resolution.toUs(high, low);
    const wire = view.getUint32(start + 24, little);
    return this.#add(batch, buffer, start + 28, captured, wire);
  }

  // Simple packet: u32 on the wire, packet; of the first interface, cut to its snap length.
  #addSimple(batch: PacketBatch | undefined, buffer: ChunkBuffer, length: number): boolean {
    const { view, start } = buffer;
    if (length < 16) return this.#failLength(length);
    const origin = this.#interfaces[0];
    if (origin === undefined) return this.#failInterface(0);
    const wire = view.getUint32(start + 8, this.#little);
    const snapped = origin.snapLength === 0 ? wire : Math.min(wire, origin.snapLength);
    const captured = Math.min(snapped, length - 16);
    if (captured > PACKET_BYTES_MAX) return this.#failPacket(captured);
    if (batch === undefined || !startsOrContinues(batch, origin)) return false;
    return this.#add(batch, buffer, start + 12, captured, wire);
  }

  #add(
    batch: PacketBatch,
    buffer: ChunkBuffer,
    start: number,
    captured: number,
    wire: number,
  ): boolean {
    addPacket(batch, buffer, start, captured, wire, this.#lastUs);
    this.linkType = batch.linkType;
    this.packets += 1;
    return true;
  }

  #failLength(length: number): false {
    return this.#fail(BLOCK_LENGTH, `a block after ${this.packets} packets claims ${length} bytes`);
  }

  #failInterface(index: number): false {
    const packet = this.packets + 1;
    return this.#fail(
      INTERFACE,
      `packet ${packet} names interface ${index}, which is not described`,
    );
  }

  #failPacket(captured: number): false {
    const packet = this.packets + 1;
    return this.#fail(PACKET_LENGTH, `packet ${packet} claims ${captured} bytes`);
  }

  #fail(fault: Fault, reason: string): false {
    this.problem = { fault, reason };
    return false;
  }
}

function isRead(type: number): boolean {
  return type === ENHANCED_PACKET || type === SECTION_HEADER || type === INTERFACE_DESCRIPTION ||
    type === SIMPLE_PACKET || type === OLD_PACKET;
}

/** A batch has one link type: false when the packet must begin another. */
function startsOrContinues(batch: PacketBatch, origin: PcapngInterface): boolean {
  if (batch.count === 0) {
    batch.linkType = origin.linkType;
    batch.fcsBytes = origin.fcsBytes;
    return true;
  }
  return batch.linkType === origin.linkType && batch.fcsBytes === origin.fcsBytes;
}
