// JSON from field tables (spec device-model 1.3 to 1.7): one line, field names as registered or
// with dots as underscores.
import { formatMac } from "../mac.ts";
import type { RecordTable, ValueType } from "../records/field.ts";
import { ByteBuffer } from "./byte-buffer.ts";
import { formatDouble, writeDouble, writeInteger, writeString } from "./json-text.ts";
import { NameCache } from "./name-cache.ts";
import { elementsOf, selectField, type Selection } from "./selection.ts";

const COMMA = 0x2c;
const QUOTE = 0x22;
const ZERO = 0x30;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
const OPEN_ARRAY = 0x5b;
const CLOSE_ARRAY = 0x5d;
const HEX = "0123456789ABCDEF";

/** How field names are spelled. */
export type NameStyle = "dots" | "underscores";

const encoder = new TextEncoder();

const nameCaches: Readonly<Record<NameStyle, NameCache>> = {
  dots: new NameCache((name) => encodeName(name)),
  underscores: new NameCache((name) => encodeName(name.replaceAll(".", "_"))),
};

/** `"name": ` as bytes. */
function encodeName(name: string): Uint8Array {
  return encoder.encode(`${JSON.stringify(name)}: `);
}

export class JsonWriter {
  readonly buffer: ByteBuffer;
  readonly #names: NameCache;
  readonly #nowSec: number;

  constructor(style: NameStyle, nowSec: number, buffer: ByteBuffer = new ByteBuffer()) {
    this.buffer = buffer;
    this.#names = nameCaches[style];
    this.#nowSec = nowSec;
  }

  /** Writes a value with a selection applied to it, or to each member of it. */
  selected(type: ValueType<unknown>, value: unknown, selection: Selection): void {
    const { buffer } = this;
    if (type.code === 14) {
      this.#selectedRecord(type, value, selection);
      return;
    }
    if (type.of === undefined || type.as === "keys") {
      this.value(type, value);
      return;
    }
    const asArray = type.code === 13 || type.as === "values";
    buffer.byte(asArray ? OPEN_ARRAY : OPEN_OBJECT);
    let first = true;
    for (const [key, member] of elementsOf(type, value)) {
      if (member === undefined || member === null) continue;
      if (!first) buffer.byte(COMMA);
      first = false;
      if (!asArray) this.#key(type, key);
      this.selected(type.of, member, selection);
    }
    buffer.byte(asArray ? CLOSE_ARRAY : CLOSE_OBJECT);
  }

