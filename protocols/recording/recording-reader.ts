// Reads recordings block by block, and never believes them: lengths are checked, and the first block
// that is not as it was written ends what is read.
import {
  BLOCK_BYTES_MAX,
  BLOCK_HEAD_BYTES,
  checkOf,
  decodeBlockHead,
  decodeFileHead,
  DEFLATED,
  FILE_HEAD_BYTES,
  MAGIC,
  RECORD_END,
  RECORD_HEAD_BYTES,
  RECORD_LOST,
  RECORD_START,
  RecordingError,
  type RecordingStart,
  STORED,
} from "./recording-format.ts";
import { unpack } from "./packing.ts";
import { decodeValue, isObject } from "./recorded-value.ts";

/** One event from outside; its payload stays valid. */
export interface RecordedEvent {
  readonly type: number;
  readonly atMs: number;
  readonly payload: Uint8Array;
}

interface Input {
  /** As `ReadableFile`: 0 at the end. */
  read(into: Uint8Array): Promise<number>;
}

export class RecordingReader {
  readonly start: RecordingStart;
  /** What was wrong at the end, as a sentence; "" for a recording that ended in order. */
  problem = "";
  /** It was altered or damaged, which is worse than cut. */
  isDamaged = false;
  /** Events so far, without the first record and the last. */
  events = 0;
  /** Events that could not be recorded, as far as read. */
  lost = 0;
  /** Time of the last record read. */
  atMs = 0;
  readonly #blocks: BlockReader;
  #block: Uint8Array;
  #at = 0;
  #over = false;
  #ahead: Promise<Uint8Array | undefined>;

  private constructor(blocks: BlockReader, block: Uint8Array) {
    this.#blocks = blocks;
    this.#block = block;
    const first = this.#take();
    const start = first?.type === RECORD_START ? decodeValue(first.payload) : undefined;
    if (!isStart(start)) {
      throw new RecordingError("it is a recording that does not say how its server was started");
    }
    this.start = start;
    this.#ahead = blocks.next();
  }

  /** Rejects with a RecordingError for what is no recording, or none that can be read. */
  static async open(input: Input): Promise<RecordingReader> {
    const head = new Uint8Array(FILE_HEAD_BYTES);
    const length = await readFully(input, head);
    const blocks = new BlockReader(input, decodeFileHead(head.subarray(0, length)));
    const first = await blocks.next();
    if (first === undefined) {
      throw new RecordingError(
        `it is a recording without content: ${blocks.problem || "it ends after its first bytes"}`,
      );
    }
    return new RecordingReader(blocks, first);
  }

  /** The next event; undefined at the end, and `problem` says what kind of end it is. */
  next(): RecordedEvent | undefined | Promise<RecordedEvent | undefined> {
    if (this.#over) return undefined;
    if (this.#at >= this.#block.length) return this.#nextBlock();
    const event = this.#take();
    if (event === undefined) {
      this.isDamaged = true;
      return this.#end("a record in it is damaged");
    }
    if (event.type === RECORD_END) return this.#end("");
    if (event.type === RECORD_LOST) this.#countLost(event);
    this.events += 1;
    return event;
  }

  #countLost({ payload }: RecordedEvent): void {
    const value = decodeValue(payload);
    const count = isObject(value) ? Number(value["count"]) : NaN;
    if (Number.isFinite(count)) this.lost += count;
  }

  async #nextBlock(): Promise<RecordedEvent | undefined> {
    const block = await this.#ahead;
    if (block === undefined) {
      this.isDamaged = this.#blocks.isDamaged;
      return this.#end(
        this.#blocks.problem ||
          "it has no last record: its program was killed, or the file was cut",
      );
    }
    this.#block = block;
    this.#at = 0;
    this.#ahead = this.#blocks.next();
    return await this.next();
  }

  #end(problem: string): undefined {
    this.#over = true;
    this.problem = problem;
    return undefined;
  }

  /** The record at hand; undefined when it is none. */
  #take(): RecordedEvent | undefined {
    const bytes = this.#block;
    const start = this.#at + RECORD_HEAD_BYTES;
    if (start > bytes.length) return undefined;
    const view = new DataView(bytes.buffer, bytes.byteOffset + this.#at, RECORD_HEAD_BYTES);
    const length = view.getUint32(0, true);
    const atMs = view.getFloat64(5, true);
    if (start + length > bytes.length || !(atMs >= this.atMs && atMs < Infinity)) return undefined;
    this.#at = start + length;
    this.atMs = atMs;
    return { type: view.getUint8(4), atMs, payload: bytes.subarray(start, start + length) };
  }
}

