// Field names as they stand in the output, encoded once: a record has a hundred of them, and they
// never change.
import type { RecordTable } from "../records/field.ts";

/** Names that clients made up, in selections; more than these are encoded anew. */
const CLIENT_NAMES_MAX = 4096;

export class NameCache {
  readonly #encode: (name: string) => Uint8Array;
  readonly #tables = new WeakMap<RecordTable<unknown>, readonly Uint8Array[]>();
  readonly #texts = new Map<string, Uint8Array>();

  constructor(encode: (name: string) => Uint8Array) {
    this.#encode = encode;
  }

  /** One entry a field, in the order of the table. */
  ofTable(table: RecordTable<unknown>): readonly Uint8Array[] {
    let names = this.#tables.get(table);
    if (names === undefined) {
      names = table.fields.map((field) => this.#encode(field.name));
      this.#tables.set(table, names);
    }
    return names;
  }

  ofText(text: string): Uint8Array {
    let name = this.#texts.get(text);
    if (name === undefined) {
      if (this.#texts.size >= CLIENT_NAMES_MAX) this.#texts.clear();
      name = this.#encode(text);
      this.#texts.set(text, name);
    }
    return name;
  }
}
