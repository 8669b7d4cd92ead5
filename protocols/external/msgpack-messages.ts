// Messages to and from payloads of the third framing, by the tables of msgpack-fields.ts.
import { ByteBuffer } from "../serialize/byte-buffer.ts";
import {
  writeArrayHeader,
  writeBinary,
  writeFloat32,
  writeMapHeader,
  writePackedInteger,
  writeText,
} from "../serialize/msgpack-bytes.ts";
import type { ExternalFrame } from "./frames.ts";
import type { ExternalMessage, MessageKind, NameAndValue } from "./messages.ts";
import { MSGPACK_FIELDS, type MsgpackField, type MsgpackType } from "./msgpack-fields.ts";
import { MsgpackCursor } from "./msgpack-cursor.ts";

/** Members of one list in a message; a Wi-Fi radio has a few hundred channels. */
export const LIST_MEMBERS_MAX = 4096;

type Values = Record<string, unknown>;

/** The message of a frame of the third framing; undefined for a payload that is none. */
export function decodeMsgpackMessage(frame: ExternalFrame): ExternalMessage | undefined {
  const kind = frame.kind as MessageKind;
  const fields = MSGPACK_FIELDS[kind];
  if (fields === undefined) return undefined;
  const { payloadStart, payloadEnd, bytes, sequence, code } = frame;
  if (kind === "pong") return { kind, request: sequence };
  const values: Values = { kind };
  if (fields.length > 0) {
    const isEmpty = payloadStart === payloadEnd;
    cursor.reset(bytes, payloadStart, payloadEnd);
    const isWhole = isEmpty
      ? !fields.some(({ required }) => required)
      : readBlock(values, fields, bytes);
    // Whatever is wrong with its reason, a shutdown is one.
    if (!isWhole && kind !== "shutdown") return undefined;
  }
  if (kind === "error") values["request"] = sequence;
  if (ANSWERS.has(kind)) values["ok"] = kind === "listReport" ? code === 0 : code !== 0;
  if (kind === "error") values["ok"] = false;
  for (const [name, empty] of Object.entries(DEFAULTS[kind] ?? {})) values[name] ??= empty;
  return kind === "authToken" && values["token"] === undefined
    ? undefined
    : values as unknown as ExternalMessage;
}

/** The payload of a message; undefined for one that does not exist in the third framing. */
export function encodeMsgpackMessage(message: ExternalMessage): Uint8Array | undefined {
  const fields = MSGPACK_FIELDS[message.kind];
  if (fields === undefined) return undefined;
  if (fields.length === 0) return EMPTY;
  const buffer = new ByteBuffer(256);
  writeBlock(buffer, message as unknown as Values, fields);
  return buffer.take();
}

const ANSWERS: ReadonlySet<MessageKind> = new Set([
  "probeReport",
  "openReport",
  "listReport",
  "configureReport",
]);

const DEFAULTS: Partial<Record<MessageKind, Values>> = {
  shutdown: { reason: "" },
  probeReport: { interface: {} },
  listReport: { interfaces: [] },
  httpRequest: { variables: [] },
  httpResponse: { headers: [] },
};

const cursor = new MsgpackCursor();

function readBlock(into: Values, fields: readonly MsgpackField[], bytes: Uint8Array): boolean {
  const count = cursor.mapLength();
  for (let index = 0; index < count && !cursor.broken; index++) {
    const key = cursor.unsigned();
    const field = fields.find((one) => one.key === key);
    if (field === undefined) cursor.skip();
    else into[field.name] = readValue(field.type, bytes);
  }
  if (cursor.broken) return false;
  return fields.every((field) => !field.required || into[field.name] !== undefined);
}

function readValue(type: MsgpackType, bytes: Uint8Array): unknown {
  if (typeof type === "object") return readNested(type, bytes);
  switch (type) {
    case "u32":
      return cursor.unsigned();
    case "float32":
      return cursor.number();
    case "flag":
      return cursor.flag();
    case "truth":
      return cursor.atFlag() ? cursor.flag() : cursor.unsigned();
    case "bytes":
      return cursor.binary() ? bytes.slice(cursor.start, cursor.end) : undefined;
    case "text+":
      return cursor.textOrBinary() ? textAt(bytes) : undefined;
    case "text":
      return readText(bytes);
    case "texts":
      return readList(() => readText(bytes) ?? "");
    case "pairs":
      return readPairs(bytes);
  }
}

function readNested(
  type: readonly MsgpackField[] | { readonly listOf: readonly MsgpackField[] },
  bytes: Uint8Array,
): unknown {
  if ("listOf" in type) return readList(() => readNested(type.listOf, bytes));
  const values: Values = {};
  readBlock(values, type, bytes);
  return values;
}

function readList(read: () => unknown): unknown[] {
  const count = cursor.arrayLength();
  if (count > LIST_MEMBERS_MAX) cursor.broken = true;
  const result: unknown[] = [];
  for (let index = 0; index < count && !cursor.broken; index++) result.push(read());
  return result;
}

function readPairs(bytes: Uint8Array): NameAndValue[] {
  const count = cursor.mapLength();
  if (count > LIST_MEMBERS_MAX) cursor.broken = true;
  const result: NameAndValue[] = [];
  for (let index = 0; index < count && !cursor.broken; index++) {
    result.push([readText(bytes) ?? "", readText(bytes) ?? ""]);
  }
  return result;
}

function readText(bytes: Uint8Array): string | undefined {
  return cursor.text() ? textAt(bytes) : undefined;
}

const decoder = new TextDecoder();
function textAt(bytes: Uint8Array): string {
  return decoder.decode(bytes.subarray(cursor.start, cursor.end));
}

function writeBlock(buffer: ByteBuffer, values: Values, fields: readonly MsgpackField[]): void {
  const present = fields.filter((field) => field.always || isPresent(field, values[field.name]));
  writeMapHeader(buffer, present.length);
  for (const field of present) {
    writePackedInteger(buffer, field.key);
    writeValue(buffer, field.type, values[field.name]);
  }
}

/** Variables and headers are left out where there are none. */
function isPresent({ type }: MsgpackField, value: unknown): boolean {
  return value !== undefined && !(type === "pairs" && (value as readonly unknown[]).length === 0);
}

function writeValue(buffer: ByteBuffer, type: MsgpackType, value: unknown): void {
  if (typeof type === "object") {
    if (!("listOf" in type)) return writeBlock(buffer, value as Values, type);
    const blocks = (value ?? []) as readonly Values[];
    writeArrayHeader(buffer, blocks.length);
    for (const block of blocks) writeBlock(buffer, block, type.listOf);
    return;
  }
  switch (type) {
    case "u32":
      return writePackedInteger(buffer, value);
    case "float32":
      return writeFloat32(buffer, value as number);
    case "flag":
    case "truth":
      if (typeof value === "number") return writePackedInteger(buffer, value);
      return buffer.byte(value ? 0xc3 : 0xc2);
    case "bytes":
      return writeBinary(buffer, value as Uint8Array);
    case "text":
    case "text+":
      return writeText(buffer, value as string);
    case "texts":
      return writeTexts(buffer, value as readonly string[]);
    case "pairs": {
      const pairs = value as readonly NameAndValue[];
      writeMapHeader(buffer, pairs.length);
      for (const [name, text] of pairs) {
        writeText(buffer, name);
        writeText(buffer, text);
      }
    }
  }
}

function writeTexts(buffer: ByteBuffer, texts: readonly string[]): void {
  writeArrayHeader(buffer, texts.length);
  for (const text of texts) writeText(buffer, text);
}

const EMPTY = new Uint8Array(0);
