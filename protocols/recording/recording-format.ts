// Recordings: everything that entered a server from outside, in order, in one append-only file.
//
// All numbers are little endian. The file begins with 16 bytes:
//   0  8  "MOIRAIRC"
//   8  4  version of this format, 1
//   12 4  XXH32 of bytes 0..11, seed 0
// Blocks follow, each with a head of 16 bytes:
//   0  4  bytes of the block unpacked, at most BLOCK_BYTES_MAX
//   4  4  bytes of the block as stored
//   8  4  0 stored as it is, 1 packed with deflate (RFC 1951)
//   12 4  check: XXH32 of the stored bytes, whose seed is XXH32 of head bytes 0..11, whose seed is
//         the check of the block before, or that of the file head
// So a block that was altered, removed, added or moved is noticed: it ends what can be believed. (The
// checks find accidents and careless edits. They keep no secret, so a forger can make them anew.)
//
// A block unpacked is a row of whole records:
//   0  4  bytes of the payload
//   4  1  type, RECORD_*
//   5  8  IEEE 754 double: milliseconds since the recording began, never less than the record before
//   13    payload: JSON in UTF-8 (recorded-value.ts), or for RECORD_BATCH that of recorded-batch.ts
// The first record of a file is RECORD_START. The last is RECORD_END, unless the file was cut or its
// program was killed. What a reader does with the records, in order, is in actors/record/.
import { xxhash32 } from "../xxhash32.ts";

export const RECORDING_VERSION = 1;
export const FILE_HEAD_BYTES = 16;
export const BLOCK_HEAD_BYTES = 16;
export const RECORD_HEAD_BYTES = 13;

/** A block is closed when it has grown to so much. */
export const BLOCK_BYTES = 512 * 1024;
/** The most that a reader takes as one block, and so the most that one record may hold. */
export const BLOCK_BYTES_MAX = 32 * 1024 * 1024;

export const STORED = 0;
export const DEFLATED = 1;

/** What the server was started with; see `RecordingStart`. */
export const RECORD_START = 1;
/** Time went on, nothing else. */
export const RECORD_TICK = 2;
/** The clock was set: `{ timeMs }`. */
export const RECORD_TIME = 3;
/** What the machine says of itself: `{ memoryBytes, connections }`. */
export const RECORD_SAMPLE = 4;
/** An answer to what the server asked the outside: `{ to, value }` or `{ to, error }`. */
export const RECORD_ANSWER = 5;
/** What a source or GPS said by itself: `{ stream, what, with }`. */
export const RECORD_TOLD = 6;
/** One read of a datasource. */
export const RECORD_BATCH = 7;
/** A command that changes things: `{ name, with }`. */
export const RECORD_COMMAND = 8;
/** A message of a part that is not replayed, like logs: `{ kind, text }`. */
export const RECORD_MESSAGE = 9;
/** So many events could not be recorded here: `{ count }`. */
export const RECORD_LOST = 10;
/** The recording ended in order: `{ events, lost }`. */
export const RECORD_END = 11;
/**
 * An event that a part published which is not replayed: `{ topic, payload }` of a log that is open, or
 * `{ topic, json }` of a plugin.
 */
export const RECORD_EVENT = 12;

/** What a server must be started with to do the same again. */
export interface RecordingStart {
  /** Of the program that recorded. */
  readonly version: string;
  readonly startMs: number;
  readonly seed: number;
  readonly serverUuid: string;
  readonly hostname: string;
  readonly user: { readonly name: string; readonly id: number; readonly home: string };
  /** Keys of the configuration that were given, without passwords. */
  readonly settings: Readonly<Record<string, readonly string[]>>;
  readonly logging: boolean;
  /** What the files said that `ouifile` names: makers by prefix, and what could not be read. */
  readonly makers?: { readonly makers: ReadonlyMap<number, string>; readonly problems: string[] };
}

/** A file cannot be replayed, or not further; the message is a sentence for people. */
export class RecordingError extends Error {
  override name = "RecordingError";
}

export const MAGIC: Uint8Array = new TextEncoder().encode("MOIRAIRC");

/** The head of a file of this or, for tests, another version. */
export function encodeFileHead(version = RECORDING_VERSION): Uint8Array {
  const head = new Uint8Array(FILE_HEAD_BYTES);
  const view = new DataView(head.buffer);
  head.set(MAGIC);
  view.setUint32(8, version, true);
  view.setUint32(12, xxhash32(head, 0, 12), true);
  return head;
}

/** The check with which the chain of blocks begins; throws for what is no head of this version. */
export function decodeFileHead(head: Uint8Array): number {
  if (head.length < MAGIC.length || MAGIC.some((byte, at) => head[at] !== byte)) {
    throw new RecordingError("it is no recording of moirai");
  }
  if (head.length < FILE_HEAD_BYTES) {
    throw new RecordingError("it is a recording that was cut in its first bytes");
  }
  const view = new DataView(head.buffer, head.byteOffset, FILE_HEAD_BYTES);
  const check = view.getUint32(12, true);
  if (check !== xxhash32(head, 0, 12)) {
    throw new RecordingError("it is a recording whose first bytes were altered");
  }
  const version = view.getUint32(8, true);
  if (version !== RECORDING_VERSION) {
    throw new RecordingError(
      `it is a recording of format version ${version}, and this moirai reads version ` +
        `${RECORDING_VERSION}; replay it with the moirai that made it`,
    );
  }
  return check;
}

export interface BlockHead {
  readonly plainBytes: number;
  readonly storedBytes: number;
  readonly packing: number;
  readonly check: number;
}

export function encodeBlockHead(
  plainBytes: number,
  stored: Uint8Array,
  packing: number,
  checkBefore: number,
): { head: Uint8Array; check: number } {
  const head = new Uint8Array(BLOCK_HEAD_BYTES);
  const view = new DataView(head.buffer);
  view.setUint32(0, plainBytes, true);
  view.setUint32(4, stored.length, true);
  view.setUint32(8, packing, true);
  const check = checkOf(head, stored, checkBefore);
  view.setUint32(12, check, true);
  return { head, check };
}

export function decodeBlockHead(head: Uint8Array): BlockHead {
  const view = new DataView(head.buffer, head.byteOffset, BLOCK_HEAD_BYTES);
  return {
    plainBytes: view.getUint32(0, true),
    storedBytes: view.getUint32(4, true),
    packing: view.getUint32(8, true),
    check: view.getUint32(12, true),
  };
}

export function checkOf(head: Uint8Array, stored: Uint8Array, checkBefore: number): number {
  return xxhash32(stored, 0, stored.length, xxhash32(head, 0, 12, checkBefore));
}