/** Whether a file begins as recordings of any version do. */
export async function isRecording(input: Input): Promise<boolean> {
  const head = new Uint8Array(MAGIC.length);
  await readFully(input, head);
  return MAGIC.every((byte, at) => head[at] === byte);
}

class BlockReader {
  problem = "";
  isDamaged = false;
  readonly #input: Input;
  #check: number;
  #number = 0;

  constructor(input: Input, check: number) {
    this.#input = input;
    this.#check = check;
  }

  /** The next block unpacked; undefined at the end or, with `problem`, at the first bad one. */
  async next(): Promise<Uint8Array | undefined> {
    this.#number += 1;
    try {
      return await this.#next();
    } catch (error) {
      this.problem = `it cannot be read further: ${
        error instanceof Error ? error.message : String(error)
      }`;
      return undefined;
    }
  }

  async #next(): Promise<Uint8Array | undefined> {
    const bytes = new Uint8Array(BLOCK_HEAD_BYTES);
    const headLength = await readFully(this.#input, bytes);
    if (headLength === 0) return undefined;
    if (headLength < BLOCK_HEAD_BYTES) return this.#cut();
    const head = decodeBlockHead(bytes);
    // Deflate makes nothing noticeably longer, so what is stored has the same bound.
    if (head.plainBytes > BLOCK_BYTES_MAX || head.storedBytes > BLOCK_BYTES_MAX) {
      return this.#altered();
    }
    const stored = new Uint8Array(head.storedBytes);
    if (await readFully(this.#input, stored) < stored.length) return this.#cut();
    if (checkOf(bytes, stored, this.#check) !== head.check) return this.#altered();
    this.#check = head.check;
    if (head.packing === STORED && head.plainBytes === stored.length) return stored;
    const plain = head.packing === DEFLATED ? await unpack(stored, head.plainBytes) : undefined;
    return plain ?? this.#altered();
  }

  #cut(): undefined {
    this.problem = `it ends in the middle of block ${this.#number}: the file was cut, or its ` +
      "program was killed";
    return undefined;
  }

  #altered(): undefined {
    this.isDamaged = true;
    this.problem = `block ${this.#number} is not as it was written: the file was altered or is ` +
      "damaged, and nothing from there on is believed";
    return undefined;
  }
}

async function readFully(input: Input, into: Uint8Array): Promise<number> {
  let length = 0;
  while (length < into.length) {
    const count = await input.read(into.subarray(length));
    if (count === 0) break;
    length += count;
  }
  return length;
}

function isStart(value: unknown): value is RecordingStart {
  if (!isObject(value) || !isObject(value["user"]) || !isObject(value["settings"])) return false;
  const { user, settings } = value;
  const lists = Object.values(settings as object);
  return ["version", "serverUuid", "hostname"].every((key) => typeof value[key] === "string") &&
    ["startMs", "seed"].every((key) => Number.isFinite(value[key])) &&
    typeof value["logging"] === "boolean" &&
    typeof user.name === "string" && typeof user.home === "string" && Number.isFinite(user.id) &&
    lists.every((list) => Array.isArray(list) && list.every((one) => typeof one === "string"));
}
