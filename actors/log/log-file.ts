// A file that only grows, for logs that are written as a stream: chunks wait in a bounded queue while
// the disk is busy; what does not fit is dropped and counted. A chunk that the disk took only in part
// is cut off again, with all that waits behind it, because later records may lean on earlier ones.
import { ByteBuffer } from "../../protocols/serialize/byte-buffer.ts";
import type { Clock, Files, WritableFile } from "../../runtime/platform.ts";

/** Bytes that wait for the disk; further chunks are dropped. */
export const LOG_QUEUE_BYTES_MAX = 16 * 1024 * 1024;
/** A chunk is handed to the disk when it is this long, or this old. */
const CHUNK_BYTES = 128 * 1024;
const CHUNK_MS = 500;

export interface LogFileOptions {
  readonly files: Files;
  readonly clock: Clock;
  readonly path: string;
  readonly queueBytesMax?: number;
  /** So many records are on the disk. */
  written(records: number): void;
  /**
   * So many records are lost. Nothing of what was written in this call's past waits any more but
   * what is on its way to the disk; `empty`: the file is, so that its header must be written again.
   */
  dropped(records: number, reason: string, empty: boolean): void;
}

interface Chunk {
  readonly bytes: Uint8Array;
  readonly records: number;
}

export class LogFile {
  readonly #options: LogFileOptions;
  readonly #file: WritableFile;
  readonly #buffer = new ByteBuffer(CHUNK_BYTES * 2);
  #records = 0;
  readonly #queue: Chunk[] = [];
  #queuedBytes = 0;
  /** Bytes of whole chunks on the disk. */
  #size = 0;
  #timer: unknown = undefined;
  #writing: Promise<void> | undefined = undefined;

  private constructor(options: LogFileOptions, file: WritableFile) {
    this.#options = options;
    this.#file = file;
  }

  /** Opens an empty file that is there. */
  static async open(options: LogFileOptions): Promise<LogFile> {
    return new LogFile(options, await options.files.create(options.path, { append: true }));
  }

  /** Adds whole records; the bytes are copied. */
  write(bytes: Uint8Array, records: number): void {
    this.#buffer.raw(bytes);
    this.#records += records;
    if (this.#buffer.length >= CHUNK_BYTES) this.#enqueue();
    else if (this.#timer === undefined) {
      this.#timer = this.#options.clock.setTimeout(() => {
        this.#timer = undefined;
        this.#enqueue();
      }, CHUNK_MS);
    }
  }

  /** Writes what waits, then closes; rejects when it cannot be closed. */
  async close(): Promise<void> {
    this.#enqueue();
    while (this.#writing !== undefined) await this.#writing;
    await this.#file.close();
  }

  #enqueue(): void {
    const { clock, dropped, queueBytesMax = LOG_QUEUE_BYTES_MAX } = this.#options;
    if (this.#timer !== undefined) clock.clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#buffer.length === 0) return;
    const records = this.#records;
    this.#records = 0;
    if (this.#queuedBytes + this.#buffer.length > queueBytesMax) {
      this.#buffer.length = 0;
      dropped(records, "the disk is too slow", false);
      return;
    }
    const bytes = this.#buffer.take();
    this.#queuedBytes += bytes.length;
    this.#queue.push({ bytes, records });
    this.#writing ??= this.#drain().finally(() => {
      this.#writing = undefined;
    });
  }

  async #drain(): Promise<void> {
    for (let chunk = this.#queue.shift(); chunk !== undefined; chunk = this.#queue.shift()) {
      try {
        await this.#file.write(chunk.bytes);
        this.#size += chunk.bytes.length;
        this.#options.written(chunk.records);
      } catch (error) {
        await this.#cut();
        this.#giveUp(chunk, error instanceof Error ? error.message : String(error));
        return;
      }
      this.#queuedBytes -= chunk.bytes.length;
    }
  }

  #giveUp(chunk: Chunk, reason: string): void {
    let records = chunk.records + this.#records;
    for (const waiting of this.#queue.splice(0)) records += waiting.records;
    this.#queuedBytes = 0;
    this.#records = 0;
    this.#buffer.length = 0;
    this.#options.dropped(records, reason, this.#size === 0);
  }

  /** What a full disk took of a chunk goes again. */
  async #cut(): Promise<void> {
    try {
      await this.#file.truncate(this.#size);
    } catch {
      // The failure of the write has been told, and the next one meets the same disk.
    }
  }
}
