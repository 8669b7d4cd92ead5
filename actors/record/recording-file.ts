// The file of a recording: records are gathered in blocks, blocks are packed and written behind the
// packets' back. What the disk cannot take in time is left out, counted, and said in the file.
import {
  BLOCK_BYTES,
  BLOCK_BYTES_MAX,
  DEFLATED,
  encodeBlockHead,
  encodeFileHead,
  FILE_HEAD_BYTES,
  RECORD_END,
  RECORD_HEAD_BYTES,
  RECORD_LOST,
  RECORD_START,
  type RecordingStart,
  STORED,
} from "../../protocols/recording/recording-format.ts";
import { pack } from "../../protocols/recording/packing.ts";
import { encodeValue } from "../../protocols/recording/recorded-value.ts";
import type { Clock, TimerHandle, WritableFile } from "../../runtime/platform.ts";

/** Bytes that wait for the disk; what comes then is not recorded. */
export const WAITING_BYTES_MAX = 64 * 1024 * 1024;
/** With so much waiting, blocks are stored as they are, which is faster than packing them. */
const PACKED_BYTES_MAX = 8 * 1024 * 1024;
/** A killed program loses what it heard in this time. */
const FLUSH_MS = 1000;

/** A payload whose size is known before it is written. */
export interface Payload {
  readonly bytes: number;
  write(into: Uint8Array, at: number): void;
}

export interface RecordingFileOptions {
  /** Told once, when the file can no longer be written. */
  readonly failed: (error: unknown) => void;
  readonly waitingBytesMax?: number;
}

export class RecordingFile {
  /** Events recorded, and events that are not in the file. */
  events = 0;
  lost = 0;
  /** Bytes of file. */
  size = 0;
  readonly #file: WritableFile;
  readonly #clock: Clock;
  readonly #options: RecordingFileOptions;
  readonly #waiting: { readonly block: Uint8Array; readonly events: number }[] = [];
  #waitingBytes = 0;
  #check: number;
  #block = new Uint8Array(BLOCK_BYTES);
  #used = 0;
  #lostHere = 0;
  /** Events in the block at hand. */
  #gathered = 0;
  #writing: Promise<void> | undefined = undefined;
  #timer: TimerHandle = undefined;
  #broken = false;
  #closed = false;

  private constructor(file: WritableFile, clock: Clock, options: RecordingFileOptions) {
    this.#file = file;
    this.#clock = clock;
    this.#options = options;
    this.#check = new DataView(encodeFileHead().buffer).getUint32(12, true);
  }

  static async begin(
    file: WritableFile,
    clock: Clock,
    start: RecordingStart,
    options: RecordingFileOptions,
  ): Promise<RecordingFile> {
    const recording = new RecordingFile(file, clock, options);
    await file.write(encodeFileHead());
    recording.size = FILE_HEAD_BYTES;
    recording.#put(RECORD_START, 0, valuePayload(start));
    await recording.#flush();
    return recording;
  }

  /** Bytes that wait for the disk. */
  get waitingBytes(): number {
    return this.#waitingBytes;
  }

  append(type: number, atMs: number, payload: Payload): void {
    if (this.#closed) return;
    const max = this.#options.waitingBytesMax ?? WAITING_BYTES_MAX;
    const isTooMuch = this.#waitingBytes + payload.bytes > max ||
      payload.bytes + RECORD_HEAD_BYTES > BLOCK_BYTES_MAX;
    if (this.#broken || isTooMuch) {
      this.lost += 1;
      this.#lostHere += 1;
      return;
    }
    this.#tellLost(atMs);
    this.#put(type, atMs, payload);
    this.events += 1;
    this.#gathered += 1;
    this.#timer ??= this.#clock.setTimeout(() => {
      this.#timer = undefined;
      void this.#flush();
    }, FLUSH_MS);
  }

  /** Ends the file in order. */
  async close(atMs: number): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    if (this.#timer !== undefined) this.#clock.clearTimeout(this.#timer);
    this.#tellLost(atMs);
    this.#put(RECORD_END, atMs, valuePayload({ events: this.events, lost: this.lost }));
    await this.#flush();
    await this.#file.close();
  }

  #tellLost(atMs: number): void {
    if (this.#lostHere === 0) return;
    const count = this.#lostHere;
    this.#lostHere = 0;
    this.#put(RECORD_LOST, atMs, valuePayload({ count }));
  }

  #put(type: number, atMs: number, payload: Payload): void {
    const bytes = RECORD_HEAD_BYTES + payload.bytes;
    if (this.#used + bytes > this.#block.length) this.#seal(bytes);
    const view = new DataView(this.#block.buffer, this.#used);
    view.setUint32(0, payload.bytes, true);
    view.setUint8(4, type);
    view.setFloat64(5, atMs, true);
    payload.write(this.#block, this.#used + RECORD_HEAD_BYTES);
    this.#used += bytes;
  }

  /** Hands the block at hand to the disk and begins one with room for so much. */
  #seal(room: number): void {
    if (this.#used > 0) {
      this.#waiting.push({
        block: this.#block.subarray(0, this.#used),
        events: this.#gathered,
      });
      this.#waitingBytes += this.#used;
      this.#writing ??= this.#write();
    }
    this.#block = new Uint8Array(Math.max(BLOCK_BYTES, room));
    this.#used = 0;
    this.#gathered = 0;
  }

  async #flush(): Promise<void> {
    this.#seal(0);
    await this.#writing;
  }

  async #write(): Promise<void> {
    // The caller goes on with its packets first.
    await undefined;
    for (let next = this.#waiting.shift(); next !== undefined; next = this.#waiting.shift()) {
      const { block, events } = next;
      try {
        if (!this.#broken) await this.#writeBlock(block);
      } catch (error) {
        this.#broken = true;
        this.#options.failed(error);
      }
      if (this.#broken) {
        this.events -= events;
        this.lost += events;
      }
      this.#waitingBytes -= block.length;
    }
    this.#writing = undefined;
  }

  async #writeBlock(block: Uint8Array): Promise<void> {
    const packing = this.#waitingBytes > PACKED_BYTES_MAX ? STORED : DEFLATED;
    const stored = packing === STORED ? block : await pack(block);
    const { head, check } = encodeBlockHead(block.length, stored, packing, this.#check);
    this.#check = check;
    await this.#file.write(head);
    await this.#file.write(stored);
    this.size += head.length + stored.length;
  }
}

export function valuePayload(value: unknown): Payload {
  return bytesPayload(encodeValue(value));
}

export function bytesPayload(bytes: Uint8Array): Payload {
  return { bytes: bytes.length, write: (into, at) => into.set(bytes, at) };
}

export const NO_PAYLOAD: Payload = { bytes: 0, write: () => {} };
