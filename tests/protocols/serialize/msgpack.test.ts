// Typed msgpack of every type (device-model 1.9), read back by an ordinary decoder.
import { decode } from "@msgpack/msgpack";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  bytes,
  deviceKey,
  double,
  doubleDoubleMap,
  doubleMap,
  doubles,
  field,
  float,
  hashMap,
  int32,
  int64,
  int8,
  intMap,
  keyMap,
  keySet,
  mac,
  macMap,
  optionalField,
  pair,
  record,
  string,
  stringMap,
  strings,
  uint64,
  uint8,
  uuid,
  uuidMap,
  type ValueType,
  vector,
} from "../../../protocols/records/field.ts";
import { encodeValue } from "../../../protocols/serialize/encode.ts";
import { parseSelection } from "../../../protocols/serialize/selection.ts";

function pack<V>(type: ValueType<V>, value: V, fields?: unknown): Uint8Array {
  const selection = parseSelection(fields);
  return encodeValue(type, value, { format: "msgpack", nowSec: 0, selection });
}
const unpack = <V>(type: ValueType<V>, value: V, fields?: unknown): unknown =>
  decode(pack(type, value, fields), { useBigInt64: true });

type Any = ValueType<never>;

describe("encodeValue() as msgpack", () => {
  test.each<[string, Any, unknown, unknown]>([
    ["text", string as Any, "é", [0, "é"]],
    ["flag", uint8 as Any, true, [2, 1]],
    ["int8", int8 as Any, -5, [1, -5]],
    ["float", float as Any, 0.1, [9, Math.fround(0.1)]],
    ["double", double as Any, 0.1, [10, 0.1]],
    ["UUID", uuid as Any, "5FE3", [12, "5FE3"]],
    ["bytes", bytes as Any, Uint8Array.of(1, 2), [19, Uint8Array.of(1, 2)]],
    ["device key as text", deviceKey as Any, "00_0", [0, "00_0"]],
    ["address with mask", mac as Any, 10, [11, ["00:00:00:00:00:0A", "FF:FF:FF:FF:FF:FF"]]],
    ["doubles as vector", doubles as Any, [0, 0.5, 0], [13, [[10, 0], [10, 0.5], [10, 0]]]],
    ["pair as vector", pair as Any, [1, 2], [13, [[10, 1], [10, 2]]]],
    ["texts as vector", strings as Any, ["a", "b"], [13, [[0, "a"], [0, "b"]]]],
    ["keys as vector", keySet as Any, new Map([["00_1", 1]]), [13, [[0, "00_1"]]]],
    ["map by number", intMap(string) as Any, new Map([[5, "a"]]), [15, { 5: [0, "a"] }]],
    [
      "map by address",
      macMap(string) as Any,
      new Map([[10, "a"]]),
      [16, { "00:00:00:00:00:0A/FF:FF:FF:FF:FF:FF": [0, "a"] }],
    ],
    ["map by text", stringMap(double) as Any, new Map([["a", 1]]), [17, { a: [10, 1] }]],
    ["map by double", doubleMap(string) as Any, new Map([[2.5, "a"]]), [18, { 2.5: [0, "a"] }]],
    ["doubles by double", doubleDoubleMap as Any, new Map([[2.5, 3]]), [18, { 2.5: [10, 3] }]],
    ["map by hash as text map", hashMap(string) as Any, new Map([[7, "a"]]), [17, { 7: [0, "a"] }]],
    ["map by key as text map", keyMap(string) as Any, new Map([["k", "a"]]), [17, { k: [0, "a"] }]],
    [
      "map by UUID as text map",
      uuidMap(string) as Any,
      new Map([["U", "a"]]),
      [17, { U: [0, "a"] }],
    ],
    ["map as values", hashMap(string, "values") as Any, new Map([[7, "a"]]), [13, [[0, "a"]]]],
    ["nothing in a list", vector(string) as Any, [undefined, "a", null], [13, [
      [2, 0],
      [0, "a"],
      [2, 0],
    ]]],
    ["integer that is none", uint64 as Any, Infinity, [8, 0]],
    ["integer that is no number", int32 as Any, NaN, [5, 0]],
  ])("%s", (_, type, value, expected) => {
    expect(unpack(type, value as never)).toEqual(expected);
  });

  // Lengths at which the header changes its form.
  test.each([0, 31, 32, 255, 256, 65535, 65536])("a text and bytes of %d", (length) => {
    const text = "x".repeat(length);
    expect(unpack(string, text)).toEqual([0, text]);
    const body = new Uint8Array(length).fill(7);
    expect(unpack(bytes, body)).toEqual([19, body]);
  });

  test.each([0, 15, 16, 59, 60, 61, 144, 65535, 65536])("a list of %d", (length) => {
    const values = Array.from({ length }, (_, at) => at % 3);
    expect(unpack(doubles, values)).toEqual([13, values.map((value) => [10, value])]);
  });

  test("any 64-bit integer comes back, in the shortest form there is", () => {
    fc.assert(fc.property(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), (value) => {
      expect(unpack(uint64, value)).toEqual([8, value]);
    }));
    fc.assert(fc.property(fc.maxSafeInteger(), (value) => {
      expect(Number((unpack(int64, value) as [number, number])[1])).toBe(value);
    }));
    const sizes = [0, 127, 128, 255, 256, 65535, 65536, 2 ** 32 - 1, 2 ** 32, -1, -32, -33]
      .map((value) => pack(int64, value).length - 2);
    expect(sizes).toEqual([1, 1, 2, 2, 3, 3, 5, 5, 9, 1, 1, 5]);
  });

  const holder = record(() => ({
    name: "holder",
    fields: [
      field("h.name", string, "", () => "x"),
      optionalField("h.absent", string, "", () => undefined),
      field("h.large", vector(string), "", () => Array.from({ length: 20 }, () => "y")),
    ],
  }));

  test("leaves absent members out of records, and counts the rest", () => {
    expect(Object.keys((unpack(holder, {}) as [number, object])[1])).toEqual(["h.name", "h.large"]);
  });

  test("a selection gives zeros for what is absent", () => {
    expect(unpack(vector(holder), [{}], ["h.name", ["h.absent", "gone"], "no.such"])).toEqual([13, [
      [14, { "h.name": [0, "x"], gone: [2, 0], "no.such": [2, 0] }],
    ]]);
  });
});
