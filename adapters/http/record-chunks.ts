// Long answers in pieces: lists, lists inside a record, and maps, in every format (spec rest-api 1.6,
// 4.4, 6.1). A piece is made when the peer can take it, so no answer is ever one buffer.
import { string, type ValueType } from "../../protocols/records/field.ts";
import { encodeChunks, type EncodeOptions, encodeValue } from "../../protocols/serialize/encode.ts";

/** One member beside the list of a wrapped answer. */
export interface WrappedMember {
  readonly name: string;
  readonly type: ValueType<unknown>;
  readonly value: unknown;
}

/** A record with one long list in it. */
export interface Wrapping {
  readonly listName: string;
  readonly before: readonly WrappedMember[];
  readonly after: readonly WrappedMember[];
}

type Chunk = Uint8Array<ArrayBuffer>;

const encoder = new TextEncoder();
const FIELD_MAP = 14;
const STRING_MAP = 17;

/** A list, alone or wrapped. */
export function* rowChunks(
  type: ValueType<unknown>,
  rows: Iterable<unknown>,
  options: EncodeOptions,
  wrapping: Wrapping | undefined,
): Generator<Chunk, void, void> {
  if (wrapping === undefined) {
    yield* encodeChunks(type, rows, options);
    return;
  }
  const { before, after, listName } = wrapping;
  const inner = innerOptions(options);
  const members = (list: readonly WrappedMember[]): Iterable<readonly [string, Chunk]> =>
    list.map((member) => [
      member.name,
      encodeValue(member.type, member.value, { ...inner, selection: undefined }),
    ]);
  const frame = new ObjectFrame(options, before.length + 1 + after.length, FIELD_MAP);
  yield frame.open();
  for (const [name, bytes] of members(before)) {
    yield frame.name(fieldName(name, options));
    yield bytes;
  }
  yield frame.name(fieldName(listName, options));
  yield* encodeChunks(type, rows, inner);
  for (const [name, bytes] of members(after)) {
    yield frame.name(fieldName(name, options));
    yield bytes;
  }
  yield frame.close();
}

/** Keys that come from data, each with its record. */
export function* mapChunks(
  type: ValueType<unknown>,
  entries: Iterable<readonly [string, unknown]>,
  options: EncodeOptions,
): Generator<Chunk, void, void> {
  const list = [...entries];
  const inner = innerOptions(options);
  const frame = new ObjectFrame(options, list.length, STRING_MAP);
  yield frame.open();
  for (const [key, value] of list) {
    yield frame.name(key);
    yield encodeValue(type, value, inner);
  }
  yield frame.close();
}

/** Inside an object there are no lines; only the spelling of names stays. */
function innerOptions(options: EncodeOptions): EncodeOptions {
  if (options.format === "ekjson") return { ...options, format: "tjson" };
  if (options.format === "itjson") return { ...options, format: "json" };
  return options;
}

function fieldName(name: string, options: EncodeOptions): string {
  const underscored = options.format === "ekjson" || options.format === "tjson";
  return underscored ? name.replaceAll(".", "_") : name;
}

/** What stands around the members of an object. */
class ObjectFrame {
  readonly #options: EncodeOptions;
  readonly #count: number;
  readonly #code: number;
  #first = true;

  constructor(options: EncodeOptions, count: number, code: number) {
    this.#options = options;
    this.#count = count;
    this.#code = code;
  }

  open(): Chunk {
    if (this.#options.format !== "msgpack") return encoder.encode("{");
    const count = this.#count;
    // A typed value is an array of its type code and the map.
    const start = [0x92, this.#code];
    if (count < 16) return Uint8Array.of(...start, 0x80 | count);
    return Uint8Array.of(
      ...start,
      0xdf,
      count >>> 24,
      (count >>> 16) & 0xff,
      (count >>> 8) & 0xff,
      count & 0xff,
    );
  }

  name(text: string): Chunk {
    if (this.#options.format === "msgpack") {
      // Keys are bare: a typed string without its type code and the array header before it.
      return encodeValue(string, text, { format: "msgpack", nowSec: 0 }).slice(2);
    }
    const comma = this.#first ? "" : ",";
    this.#first = false;
    const line = this.#options.format === "prettyjson" ? "\r\n " : "";
    return encoder.encode(`${comma}${line}${JSON.stringify(text)}: `);
  }

  close(): Chunk {
    switch (this.#options.format) {
      case "msgpack":
        return new Uint8Array(0);
      case "prettyjson":
        return encoder.encode("\r\n}");
      case "ekjson":
      case "itjson":
        return encoder.encode("}\n");
      default:
        return encoder.encode("}");
    }
  }
}
