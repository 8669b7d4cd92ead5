// Frames of packets that a server has not acknowledged, oldest first: the newest in memory, the rest on
// disk, within a limit. Frames are numbered from 1, and each has its number in its header.
import { readFrameNumber, V3_HEADER_BYTES } from "../../protocols/external/frames.ts";
import { ByteBuffer } from "../../protocols/serialize/byte-buffer.ts";
import type { Files } from "../../runtime/platform.ts";

/** Frames are kept, written, read and thrown away in blocks of about this many bytes. */
export const BLOCK_BYTES = 256 * 1024;
/** Full blocks in memory; the oldest of more is written to disk. */
export const MEMORY_BLOCKS_MAX = 8;
const FILE_MODE = 0o600;

interface Block {
  /** Number of its first frame, and of the first behind it. */
  readonly first: number;
  readonly next: number;
  readonly size: number;
  /** Undefined once it is on disk. */
  bytes: Uint8Array | undefined;
  /** It is to be written to disk. */
  queued: boolean;
}

export interface SpoolInput {
  readonly files: Pick<Files, "create" | "readBytes" | "remove" | "makeDirectory">;
  /** Where blocks are kept; undefined keeps to memory. */
  readonly directory: string | undefined;
  /** Distinguishes the files of several sensors. */
  readonly name: string;
  readonly bytesMax: number;
  /** The disk did not take or give back a block. */
  readonly failed: (error: unknown) => void;
}

export class Spool {
  readonly #input: SpoolInput;
  readonly #blocks: Block[] = [];
  #filling = new ByteBuffer(BLOCK_BYTES * 2);
  #fillingFirst = 1;
  #next = 1;
  #fullBytes = 0;
  #writing: Promise<void> = Promise.resolve();
  #wake: (() => void)[] = [];
  /** Frames thrown away because there was no room. */
  lost = 0;

  constructor(input: SpoolInput) {
    this.#input = input;
  }

  /** Number that the next frame gets. */
  get nextNumber(): number {
    return this.#next;
  }

  get bytes(): number {
    return this.#fullBytes + this.#filling.length;
  }

  /** More than half of the room is used: the time to wait, for a source that can. */
  get isCrowded(): boolean {
    return this.bytes > this.#input.bytesMax / 2;
  }

  /** Where the next frame is to be written; call `added` after each. */
  get buffer(): ByteBuffer {
    return this.#filling;
  }