  #selectedRecord(type: ValueType<unknown>, value: unknown, selection: Selection): void {
    const { buffer } = this;
    buffer.byte(OPEN_OBJECT);
    let first = true;
    for (const member of selection.members) {
      if (!first) buffer.byte(COMMA);
      first = false;
      buffer.raw(this.#names.ofText(member.name));
      const found = selectField(type, value, member.path, this.#nowSec);
      if (found === undefined) buffer.byte(ZERO);
      else this.value(found.type, found.value);
    }
    buffer.byte(CLOSE_OBJECT);
  }

  value(type: ValueType<unknown>, value: unknown): void {
    const { buffer } = this;
    switch (type.code) {
      case 0:
      case 12:
      case 20:
        writeString(buffer, value as string);
        return;
      case 9:
        writeDouble(buffer, Math.fround(value as number));
        return;
      case 10:
        writeDouble(buffer, value as number);
        return;
      case 11:
        buffer.byte(QUOTE);
        buffer.ascii(formatMac(value as number));
        buffer.byte(QUOTE);
        return;
      case 14:
        this.#record(type.table!(), value);
        return;
      case 19:
        this.#hex(value as Uint8Array);
        return;
      case 22:
        this.#doubles(value as ArrayLike<number>);
        return;
      case 24:
        this.#strings(value as readonly string[]);
        return;
      case 28:
        this.#pair(value as readonly [number, number]);
        return;
      default:
        if (type.code <= 8) writeInteger(buffer, value);
        else this.#container(type, value);
    }
  }

  #record(table: RecordTable<unknown>, raw: unknown): void {
    const { buffer } = this;
    const record = table.prepare === undefined ? raw : table.prepare(raw, this.#nowSec);
    const names = this.#names.ofTable(table);
    const { fields } = table;
    buffer.byte(OPEN_OBJECT);
    let first = true;
    for (let at = 0; at < fields.length; at++) {
      const field = fields[at]!;
      const value = field.get(record);
      if (value === undefined || value === null) continue;
      if (!first) buffer.byte(COMMA);
      first = false;
      buffer.raw(names[at]!);
      this.value(field.type, value);
    }
    buffer.byte(CLOSE_OBJECT);
  }

  #container(type: ValueType<unknown>, value: unknown): void {
    const { buffer } = this;
    const asArray = type.code === 13 || type.as === "values" || type.as === "keys";
    buffer.byte(asArray ? OPEN_ARRAY : OPEN_OBJECT);
    let first = true;
    for (const [key, member] of elementsOf(type, value)) {
      if (member === undefined || member === null) continue;
      if (!first) buffer.byte(COMMA);
      first = false;
      if (type.as === "keys") {
        writeString(buffer, keyText(type, key));
        continue;
      }
      if (!asArray) this.#key(type, key);
      if (type.of === undefined) writeDouble(buffer, member as number);
      else this.value(type.of, member);
    }
    buffer.byte(asArray ? CLOSE_ARRAY : CLOSE_OBJECT);
  }

  #key(type: ValueType<unknown>, key: string | number): void {
    writeString(this.buffer, keyText(type, key));
    this.buffer.ascii(": ");
  }

  #hex(bytes: Uint8Array): void {
    const { buffer } = this;
    buffer.reserve(bytes.length * 2 + 2);
    buffer.byte(QUOTE);
    for (const byte of bytes) {
      buffer.bytes[buffer.length++] = HEX.charCodeAt(byte >>> 4);
      buffer.bytes[buffer.length++] = HEX.charCodeAt(byte & 15);
    }
    buffer.byte(QUOTE);
  }

  // Mostly rings of rate histories, and those are mostly zeros.
  #doubles(values: ArrayLike<number>): void {
    const { buffer } = this;
    buffer.reserve(values.length * 2 + 2);
    let { bytes, length } = buffer;
    bytes[length++] = OPEN_ARRAY;
    for (let at = 0; at < values.length; at++) {
      if (at > 0) bytes[length++] = COMMA;
      const value = values[at]!;
      if (value === 0) {
        bytes[length++] = ZERO;
        continue;
      }
      buffer.length = length;
      writeDouble(buffer, value);
      buffer.reserve((values.length - at) * 2 + 2);
      ({ bytes, length } = buffer);
    }
    bytes[length++] = CLOSE_ARRAY;
    buffer.length = length;
  }

  #strings(values: readonly string[]): void {
    const { buffer } = this;
    buffer.byte(OPEN_ARRAY);
    for (let at = 0; at < values.length; at++) {
      if (at > 0) buffer.byte(COMMA);
      writeString(buffer, values[at]!);
    }
    buffer.byte(CLOSE_ARRAY);
  }

  #pair(pair: readonly [number, number]): void {
    const { buffer } = this;
    buffer.byte(OPEN_ARRAY);
    writeDouble(buffer, pair[0]);
    buffer.ascii(", ");
    writeDouble(buffer, pair[1]);
    buffer.byte(CLOSE_ARRAY);
  }
}

/** Text of a map key of the given map type. */
export function keyText(type: ValueType<unknown>, key: string | number): string {
  if (typeof key === "string") return key;
  if (type.code === 16) return formatMac(key);
  return type.code === 18 || type.code === 23 ? formatDouble(key) : String(key);
}
