// JSON for people: indented, and before each member of a record what it means (spec device-model
// 1.7, 15). Lines end in CRLF.
import type { Field, ValueType } from "../records/field.ts";
import { ByteBuffer } from "./byte-buffer.ts";
import { writeString } from "./json-text.ts";
import { JsonWriter, keyText } from "./json-writer.ts";
import { elementsOf, fieldOf, selectField, type Selection } from "./selection.ts";

const NEWLINE = "\r\n";

export class PrettyWriter {
  readonly buffer: ByteBuffer;
  readonly #nowSec: number;
  readonly #scalars: JsonWriter;

  constructor(nowSec: number, buffer: ByteBuffer = new ByteBuffer()) {
    this.buffer = buffer;
    this.#nowSec = nowSec;
    this.#scalars = new JsonWriter("dots", nowSec);
  }

  value(type: ValueType<unknown>, value: unknown, depth = 0): void {
    if (type.code === 14) this.#record(type, value, depth);
    else if (type.of !== undefined && type.as !== "keys") {
      const of = type.of;
      this.#members(type, value, depth, (member) => this.value(of, member, depth + 1));
    } else this.#scalar(type, value);
  }

  selected(type: ValueType<unknown>, value: unknown, selection: Selection, depth = 0): void {
    if (type.code === 14) {
      const table = type.table!();
      const members = selection.members.map((member) => {
        const found = selectField(type, value, member.path, this.#nowSec);
        const field = fieldOf(table, member.path[0]!);
        return { name: member.name, found, field };
      });
      this.#object(members, depth);
    } else if (type.of !== undefined && type.as !== "keys") {
      const of = type.of;
      this.#members(type, value, depth, (member) => {
        this.selected(of, member, selection, depth + 1);
      });
    } else this.#scalar(type, value);
  }

  #record(type: ValueType<unknown>, raw: unknown, depth: number): void {
    const table = type.table!();
    const record = table.prepare === undefined ? raw : table.prepare(raw, this.#nowSec);
    const members = [];
    for (const field of table.fields) {
      const value = field.get(record);
      if (value === undefined || value === null) continue;
      members.push({ name: field.name, found: { type: field.type, value }, field });
    }
    this.#object(members, depth);
  }

  #object(
    members: readonly {
      name: string;
      found: { type: ValueType<unknown>; value: unknown } | undefined;
      field: Field<unknown> | undefined;
    }[],
    depth: number,
  ): void {
    const { buffer } = this;
    const indent = " ".repeat(depth + 1);
    buffer.ascii(`${NEWLINE}${indent}{${NEWLINE}`);
    members.forEach(({ name, found, field }, at) => {
      if (field !== undefined) {
        buffer.ascii(indent);
        writeString(buffer, `description.${name}`);
        buffer.ascii(": ");
        writeString(buffer, `${field.type.name}, ${field.description}`);
        buffer.ascii(`,${NEWLINE}`);
      }
      buffer.ascii(indent);
      writeString(buffer, name);
      buffer.ascii(": ");
      if (found === undefined) buffer.ascii("0");
      else this.value(found.type, found.value, depth + 1);
      buffer.ascii(`${at < members.length - 1 ? "," : ""}${NEWLINE}${NEWLINE}`);
    });
    buffer.ascii(`${indent}}`);
  }

  #members(
    type: ValueType<unknown>,
    value: unknown,
    depth: number,
    write: (member: unknown) => void,
  ): void {
    const { buffer } = this;
    const asArray = type.code === 13 || type.as === "values";
    const indent = " ".repeat(depth + 1);
    buffer.ascii(`${asArray ? "[" : "{"}${NEWLINE}`);
    let first = true;
    for (const [key, member] of elementsOf(type, value)) {
      if (member === undefined || member === null) continue;
      if (!first) buffer.ascii(`,${NEWLINE}`);
      first = false;
      buffer.ascii(indent);
      if (!asArray) {
        writeString(buffer, keyText(type, key));
        buffer.ascii(": ");
      }
      write(member);
    }
    buffer.ascii(`${NEWLINE}${indent}${asArray ? "]" : "}"}`);
  }

  #scalar(type: ValueType<unknown>, value: unknown): void {
    this.#scalars.value(type, value);
    this.buffer.raw(this.#scalars.buffer.take());
  }
}
