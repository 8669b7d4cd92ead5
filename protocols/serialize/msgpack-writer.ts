// Typed msgpack of the first generation of clients: every value is [type code, value] (spec
// device-model 1.9, rest-api 6.1). Types that generation did not know are mapped to those it did.
import { formatMac } from "../mac.ts";
import { string, type ValueType } from "../records/field.ts";
import { ByteBuffer } from "./byte-buffer.ts";
import { keyText } from "./json-writer.ts";
import { elementsOf, selectField, type Selection } from "./selection.ts";

const PAIR = 0x92;
const FULL_MASK = "FF:FF:FF:FF:FF:FF";
const VECTOR = 13;
const FIELD_MAP = 14;
const STRING_MAP = 17;
const DOUBLE = 10;

const encoder = new TextEncoder();

export class MsgpackWriter {
  readonly buffer: ByteBuffer;
  readonly #nowSec: number;
  readonly #view = new DataView(new ArrayBuffer(8));

  constructor(nowSec: number, buffer: ByteBuffer = new ByteBuffer()) {
    this.buffer = buffer;
    this.#nowSec = nowSec;
  }

  selected(type: ValueType<unknown>, value: unknown, selection: Selection): void {
    if (type.code === FIELD_MAP) {
      this.#type(FIELD_MAP);
      this.mapHeader(selection.members.length);
      for (const member of selection.members) {
        this.text(member.name);
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
        this.text(value as string);
        return;
      case 20:
        this.#type(0);
        this.text(value as string);
        return;
      case 9:
      case DOUBLE:
        this.#type(type.code);
        this.#number(type.code, value as number);
        return;
      case 11:
        this.#type(11);
        buffer.byte(PAIR);
        this.text(formatMac(value as number));
        this.text(FULL_MASK);
        return;
      case FIELD_MAP:
        this.#record(type, value);
        return;
      case 19:
        this.#type(19);
        this.#binary(value as Uint8Array);
        return;
      case 22:
      case 28:
        this.#doubles(value as ArrayLike<number>);
        return;
      case 23:
        this.#doubleMap(value as ReadonlyMap<number, number>);
        return;
      case 24:
        this.#strings([...value as readonly string[]]);
        return;
      default:
        if (type.code <= 8) this.#integer(type.code, value);
        else if (type.as === "keys") {
          const keys = [...elementsOf(type, value)].map(([key]) => keyText(type, key));
          this.#strings(keys);
        } else this.#members(type, value, (member) => this.value(type.of ?? string, member));
    }
  }

  arrayHeader(count: number): void {
    this.#header(count, 0x90, 15, 0xdc);
  }

  mapHeader(count: number): void {
    this.#header(count, 0x80, 15, 0xde);
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
    const table = type.table!();
    const record = table.prepare === undefined ? raw : table.prepare(raw, this.#nowSec);
    const present: number[] = [];
    for (let at = 0; at < table.fields.length; at++) {
      const value = table.fields[at]!.get(record);
      if (value !== undefined && value !== null) present.push(at);
    }
    this.#type(FIELD_MAP);
    this.mapHeader(present.length);
    for (const at of present) {
      const field = table.fields[at]!;
      this.text(field.name);
      this.value(field.type, field.get(record));
    }
  }

  #members(type: ValueType<unknown>, value: unknown, write: (member: unknown) => void): void {
    const members = [...elementsOf(type, value)];
    const asVector = type.code === VECTOR || type.as === "values";
    if (asVector) {
      this.#type(VECTOR);
      this.arrayHeader(members.length);
      for (const [, member] of members) write(member);
      return;
    }
    const code = type.code === 21 || type.code === 25 || type.code === 30 ? STRING_MAP : type.code;
    this.#type(code);
    this.mapHeader(members.length);
    for (const [key, member] of members) {
      if (code === 16) this.text(`${keyText(type, key)}/${FULL_MASK}`);
      else if (code === 18) this.#number(DOUBLE, key as number);
      else if (code === 15) this.#plainInteger(key as number);
      else this.text(keyText(type, key));
      write(member);
    }
  }

  #doubles(values: ArrayLike<number>): void {
    this.#type(VECTOR);
    this.arrayHeader(values.length);
    for (let at = 0; at < values.length; at++) {
      this.#type(DOUBLE);
      this.#number(DOUBLE, values[at]!);
    }
  }