  /** One frame was appended to `buffer`, with the number `nextNumber` had. */
  added(): void {
    this.#next += 1;
    if (this.#filling.length >= BLOCK_BYTES) this.#closeBlock();
  }

  /** Frames were added that somebody may be waiting for. */
  announce(): void {
    for (const proceed of this.#wake.splice(0)) proceed();
  }

  /** Everything up to this number has arrived. */
  acknowledge(number: number): void {
    while (this.#blocks.length > 0 && this.#blocks[0]!.next <= number + 1) this.#drop();
    if (this.#blocks.length === 0 && this.#filling.length > 0 && this.#next <= number + 1) {
      this.#filling.length = 0;
      this.#fillingFirst = this.#next;
    }
    this.announce();
  }

  /** Resolves when there are frames behind this number, or the signal is aborted. */
  async after(number: number, signal: AbortSignal): Promise<void> {
    while (this.#next <= number + 1 && !signal.aborted) await this.#change(signal);
  }

  /** Resolves when there is room again. */
  async room(signal: AbortSignal): Promise<void> {
    while (this.isCrowded && !signal.aborted) await this.#change(signal);
  }

  /**
   * Frames behind this number, up to the end of their block, as one run of bytes, and the number of the
   * last; frames that were lost meanwhile are passed over. Undefined when there are none.
   */
  async read(number: number): Promise<{ bytes: Uint8Array; last: number } | undefined> {
    for (;;) {
      const block = this.#blocks.find(({ next }) => next > number + 1);
      if (block === undefined) {
        if (this.#next <= number + 1) return undefined;
        const bytes = this.#filling.bytes.slice(0, this.#filling.length);
        return { bytes: framesBehind(bytes, number), last: this.#next - 1 };
      }
      const bytes = block.bytes ?? await this.#load(block);
      if (bytes !== undefined) {
        return { bytes: framesBehind(bytes, number), last: block.next - 1 };
      }
      // The disk lost it: on with the next one.
      const at = this.#blocks.indexOf(block);
      if (at >= 0) {
        this.#blocks.splice(at, 1);
        this.#fullBytes -= block.size;
        this.lost += block.next - block.first;
      }
    }
  }

  /** Removes what is on disk. */
  async close(): Promise<void> {
    while (this.#blocks.length > 0) this.#drop();
    await this.#writing;
  }

  #closeBlock(): void {
    const bytes = this.#filling.bytes.slice(0, this.#filling.length);
    this.#blocks.push({
      first: this.#fillingFirst,
      next: this.#next,
      size: bytes.length,
      bytes,
      queued: false,
    });
    this.#fullBytes += bytes.length;
    this.#filling.length = 0;
    this.#fillingFirst = this.#next;
    while (this.bytes > this.#input.bytesMax && this.#blocks.length > 1) {
      const oldest = this.#blocks[0]!;
      this.lost += oldest.next - oldest.first;
      this.#drop();
    }
    this.#toDisk();
  }

  /** All but the newest blocks of memory go to disk, one after the other. */
  #toDisk(): void {
    const { directory } = this.#input;
    if (directory === undefined) return;
    const inMemory = this.#blocks.filter(({ bytes, queued }) => bytes !== undefined && !queued);
    // The next to be read stays at hand.
    const block = inMemory.length > MEMORY_BLOCKS_MAX ? inMemory[1] : undefined;
    if (block === undefined) return;
    block.queued = true;
    this.#writing = this.#writing.then(() => this.#store(block));
  }

  async #store(block: Block): Promise<void> {
    const { files, failed } = this.#input;
    if (block.bytes === undefined || !this.#blocks.includes(block)) return;
    try {
      const file = await files.create(this.#path(block), { mode: FILE_MODE });
      await file.write(block.bytes);
      await file.close();
      block.bytes = undefined;
      if (!this.#blocks.includes(block)) await files.remove(this.#path(block));
    } catch (error) {
      // It stays in memory, where the limit still holds.
      failed(error);
    }
  }

  async #load(block: Block): Promise<Uint8Array | undefined> {
    try {
      const bytes = await this.#input.files.readBytes(this.#path(block));
      return bytes.length === block.size ? bytes : undefined;
    } catch (error) {
      this.#input.failed(error);
      return undefined;
    }
  }

  #drop(): void {
    const block = this.#blocks.shift()!;
    this.#fullBytes -= block.size;
    if (block.bytes !== undefined) return;
    this.#writing = this.#writing.then(() => this.#input.files.remove(this.#path(block)))
      .catch((error: unknown) => this.#input.failed(error));
  }

  #path({ first }: Block): string {
    return `${this.#input.directory}/${this.#input.name}-${first}.frames`;
  }

  #change(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      this.#wake.push(resolve);
      signal.addEventListener("abort", () => resolve(), { once: true });
    });
  }
}

/** The frames of a run whose number is above this one. */
function framesBehind(bytes: Uint8Array, number: number): Uint8Array {
  let at = 0;
  while (at + V3_HEADER_BYTES <= bytes.length && readFrameNumber(bytes, at) <= number) {
    const length = ((bytes[at + 8]! << 24) | (bytes[at + 9]! << 16) | (bytes[at + 10]! << 8) |
      bytes[at + 11]!) >>> 0;
    at += V3_HEADER_BYTES + length;
  }
  return at === 0 ? bytes : bytes.subarray(at);
}
