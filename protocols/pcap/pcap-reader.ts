// Classic pcap files (draft-ietf-opsawg-pcap): both byte orders, micro- and nanoseconds, and the records
// with eight more bytes that an old Linux patch wrote.
import { faultCode } from "../faults.ts";
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

// File header, 24 bytes: u32 magic, u16 major, u16 minor, s32 zone, u32 accuracy, u32 snap length,
// u32 link type (bits 0..15; bit 26 says that bits 28..31 count 16-bit units of FCS).
// Record header, 16 bytes: u32 seconds, u32 fraction, u32 captured, u32 on the wire.
export const PCAP_HEADER_BYTES = 24;
const RECORD_HEADER_BYTES = 16;
const MODIFIED_RECORD_HEADER_BYTES = 24;

const MAGIC_MICRO = 0xa1b2c3d4;
const MAGIC_NANO = 0xa1b23c4d;
const MAGIC_MODIFIED = 0xa1b2cd34;
const LINK_TYPE_MASK = 0xffff;
const FCS_PRESENT = 0x04000000;

const RECORD_LENGTH = faultCode("pcap.record_length");
const CUT_OFF = faultCode("pcap.truncated");

/** True when the bytes begin as a pcap file of either byte order does. */
export function isPcap(magic: number, swapped: number): boolean {
  return isMagic(magic) || isMagic(swapped);
}

export class PcapReader implements FormatReader {
  problem: CaptureProblem | undefined = undefined;
  packets = 0;
  linkType = 0;
  #little = true;
  #perMicrosecond = 1;
  #recordHeaderBytes = RECORD_HEADER_BYTES;
  #fcsBytes = 0;
  #hasHeader = false;

  fill(batch: PacketBatch, buffer: ChunkBuffer, ended: boolean): FillResult {
    batch.count = 0;
    if (this.problem === undefined && !this.begin(buffer)) {
      if (!ended) return "more";
      this.#fail(CUT_OFF, "the file ends within its header");
    }
    if (this.problem !== undefined) return "end";
    batch.linkType = this.linkType;
    batch.fcsBytes = this.#fcsBytes;
    this.#addRecords(batch, buffer);
    if (batch.count > 0) return "packets";
    if (this.problem !== undefined) return "end";
    if (!ended) return "more";
    if (buffer.available > 0) {
      this.#fail(CUT_OFF, `the file is cut off in packet ${this.packets + 1}`);
    }
    return "end";
  }

  begin(buffer: ChunkBuffer): boolean {
    if (this.#hasHeader) return true;
    if (!buffer.gather(PCAP_HEADER_BYTES)) return false;
    const { view, start } = buffer;
    this.#little = isMagic(view.getUint32(start, true));
    const magic = view.getUint32(start, this.#little);
    if (magic === MAGIC_NANO) this.#perMicrosecond = 1000;
    if (magic === MAGIC_MODIFIED) this.#recordHeaderBytes = MODIFIED_RECORD_HEADER_BYTES;
    const network = view.getUint32(start + 20, this.#little);
    this.linkType = network & LINK_TYPE_MASK;
    if ((network & FCS_PRESENT) !== 0) this.#fcsBytes = (network >>> 28) * 2;
    this.#hasHeader = true;
    buffer.skip(PCAP_HEADER_BYTES);
    return true;
  }

  #addRecords(batch: PacketBatch, buffer: ChunkBuffer): void {
    const headerBytes = this.#recordHeaderBytes;
    const little = this.#little;
    let bytes = 0;
    while (!isFull(batch, bytes)) {
      if (!isAtHand(batch, buffer, headerBytes)) return;
      const captured = buffer.view.getUint32(buffer.start + 8, little);
      if (captured > PACKET_BYTES_MAX) {
        this.#fail(
          RECORD_LENGTH,
          `packet ${this.packets + 1} claims ${captured} bytes, more than ${PACKET_BYTES_MAX}`,
        );
        return;
      }
      if (!isAtHand(batch, buffer, headerBytes + captured)) return;
      const { view, start } = buffer;
      const fraction = view.getUint32(start + 4, little);
      addPacket(
        batch,
        buffer,
        start + headerBytes,
        captured,
        view.getUint32(start + 12, little),
        view.getUint32(start, little) * 1e6 + Math.floor(fraction / this.#perMicrosecond),
      );
      bytes += captured;
      this.packets += 1;
      buffer.skip(headerBytes + captured);
    }
  }

  #fail(fault: number, reason: string): void {
    this.problem = { fault, reason };
  }
}

function isMagic(magic: number): boolean {
  return magic === MAGIC_MICRO || magic === MAGIC_NANO || magic === MAGIC_MODIFIED;
}
