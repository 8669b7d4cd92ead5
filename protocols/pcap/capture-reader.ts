// Reads capture files from chunks of bytes: finds out which format it is, then fills batches. Constant
// memory: one chunk and one record.
import { faultCode } from "../faults.ts";
import { PacketBatch } from "../packet/packet-batch.ts";
import type { CaptureProblem, FillResult, FormatReader } from "./capture-format.ts";
import { ChunkBuffer } from "./chunk-buffer.ts";
import { isPcap, PcapReader } from "./pcap-reader.ts";
import { PcapngReader, SECTION_HEADER } from "./pcapng-reader.ts";

const MAGIC = faultCode("pcap.magic");
const MAGIC_BYTES = 4;
const SHOWN_BYTES = 8;
/** First bytes of files that people give instead of a capture. */
const FOREIGN_FORMATS: readonly (readonly [start: string, what: string])[] = [
  ["1f 8b", "gzip: it was compressed twice"],
  ["28 b5 2f fd", "zstd: unpack it first"],
  ["fd 37 7a 58", "xz: unpack it first"],
  ["42 5a 68", "bzip2: unpack it first"],
  ["50 4b 03 04", "a zip archive: unpack it first"],
  ["53 51 4c 69", "an SQLite database such as a kismetdb log"],
  ["62 74 73 6e", "a btsnoop Bluetooth log"],
  ["47 4d 42 55", "a Network Monitor capture: convert it to pcapng first"],
];

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

  /** True once the file's header was read, or it is known to be no capture. */
  peek(): boolean {
    if (this.#problem !== undefined) return true;
    if (this.#format === undefined && this.#recognise() !== undefined) {
      return this.#problem !== undefined;
    }
    if (this.#format!.begin(this.#buffer)) return true;
    if (!this.#ended) return false;
    // It ends within its header; filling notes that as the problem.
    this.#format!.fill(new PacketBatch(), this.#buffer, true);
    return true;
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
    if (this.#buffer.gather(MAGIC_BYTES)) {
      const { view, start } = this.#buffer;
      const magic = view.getUint32(start, true);
      if (magic === SECTION_HEADER) this.#format = new PcapngReader();
      else if (isPcap(magic, view.getUint32(start, false))) this.#format = new PcapReader();
      if (this.#format !== undefined) return undefined;
    }
    if (!this.#buffer.gather(SHOWN_BYTES) && !this.#ended) return "more";
    const { start, bytes, available } = this.#buffer;
    const beginning = bytes.subarray(start, start + Math.min(available, SHOWN_BYTES));
    this.#problem = {
      fault: MAGIC,
      reason: available === 0 ? "the file is empty" : `not a capture file: ${describe(beginning)}`,
    };
    return "end";
  }
}

/** What a file that is no capture begins with, and what that looks like. */
function describe(beginning: Uint8Array): string {
  const hex = [...beginning.subarray(0, MAGIC_BYTES)]
    .map((byte) => byte.toString(16).padStart(2, "0")).join(" ");
  const text = [...beginning]
    .map((byte) => byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : ".").join("");
  const known = FOREIGN_FORMATS.find(([start]) => hex.startsWith(start))?.[1];
  const printable = beginning.every((byte) =>
    byte === 9 || byte === 10 || byte === 13 ||
    (byte >= 0x20 && byte < 0x7f)
  );
  const looks = known ?? (printable ? "text" : undefined);
  const begins = `it begins with ${hex} ("${text}")`;
  return looks === undefined ? begins : `${begins}, which looks like ${looks}`;
}
