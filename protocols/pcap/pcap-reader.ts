// Classic pcap files (libpcap, tcpdump): both byte orders, micro- and nanoseconds, and the records
// with eight more bytes that an old Linux patch wrote.
import { faultCode } from "../faults.ts";
import type { PacketBatch } from "../packet/packet-batch.ts";
import {
  addPacket,
  type CaptureProblem,
  type FillResult,
  type FormatReader,
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
const FCS_PRESENT = 0x04000000;

const RECORD_LENGTH = faultCode("pcap.record_length");
const CUT_OFF = faultCode("pcap.truncated");

/** True when the bytes begin as a pcap file of either byte order does. */
export function isPcap(magic: number, swapped: number): boolean {
  return [magic, swapped].some((one) =>
    one === MAGIC_MICRO || one === MAGIC_NANO || one === MAGIC_MODIFIED
  );
}

export class PcapReader implements FormatReader {
  problem: CaptureProblem | undefined = undefined;
  packets = 0;
  linkType = 0;
  #little = true;
  #perMicrosecond = 1;
  #recordHeader = RECORD_HEADER_BYTES;
  #fcsBytes = 0;
  #hasHeader = false;

  fill(batch: PacketBatch, buffer: ChunkBuffer, ended: boolean): FillResult {
    batch.count = 0;
    if (this.problem !== undefined) return "end";
    if (!this.begin(buffer)) {
      return ended ? this.#fail(CUT_OFF, "the file ends within its header") : "more";
    }
    batch.linkType = this.linkType;
    batch.fcsBytes = this.#fcsBytes;
    let bytes = 0;
    const headerBytes = this.#recordHeader;
    while (buffer.available >= headerBytes && !isFull(batch, bytes)) {
      const { view, start } = buffer;
      const captured = view.getUint32(start + 8, this.#little);
      if (captured > PACKET_BYTES_MAX) {
        const result = this.#fail(
          RECORD_LENGTH,
          `packet ${this.packets + 1} claims ${captured} bytes`,
        );
        return batch.count > 0 ? "packets" : result;
      }
      if (buffer.available < headerBytes + captured) break;
      const seconds = view.getUint32(start, this.#little);
      const fraction = view.getUint32(start + 4, this.#little);
      addPacket(
        batch,
        buffer,
        start + headerBytes,
        captured,
        view.getUint32(start + 12, this.#little),
        seconds * 1e6 + Math.floor(fraction / this.#perMicrosecond),
      );
      bytes += captured;
      this.packets += 1;
      buffer.skip(headerBytes + captured);
    }
    if (batch.count > 0) return "packets";
    if (!ended) return "more";
    if (buffer.available === 0) return "end";
    return this.#fail(CUT_OFF, `the file is cut off in packet ${this.packets + 1}`);
  }

  begin(buffer: ChunkBuffer): boolean {
    if (this.#hasHeader) return true;
    if (buffer.available < PCAP_HEADER_BYTES) return false;
    const { view, start } = buffer;
    let magic = view.getUint32(start, true);
    this.#little = magic === MAGIC_MICRO || magic === MAGIC_NANO || magic === MAGIC_MODIFIED;
    if (!this.#little) magic = view.getUint32(start, false);
    if (magic === MAGIC_NANO) this.#perMicrosecond = 1000;
    if (magic === MAGIC_MODIFIED) this.#recordHeader = MODIFIED_RECORD_HEADER_BYTES;
    const network = view.getUint32(start + 20, this.#little);
    this.linkType = network & 0xffff;
    if ((network & FCS_PRESENT) !== 0) this.#fcsBytes = (network >>> 28) * 2;
    this.#hasHeader = true;
    buffer.skip(PCAP_HEADER_BYTES);
    return true;
  }

  #fail(fault: number, reason: string): FillResult {
    this.problem = { fault, reason };
    return "end";
  }
}