  #doubleMap(values: ReadonlyMap<number, number>): void {
    this.#type(18);
    this.mapHeader(values.size);
    for (const [key, value] of values) {
      this.#number(DOUBLE, key);
      this.#type(DOUBLE);
      this.#number(DOUBLE, value);
    }
  }

  #strings(values: readonly string[]): void {
    this.#type(VECTOR);
    this.arrayHeader(values.length);
    for (const value of values) {
      this.#type(0);
      this.text(value);
    }
  }

  #integer(code: number, value: unknown): void {
    this.#type(code);
    if (typeof value === "bigint") this.#bigInteger(value);
    else this.#plainInteger(Number(value) || 0);
  }

  #plainInteger(value: number): void {
    const { buffer } = this;
    const whole = Math.trunc(value);
    if (whole >= 0 && whole < 0x80) buffer.byte(whole);
    else if (whole < 0 && whole >= -32) buffer.byte(0x100 + whole);
    else if (whole >= 0 && whole <= 0xffffffff) this.#unsigned(whole);
    else if (whole < 0 && whole >= -0x80000000) {
      buffer.byte(0xd2);
      this.#view.setInt32(0, whole);
      this.#copy(4);
    } else this.#bigInteger(BigInt(whole));
  }

  #unsigned(value: number): void {
    const { buffer } = this;
    if (value <= 0xff) {
      buffer.byte(0xcc);
      buffer.byte(value);
    } else if (value <= 0xffff) {
      buffer.byte(0xcd);
      this.#view.setUint16(0, value);
      this.#copy(2);
    } else {
      buffer.byte(0xce);
      this.#view.setUint32(0, value);
      this.#copy(4);
    }
  }

  #bigInteger(value: bigint): void {
    this.buffer.byte(value < 0n ? 0xd3 : 0xcf);
    this.#view.setBigUint64(0, BigInt.asUintN(64, value));
    this.#copy(8);
  }

  #number(code: number, value: number): void {
    const { buffer } = this;
    if (code === DOUBLE) {
      buffer.byte(0xcb);
      this.#view.setFloat64(0, value);
      this.#copy(8);
    } else {
      buffer.byte(0xca);
      this.#view.setFloat32(0, value);
      this.#copy(4);
    }
  }

  text(text: string): void {
    const bytes = encoder.encode(text);
    const { buffer } = this;
    if (bytes.length < 32) buffer.byte(0xa0 | bytes.length);
    else if (bytes.length <= 0xff) {
      buffer.byte(0xd9);
      buffer.byte(bytes.length);
    } else if (bytes.length <= 0xffff) {
      buffer.byte(0xda);
      this.#view.setUint16(0, bytes.length);
      this.#copy(2);
    } else {
      buffer.byte(0xdb);
      this.#view.setUint32(0, bytes.length);
      this.#copy(4);
    }
    buffer.raw(bytes);
  }

  #binary(bytes: Uint8Array): void {
    const { buffer } = this;
    if (bytes.length <= 0xff) {
      buffer.byte(0xc4);
      buffer.byte(bytes.length);
    } else {
      buffer.byte(0xc6);
      this.#view.setUint32(0, bytes.length);
      this.#copy(4);
    }
    buffer.raw(bytes);
  }

  #header(count: number, fix: number, fixMax: number, sixteen: number): void {
    const { buffer } = this;
    if (count <= fixMax) buffer.byte(fix | count);
    else if (count <= 0xffff) {
      buffer.byte(sixteen);
      this.#view.setUint16(0, count);
      this.#copy(2);
    } else {
      buffer.byte(sixteen + 1);
      this.#view.setUint32(0, count);
      this.#copy(4);
    }
  }

  #copy(count: number): void {
    for (let at = 0; at < count; at++) this.buffer.byte(this.#view.getUint8(at));
  }
}
