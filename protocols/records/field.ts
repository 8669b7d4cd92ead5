// What a tracked record is made of: tables of fields with wire name, type, description and getter.
// Every output (JSON family, msgpack, the field list, API documents, client types) is derived from
// these tables (spec device-model 1).

/** A value type of the wire; `code` is the stable number of the typed msgpack form (1.2). */
export interface ValueType<V> {
  readonly code: number;
  /** Name shown by the field list, `string`, `uint64_t`, `map[field, x]`, … */
  readonly name: string;
  /** Element or value type of containers. */
  readonly of?: ValueType<unknown>;
  /** Table of a record type; a function because tables may refer to each other. */
  readonly table?: () => RecordTable<unknown>;
  /** How a map is presented (1.5). */
  readonly as?: "object" | "values" | "keys";
  /** What searches and patterns see of a value whose type has no text of its own. */
  readonly searchAs?: (value: unknown) => string | undefined;
  /** Never set: carries `V` for the type checker. */
  readonly value?: V;
}

export interface Field<R> {
  /** Wire name, `kismet.device.base.macaddr`. */
  readonly name: string;
  readonly type: ValueType<unknown>;
  readonly description: string;
  /** The value, or undefined when an optional field is absent (the member is then left out). */
  readonly get: (record: R) => unknown;
  /** Whether there are records without it. */
  readonly optional: boolean;
}

export interface RecordTable<R> {
  /** Name for documents and types, `device`. */
  readonly name: string;
  readonly fields: readonly Field<R>[];
  /**
   * Brings a record up to date before it is written or walked; the getters get what this returns.
   * Rate histories are shifted to `nowSec` here.
   */
  readonly prepare?: (record: R, nowSec: number) => R;
}

/** What of a map is written. */
export type MapForm = "object" | "values" | "keys";

const scalar = <V>(code: number, name: string): ValueType<V> => ({ code, name });

export const string: ValueType<string> = scalar(0, "string");
export const int8: ValueType<number> = scalar(1, "int8_t");
export const uint8: ValueType<number | boolean> = scalar(2, "uint8_t");
export const int16: ValueType<number> = scalar(3, "int16_t");
export const uint16: ValueType<number> = scalar(4, "uint16_t");
export const int32: ValueType<number> = scalar(5, "int32_t");
export const uint32: ValueType<number> = scalar(6, "uint32_t");
export const int64: ValueType<number | bigint> = scalar(7, "int64_t");
export const uint64: ValueType<number | bigint> = scalar(8, "uint64_t");
/** A 32-bit float: written with the digits of the nearest 32-bit value. */
export const float: ValueType<number> = scalar(9, "float");
export const double: ValueType<number> = scalar(10, "double");
/** A 48-bit number, written AA:BB:CC:DD:EE:FF. */
export const mac: ValueType<number> = scalar(11, "mac_addr");
/** Upper-case text. */
export const uuid: ValueType<string> = scalar(12, "uuid");
/** Written as upper-case hex. */
export const bytes: ValueType<Uint8Array> = scalar(19, "bytearray");
/** Device key text, `4202770D00000000_FFEEDDCCBBAA`. */
export const deviceKey: ValueType<string> = scalar(20, "devicekey");
export const doubles: ValueType<ArrayLike<number>> = scalar(22, "vector[double]");
export const doubleDoubleMap: ValueType<ReadonlyMap<number, number>> = scalar(
  23,
  "map[double,double]",
);
export const strings: ValueType<readonly string[]> = scalar(24, "vector[string]");
/** A pair of doubles, [longitude, latitude] in locations. */
export const pair: ValueType<readonly [number, number]> = scalar(28, "pair[double, double]");

export const record = <R>(table: () => RecordTable<R>): ValueType<R> => ({
  code: 14,
  name: "map[field, x]",
  table: table as () => RecordTable<unknown>,
});
export const vector = <V>(of: ValueType<V>): ValueType<Iterable<V>> => ({
  code: 13,
  name: "vector[x]",
  of,
});
const map = <K, V>(code: number, name: string) =>
(
  of: ValueType<V>,
  as: MapForm = "object",
): ValueType<ReadonlyMap<K, V>> => ({ code, name, of, as });

export const intMap = <V>(
  of: ValueType<V>,
  as?: MapForm,
): ValueType<ReadonlyMap<number, V>> => map<number, V>(15, "map[int, x]")(of, as);
/** Keys are 48-bit numbers. */
export const macMap = <V>(
  of: ValueType<V>,
  as?: MapForm,
): ValueType<ReadonlyMap<number, V>> => map<number, V>(16, "map[macaddr, x]")(of, as);
export const stringMap = <V>(
  of: ValueType<V>,
  as?: MapForm,
): ValueType<ReadonlyMap<string, V>> => map<string, V>(17, "map[string, x]")(of, as);
export const doubleMap = <V>(
  of: ValueType<V>,
  as?: MapForm,
): ValueType<ReadonlyMap<number, V>> => map<number, V>(18, "map[double, x]")(of, as);
export const keyMap = <V>(
  of: ValueType<V>,
  as?: MapForm,
): ValueType<ReadonlyMap<string, V>> => map<string, V>(21, "map[key, x]")(of, as);
export const hashMap = <V>(
  of: ValueType<V>,
  as?: MapForm,
): ValueType<ReadonlyMap<number, V>> => map<number, V>(25, "map[size_t, x]")(of, as);
export const uuidMap = <V>(
  of: ValueType<V>,
  as?: MapForm,
): ValueType<ReadonlyMap<string, V>> => map<string, V>(30, "map[uuid, x]")(of, as);
/** A set of device keys, written as an array of their texts. */
export const keySet: ValueType<ReadonlyMap<string, unknown>> = map<string, unknown>(
  21,
  "map[key, x]",
)(string as ValueType<unknown>, "keys");

/** Declares one field that every record has; the getter's result is checked against the type's value. */
export function field<R, V>(
  name: string,
  type: ValueType<V>,
  description: string,
  get: (record: R) => NoInfer<V>,
): Field<R> {
  return { name, type: type as ValueType<unknown>, description, get, optional: false };
}

/** Declares one field that is left out of records for which the getter returns undefined. */
export function optionalField<R, V>(
  name: string,
  type: ValueType<V>,
  description: string,
  get: (record: R) => NoInfer<V> | undefined,
): Field<R> {
  return { name, type: type as ValueType<unknown>, description, get, optional: true };
}
