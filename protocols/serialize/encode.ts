// Serializers by name, over whole values and over long lists in pieces (spec device-model 1.7,
// rest-api 1.6).
import type { ValueType } from "../records/field.ts";
import { vector } from "../records/field.ts";
import type { ByteBuffer } from "./byte-buffer.ts";
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

function createWriter(options: EncodeOptions): Writer {
  switch (options.format) {
    case "msgpack":
      return new MsgpackWriter(options.nowSec);
    case "prettyjson":
      return new PrettyWriter(options.nowSec);
    case "ekjson":
    case "tjson":
      return new JsonWriter("underscores", options.nowSec);
    default:
      return new JsonWriter("dots", options.nowSec);
  }
}

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
  const writer = createWriter(options);
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
  return writer.buffer.take();
}

/**
 * A list in pieces, so that the caller can do other work between them; `values` is read as it goes.
 * msgpack states its length first, so there the list is collected before it is written.
 */
export function* encodeChunks<V>(
  elementType: ValueType<V>,
  values: Iterable<V>,
  options: EncodeOptions,
): Generator<Uint8Array<ArrayBuffer>> {
  if (options.format === "prettyjson") {
    yield encodeValue(vector(elementType), values, options);
    return;
  }
  const writer = createWriter(options);
  const { buffer } = writer;
  const lines = isLines(options.format);
  let list = values;
  if (writer instanceof MsgpackWriter) {
    const collected = [...values];
    buffer.byte(0x92);
    buffer.byte(13);
    writer.arrayHeader(collected.length);
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
