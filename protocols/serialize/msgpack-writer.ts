// Typed msgpack of the first generation of clients: every value is [type code, value] (spec
// device-model 1.9, rest-api 6.1). Types that generation did not know are mapped to those it did.
import { formatMac } from "../mac.ts";
import { string, type ValueType } from "../records/field.ts";
import { ByteBuffer } from "./byte-buffer.ts";
import { keyText } from "./json-writer.ts";
import {
  packText,
  writeArrayHeader,
  writeBinary,
  writeFloat32,
  writeFloat64,
  writeMapHeader,
  writePackedInteger,
  writeText,
} from "./msgpack-bytes.ts";
import { NameCache } from "./name-cache.ts";
import { elementsOf, selectField, type Selection } from "./selection.ts";

const PAIR = 0x92;
const FULL_MASK = "FF:FF:FF:FF:FF:FF";
const PACKED_MASK = packText(FULL_MASK);
const VECTOR = 13;
const FIELD_MAP = 14;
const MAC_MAP = 16;
const STRING_MAP = 17;
const DOUBLE_MAP = 18;
const DOUBLE = 10;

// [10, 0.0] as often as the longest ring of a rate history has slots.
const ZERO_BYTES = 11;
const ZEROS = new Uint8Array(60 * ZERO_BYTES);
for (let at = 0; at < ZEROS.length; at += ZERO_BYTES) ZEROS.set([PAIR, DOUBLE, 0xcb], at);

const names = new NameCache(packText);

export class MsgpackWriter {
  readonly buffer: ByteBuffer;
  readonly #nowSec: number;

  constructor(nowSec: number, buffer: ByteBuffer = new ByteBuffer()) {
    this.buffer = buffer;
    this.#nowSec = nowSec;
  }

  /** Header of a list whose members follow. */
  vectorHeader(count: number): void {
    this.#type(VECTOR);
    writeArrayHeader(this.buffer, count);
  }

  /** Header of a map with bare text keys, each followed by a typed value. */
  stringMapHeader(count: number): void {
    this.#type(STRING_MAP);
    writeMapHeader(this.buffer, count);
  }

  selected(type: ValueType<unknown>, value: unknown, selection: Selection): void {
    if (type.code === FIELD_MAP) {
      this.#type(FIELD_MAP);
      writeMapHeader(this.buffer, selection.members.length);
      for (const member of selection.members) {
        this.buffer.raw(names.ofText(member.name));
        const found = selectField(type, value, member.path, this.#nowSec);
        if (found === undefined) this.#none();
        else this.value(found.type, found.value);
      }
      return;
    }
    if (type.of === undefined || type.as === "keys") {
      this.value(type, value);
      return;
    }
    const of = type.of;
    this.#members(type, value, (member) => this.selected(of, member, selection));
  }

  value(type: ValueType<unknown>, value: unknown): void {
    const { buffer } = this;
    switch (type.code) {
      case 0:
      case 12:
        this.#type(type.code);
        writeText(buffer, value as string);
        return;
      case 20:
        this.#type(0);
        writeText(buffer, value as string);
        return;
      case 9:
        this.#type(9);
        writeFloat32(buffer, value as number);
        return;
      case DOUBLE:
        this.#type(DOUBLE);
        writeFloat64(buffer, value as number);
        return;
      case 11:
        this.#type(11);
        buffer.byte(PAIR);
        writeText(buffer, formatMac(value as number));
        buffer.raw(PACKED_MASK);
        return;
      case FIELD_MAP:
        this.#record(type, value);
        return;
      case 19:
        this.#type(19);
        writeBinary(buffer, value as Uint8Array);
        return;
      case 22:
      case 28:
        this.#doubles(value as ArrayLike<number>);
        return;
      case 23:
        this.#doubleMap(value as ReadonlyMap<number, number>);
        return;
      case 24:
        this.#strings(value as readonly string[]);
        return;
      default:
        if (type.code <= 8) {
          this.#type(type.code);
          writePackedInteger(buffer, value);
        } else if (type.as === "keys") {
          this.#strings(Array.from(elementsOf(type, value), ([key]) => keyText(type, key)));
        } else this.#members(type, value, (member) => this.value(type.of ?? string, member));
    }
  }

  /** The pair of the type code and a value to follow. */
  #type(code: number): void {
    this.buffer.byte(PAIR);
    this.buffer.byte(code);
  }

  /** Absence, as the first generation wrote it: a zero. */
  #none(): void {
    this.#type(2);
    this.buffer.byte(0);
  }

  #record(type: ValueType<unknown>, raw: unknown): void {
    const { buffer } = this;
    const table = type.table!();
    const { fields } = table;
    const record = table.prepare === undefined ? raw : table.prepare(raw, this.#nowSec);
    // The map says first how many members follow.
    const values: unknown[] = [];
    let count = 0;
    for (let at = 0; at < fields.length; at++) {
      const value = fields[at]!.get(record);
      values.push(value);
      if (value !== undefined && value !== null) count += 1;
    }
    this.#type(FIELD_MAP);
    writeMapHeader(buffer, count);
    const packed = names.ofTable(table);
    for (let at = 0; at < fields.length; at++) {
      const value = values[at];
      if (value === undefined || value === null) continue;
      buffer.raw(packed[at]!);
      this.value(fields[at]!.type, value);
    }
  }

  #members(type: ValueType<unknown>, value: unknown, write: (member: unknown) => void): void {
    const { buffer } = this;
    const members = [...elementsOf(type, value)];
    const each = (member: unknown): void => {
      if (member === undefined || member === null) this.#none();
      else write(member);
    };
    if (type.code === VECTOR || type.as === "values") {
      this.vectorHeader(members.length);
      for (const [, member] of members) each(member);
      return;
    }
    const code = mapCode(type.code);
    this.#type(code);
    writeMapHeader(buffer, members.length);
    for (const [key, member] of members) {
      if (code === MAC_MAP) writeText(buffer, `${keyText(type, key)}/${FULL_MASK}`);
      else if (code === DOUBLE_MAP) writeFloat64(buffer, key as number);
      else if (code === STRING_MAP) writeText(buffer, keyText(type, key));
      else writePackedInteger(buffer, key);
      each(member);
    }
  }

  // Mostly rings of rate histories, and those are mostly zeros.
  #doubles(values: ArrayLike<number>): void {
    const { buffer } = this;
    const count = values.length;
    this.vectorHeader(count);
    for (let from = 0; from < count; from += 60) {
      const until = Math.min(from + 60, count);
      const start = buffer.length;
      buffer.raw(until - from === 60 ? ZEROS : ZEROS.subarray(0, (until - from) * ZERO_BYTES));
      const end = buffer.length;
      for (let at = from; at < until; at++) {
        if (values[at] === 0) continue;
        buffer.length = start + (at - from) * ZERO_BYTES + 2;
        writeFloat64(buffer, values[at]!);
      }
      buffer.length = end;
    }
  }

  #doubleMap(values: ReadonlyMap<number, number>): void {
    this.#type(DOUBLE_MAP);
    writeMapHeader(this.buffer, values.size);
    for (const [key, value] of values) {
      writeFloat64(this.buffer, key);
      this.#type(DOUBLE);
      writeFloat64(this.buffer, value);
    }
  }

  #strings(values: readonly string[]): void {
    this.vectorHeader(values.length);
    for (const value of values) {
      this.#type(0);
      writeText(this.buffer, value);
    }
  }
}

/** Maps of later generations have text keys. */
function mapCode(code: number): number {
  return code === 21 || code === 25 || code === 30 ? STRING_MAP : code;
}
