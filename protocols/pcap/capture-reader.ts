// Reads capture files from chunks of bytes: finds out which format it is, then fills batches.
import { faultCode } from "../faults.ts";
import type { PacketBatch } from "../packet/packet-batch.ts";
import type { CaptureProblem, FillResult, FormatReader } from "./capture-format.ts";
import { ChunkBuffer } from "./chunk-buffer.ts";
import { isPcap, PcapReader } from "./pcap-reader.ts";
import { PcapngReader, SECTION_HEADER } from "./pcapng-reader.ts";

const MAGIC = faultCode("pcap.magic");
const MAGIC_BYTES = 4;

/**
 * A capture as it is read. Append chunks, call `fill` until it says `more` or `end`; a filled batch
 * borrows the appended bytes until the next call. After the last chunk call `finish` and go on.
 */
export class CaptureReader {
  readonly #buffer = new ChunkBuffer();
  #format: FormatReader | undefined = undefined;
  #ended = false;
  #problem: CaptureProblem | undefined = undefined;

  /** Bytes read so far, for progress. */
  get consumed(): number {
    return this.#buffer.consumed;
  }

  get packets(): number {
    return this.#format?.packets ?? 0;
  }

  /** Link type of the last batch or of the file's header; 0 before either. */
  get linkType(): number {
    return this.#format?.linkType ?? 0;
  }

  /** The file is known to be a capture. */
  get recognised(): boolean {
    return this.#format !== undefined;
  }

  get problem(): CaptureProblem | undefined {
    return this.#problem ?? this.#format?.problem;
  }

  /** The bytes are used in place and must not change until they were read. */
  append(chunk: Uint8Array): void {
    this.#buffer.append(chunk);
  }

  /** No more bytes will come. */
  finish(): void {
    this.#ended = true;
  }

  /** True once it is known what the file is, or that it is no capture. */
  peek(): boolean {
    if (this.#problem !== undefined) return true;
    if (this.#format === undefined && this.#recognise() !== undefined) {
      return this.#problem !== undefined;
    }
    return this.#ended || this.#format!.begin(this.#buffer);
  }

  fill(batch: PacketBatch): FillResult {
    batch.count = 0;
    if (this.#problem !== undefined) return "end";
    if (this.#format === undefined) {
      const found = this.#recognise();
      if (found !== undefined) return found;
    }
    return this.#format!.fill(batch, this.#buffer, this.#ended);
  }

  #recognise(): FillResult | undefined {
    const { available, view, start, bytes } = this.#buffer;
    if (available < MAGIC_BYTES && !this.#ended) return "more";
    if (available >= MAGIC_BYTES) {
      const magic = view.getUint32(start, true);
      if (magic === SECTION_HEADER) this.#format = new PcapngReader();
      else if (isPcap(magic, view.getUint32(start, false))) this.#format = new PcapReader();
    }
    if (this.#format !== undefined) return undefined;
    this.#problem = {
      fault: MAGIC,
      reason: available === 0
        ? "the file is empty"
        : `not a capture file: it begins with ${hex(bytes.subarray(start, start + 4))}`,
    };
    return "end";
  }
}

function hex(bytes: Uint8Array): string {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join(" ");
}
