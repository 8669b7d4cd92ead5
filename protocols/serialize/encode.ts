// Serializers by name, over whole values and over long lists in pieces (spec device-model 1.7,
// rest-api 1.6).
import type { ValueType } from "../records/field.ts";
import { ByteBuffer } from "./byte-buffer.ts";
import { JsonWriter } from "./json-writer.ts";
import { MsgpackWriter } from "./msgpack-writer.ts";
import { PrettyWriter } from "./pretty-writer.ts";
import { elementsOf, type Selection } from "./selection.ts";

export type Format = "json" | "prettyjson" | "ekjson" | "itjson" | "tjson" | "msgpack";

/** Suffixes of request paths that name a serializer. */
export const FORMAT_OF_SUFFIX: ReadonlyMap<string, Format> = new Map([
  ["json", "json"],
  ["cmd", "json"],
  ["jcmd", "json"],
  ["prettyjson", "prettyjson"],
  ["ekjson", "ekjson"],
  ["itjson", "itjson"],
  ["tjson", "tjson"],
  ["msgpack", "msgpack"],
]);

export interface EncodeOptions {
  readonly format: Format;
  readonly selection?: Selection | undefined;
  /** Server time; rate histories are served as of this second. */
  readonly nowSec: number;
}

/** Pieces of a long list are at least this long, but for the last. */
const CHUNK_BYTES = 64 * 1024;
const NEWLINE = 0x0a;

interface Writer {
  readonly buffer: ByteBuffer;
  value(type: ValueType<unknown>, value: unknown): void;
  selected(type: ValueType<unknown>, value: unknown, selection: Selection): void;
}

function createWriter(options: EncodeOptions, buffer: ByteBuffer): Writer {
  switch (options.format) {
    case "msgpack":
      return new MsgpackWriter(options.nowSec, buffer);
    case "prettyjson":
      return new PrettyWriter(options.nowSec, buffer);
    case "ekjson":
    case "tjson":
      return new JsonWriter("underscores", options.nowSec, buffer);
    default:
      return new JsonWriter("dots", options.nowSec, buffer);
  }
}

/** A buffer that has grown beyond this is not kept for the next value; keeping one saves a third. */
const KEPT_BUFFER_BYTES = 256 * 1024;
/** Free while no value is being written; a getter that serializes something gets another one. */
let idleBuffer: ByteBuffer | undefined;

function write(
  writer: Writer,
  type: ValueType<unknown>,
  value: unknown,
  selection: Selection | undefined,
): void {
  if (selection === undefined) writer.value(type, value);
  else writer.selected(type, value, selection);
}

const isLines = (format: Format) => format === "ekjson" || format === "itjson";

/** The whole value as bytes. Line formats put each member of a list on a line of its own. */
export function encodeValue<V>(
  type: ValueType<V>,
  value: V,
  options: EncodeOptions,
): Uint8Array<ArrayBuffer> {
  const buffer = idleBuffer ?? new ByteBuffer(CHUNK_BYTES);
  idleBuffer = undefined;
  // What a getter that threw left behind.
  buffer.length = 0;
  const writer = createWriter(options, buffer);
  if (isLines(options.format)) {
    if (type.of !== undefined && (type.code === 13 || type.as === "values")) {
      for (const [, member] of elementsOf(type, value)) {
        write(writer, type.of, member, options.selection);
        writer.buffer.byte(NEWLINE);
      }
    } else {
      write(writer, type, value, options.selection);
      writer.buffer.byte(NEWLINE);
    }
  } else {
    write(writer, type, value, options.selection);
  }
  const bytes = buffer.take();
  if (buffer.bytes.length <= KEPT_BUFFER_BYTES) idleBuffer = buffer;
  return bytes;
}

/** Members looked at between two pieces of a list whose length must be known. */
const COLLECTED_PER_PIECE = 4096;
const EMPTY = new Uint8Array(0);

/**
 * A list in pieces, so that the caller can do other work between them; `values` is read as it goes.
 * msgpack states its length first, so there the list is collected before it is written; pieces are
 * empty meanwhile.
 */
export function* encodeChunks<V>(
  elementType: ValueType<V>,
  values: Iterable<V>,
  options: EncodeOptions,
): Generator<Uint8Array<ArrayBuffer>> {
  if (options.format === "prettyjson") {
    yield* prettyChunks(elementType, values, options);
    return;
  }
  const buffer = new ByteBuffer(CHUNK_BYTES);
  const writer = createWriter(options, buffer);
  const lines = isLines(options.format);
  let list = values;
  if (writer instanceof MsgpackWriter) {
    const collected: V[] = [];
    for (const value of values) {
      if (collected.push(value) % COLLECTED_PER_PIECE === 0) yield EMPTY;
    }
    writer.vectorHeader(collected.length);
    list = collected;
  } else if (!lines) buffer.ascii("[");
  const separated = !lines && options.format !== "msgpack";
  let first = true;
  for (const value of list) {
    if (separated && !first) buffer.ascii(",");
    first = false;
    write(writer, elementType, value, options.selection);
    if (lines) buffer.byte(NEWLINE);
    if (buffer.length >= CHUNK_BYTES) yield buffer.take();
  }
  if (separated) buffer.ascii("]");
  if (buffer.length > 0) yield buffer.take();
}

/** As `PrettyWriter` writes a list at the top. */
function* prettyChunks<V>(
  elementType: ValueType<V>,
  values: Iterable<V>,
  options: EncodeOptions,
): Generator<Uint8Array<ArrayBuffer>> {
  const buffer = new ByteBuffer(CHUNK_BYTES);
  const writer = new PrettyWriter(options.nowSec, buffer);
  buffer.ascii("[\r\n");
  let first = true;
  for (const value of values) {
    if (value === undefined || value === null) continue;
    buffer.ascii(first ? " " : ",\r\n ");
    first = false;
    if (options.selection === undefined) writer.value(elementType, value, 1);
    else writer.selected(elementType, value, options.selection, 1);
    if (buffer.length >= CHUNK_BYTES) yield buffer.take();
  }
  buffer.ascii("\r\n ]");
  yield buffer.take();
}
