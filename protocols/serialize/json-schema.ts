// JSON Schema (2020-12) of what the JSON writer makes of field tables: documents of the API and the
// types of its client are made of it, so they say what is written (spec device-model 1.3 to 1.5).
import type { RecordTable, ValueType } from "../records/field.ts";

/** A schema, or a part of one. */
export interface JsonSchema {
  readonly $ref?: string;
  readonly type?: "string" | "integer" | "number" | "boolean" | "array" | "object";
  readonly description?: string;
  readonly format?: string;
  readonly pattern?: string;
  readonly const?: string | number;
  readonly enum?: readonly (string | number)[];
  readonly minimum?: number;
  readonly items?: JsonSchema | false;
  readonly prefixItems?: readonly JsonSchema[];
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: JsonSchema | boolean;
  readonly anyOf?: readonly JsonSchema[];
  readonly contentMediaType?: string;
  readonly contentEncoding?: string;
}

/** What documents need of a record's table. */
export type TableDescription = Pick<RecordTable<never>, "name" | "fields">;

const STRING: JsonSchema = { type: "string" };
const NUMBER: JsonSchema = { type: "number" };
const unsigned = (format: string): JsonSchema => ({ type: "integer", format, minimum: 0 });
const signed = (format: string): JsonSchema => ({ type: "integer", format });
const pattern = (text: string, description: string): JsonSchema => ({
  type: "string",
  pattern: text,
  description,
});

/** By type code; containers and records are made in `SchemaSet`. */
const SCALARS: ReadonlyMap<number, JsonSchema> = new Map([
  [0, STRING],
  [1, signed("int8")],
  [2, unsigned("uint8")],
  [3, signed("int16")],
  [4, unsigned("uint16")],
  [5, signed("int32")],
  [6, unsigned("uint32")],
  [7, signed("int64")],
  [8, unsigned("uint64")],
  [9, { type: "number", format: "float" }],
  [10, { type: "number", format: "double" }],
  [11, pattern("^[0-9A-F]{2}(:[0-9A-F]{2}){5}$", "MAC address")],
  [12, pattern("^[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}$", "UUID")],
  [19, pattern("^([0-9A-F]{2})*$", "Bytes in hexadecimal")],
  [20, pattern("^[0-9A-F]+_[0-9A-F]+$", "Device key")],
  [22, { type: "array", items: NUMBER }],
  [23, { type: "object", additionalProperties: NUMBER }],
  [24, { type: "array", items: STRING }],
  [28, { type: "array", prefixItems: [NUMBER, NUMBER], items: false, minItems: 2, maxItems: 2 }],
]);

const VECTOR = 13;
const RECORD = 14;

/** `dot11_device` as `Dot11Device`. */
function schemaName(tableName: string): string {
  return tableName.split(/[^A-Za-z0-9]+/)
    .map((part) => `${part.slice(0, 1).toUpperCase()}${part.slice(1)}`)
    .join("");
}

/** Schemas of record tables, each written once and referred to by its name. */
export class SchemaSet {
  readonly #stem: string;
  readonly #tables = new Map<string, TableDescription["fields"]>();
  readonly #schemas = new Map<string, JsonSchema>();

  /** `stem` is what stands before a name in a reference. */
  constructor(stem = "#/components/schemas/") {
    this.#stem = stem;
  }

  /** Every schema so far, in order of names. */
  schemas(): Record<string, JsonSchema> {
    return Object.fromEntries([...this.#schemas].sort(([a], [b]) => a < b ? -1 : 1));
  }

  /** A reference to the schema of a table, which is made if it is new. */
  ofTable(table: TableDescription): JsonSchema {
    const name = schemaName(table.name);
    const known = this.#tables.get(name);
    if (known !== undefined && known !== table.fields) {
      throw new Error(`two record tables are called ${table.name}`);
    }
    if (known === undefined) {
      this.#tables.set(name, table.fields);
      this.#schemas.set(name, this.#recordSchema(table));
    }
    return { $ref: `${this.#stem}${name}` };
  }

  ofType(type: ValueType<unknown>): JsonSchema {
    const scalar = SCALARS.get(type.code);
    if (scalar !== undefined) return scalar;
    if (type.code === RECORD) return this.ofTable(type.table!());
    if (type.as === "keys") return { type: "array", items: STRING };
    // A map without a type of its values holds numbers.
    const member = type.of === undefined ? NUMBER : this.ofType(type.of);
    return type.code === VECTOR || type.as === "values"
      ? { type: "array", items: member }
      : { type: "object", additionalProperties: member };
  }

  #recordSchema(table: TableDescription): JsonSchema {
    const properties: Record<string, JsonSchema> = {};
    for (const { name, type, description } of table.fields) {
      properties[name] = { ...this.ofType(type), description };
    }
    const required = table.fields.filter((one) => !one.optional).map((one) => one.name);
    return { type: "object", properties, ...required.length > 0 && { required } };
  }
}
