import { decode } from "@msgpack/msgpack";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  bytes,
  deviceKey,
  double,
  doubleDoubleMap,
  doubles,
  field,
  float,
  int8,
  intMap,
  keySet,
  mac,
  macMap,
  optionalField,
  pair,
  record,
  type RecordTable,
  string,
  stringMap,
  strings,
  uint32,
  uint64,
  uint8,
  type ValueType,
  vector,
} from "../../../protocols/records/field.ts";
import { encodeChunks, encodeValue, type Format } from "../../../protocols/serialize/encode.ts";
import { parseSelection } from "../../../protocols/serialize/selection.ts";

interface Inner {
  readonly level: number;
}
const INNER: RecordTable<Inner> = {
  name: "inner",
  fields: [field("a.inner.level", double, "Level", (r) => r.level)],
};
interface Sample {
  readonly name: string;
  readonly flag: boolean;
  readonly size: number | bigint;
  readonly inner?: Inner;
}
const SAMPLE: RecordTable<Sample> = {
  name: "sample",
  fields: [
    field("a.name", string, "Name", (r) => r.name),
    field("a.flag", uint8, "Flag", (r) => r.flag),
    field("a.size", uint64, "Size", (r) => r.size),
    optionalField("a.inner", record(() => INNER), "Inner", (r) => r.inner),
  ],
};
const sample = record(() => SAMPLE);
const ONE: Sample = { name: "x", flag: true, size: 5 };
const TWO: Sample = { name: "y", flag: false, size: 18446744073709551615n, inner: { level: 0.5 } };

function text<V>(type: ValueType<V>, value: V, format: Format = "json", fields?: unknown): string {
  const selection = parseSelection(fields);
  return new TextDecoder().decode(encodeValue(type, value, { format, nowSec: 0, selection }));
}

describe("encodeValue() as JSON", () => {
  test.each<[string, ValueType<never>, unknown, string]>([
    ["whole double", double as ValueType<never>, 2412000, "2412000"],
    ["double", double as ValueType<never>, 0.1, "0.100000"],
    ["tiny double", double as ValueType<never>, 1e-9, "0.000000"],
    ["tiny double below zero", double as ValueType<never>, -1e-9, "0.000000"],
    ["double that rounds away from zero", double as ValueType<never>, -6e-7, "-0.000001"],
    ["not a number", double as ValueType<never>, NaN, "0"],
    ["infinity", double as ValueType<never>, -Infinity, "0"],
    ["negative zero", double as ValueType<never>, -0, "0"],
    ["huge double", double as ValueType<never>, 2 ** 64, "18446744073709551616"],
    ["float", float as ValueType<never>, 123.45, "123.449997"],
    ["uint64", uint64 as ValueType<never>, 18446744073709551615n, "18446744073709551615"],
    ["large safe integer", uint64 as ValueType<never>, 2 ** 53 - 1, "9007199254740991"],
    ["int8", int8 as ValueType<never>, -5, "-5"],
    ["flag", uint8 as ValueType<never>, true, "1"],
    ["address", mac as ValueType<never>, 0x0011223344ff, '"00:11:22:33:44:FF"'],
    ["key", deviceKey as ValueType<never>, "00_0", '"00_0"'],
    ["bytes", bytes as ValueType<never>, new Uint8Array([0, 0xab, 0xff]), '"00ABFF"'],
    ["pair", pair as ValueType<never>, [13.404954, 0], "[13.404954, 0]"],
    ["doubles", doubles as ValueType<never>, [0, 1, 0.5, NaN], "[0,1,0.500000,0]"],
    ["strings", strings as ValueType<never>, ['a"b', "c"], '["a\\"b","c"]'],
    ["empty list", vector(string) as ValueType<never>, [], "[]"],
    [
      "numbers by number",
      doubleDoubleMap as ValueType<never>,
      new Map([[2412000, 3], [0.5, 1]]),
      '{"2412000": 3,"0.500000": 1}',
    ],
    [
      "by address",
      macMap(string) as ValueType<never>,
      new Map([[1, "a"]]),
      '{"00:00:00:00:00:01": "a"}',
    ],
    [
      "map as values",
      intMap(string, "values") as ValueType<never>,
      new Map([[1, "a"], [2, "b"]]),
      '["a","b"]',
    ],
    ["set of keys", keySet as ValueType<never>, new Map([["00_1", 1]]), '["00_1"]'],
  ])("%s", (_, type, value, expected) => {
    expect(text(type, value as never)).toBe(expected);
  });

  test("escapes as JSON demands, in lower-case hex", () => {
    expect(text(string, 'q"b\\s/\b\f\n\r\t\u0001\u001f\u007fé'))
      .toBe('"q\\"b\\\\s/\\b\\f\\n\\r\\t\\u0001\\u001f\u007fé"');
  });

  test("any string comes back from a JSON parser", () => {
    fc.assert(fc.property(fc.string({ unit: "binary" }), (value) => {
      expect(JSON.parse(text(string, value))).toBe(value.toWellFormed());
    }));
  });

  test("writes records with one blank after colons, and leaves absent members out", () => {
    expect(text(sample, ONE)).toBe('{"a.name": "x","a.flag": 1,"a.size": 5}');
    expect(text(vector(sample), [TWO])).toBe(
      '[{"a.name": "y","a.flag": 0,"a.size": 18446744073709551615,' +
        '"a.inner": {"a.inner.level": 0.500000}}]',
    );
  });

  test("line formats put members of a list on lines; ekjson and tjson rename fields, not keys", () => {
    expect(text(vector(sample), [ONE, ONE], "itjson")).toBe(
      '{"a.name": "x","a.flag": 1,"a.size": 5}\n'.repeat(2),
    );
    expect(text(vector(sample), [], "ekjson")).toBe("");
    const nested = stringMap(sample);
    expect(text(nested, new Map([["k.k", ONE]]), "ekjson"))
      .toBe('{"k.k": {"a_name": "x","a_flag": 1,"a_size": 5}}\n');
    expect(text(sample, ONE, "tjson")).toBe('{"a_name": "x","a_flag": 1,"a_size": 5}');
  });

  test("prettyjson is JSON with a description before each member", () => {
    const pretty = text(vector(sample), [TWO], "prettyjson");
    expect(pretty).toContain('"description.a.flag": "uint8_t, Flag",\r\n');
    expect(JSON.parse(pretty.replace("18446744073709551615", "1"))[0]["a.inner"])
      .toMatchObject({ "a.inner.level": 0.5 });
  });
});

describe("field selection", () => {
  const selected = (fields: unknown, format: Format = "json") =>
    text(vector(sample), [ONE, TWO], format, fields);

  test("picks paths, renames, and gives 0 for what is absent or unknown", () => {
    expect(selected(["a.name", ["a.inner/a.inner.level", "level"], "no.such"])).toBe(
      '[{"a.name": "x","level": 0,"no.such": 0},{"a.name": "y","level": 0.500000,"no.such": 0}]',
    );
  });

  test("an empty list asks for everything, and the last of two equal names wins", () => {
    expect(selected([])).toBe(selected(undefined));
    expect(selected([["a.name", "n"], ["a.size", "n"]]))
      .toBe('[{"n": 5},{"n": 18446744073709551615}]');
  });

  test("ekjson renames selected members too", () => {
    expect(selected([["a.name", "the.name"]], "ekjson"))
      .toBe('{"the_name": "x"}\n{"the_name": "y"}\n');
  });

  test("steps into lists by position and maps by key", () => {
    const list = record(() => ({
      name: "holder",
      fields: [
        field("list", vector(sample), "", () => [ONE, TWO]),
        field("map", macMap(sample), "", () => new Map([[0x0a, TWO]])),
      ],
    }));
    expect(text(list, {}, "json", ["list/1/a.name", ["map/00:00:00:00:00:0A/a.size", "s"]]))
      .toBe('{"a.name": "y","s": 18446744073709551615}');
  });

  test.each([
    ["a text", "x"],
    ["an object", {}],
    ["a number as entry", [1]],
    ["a triple", [["a", "b", "c"]]],
    ["a rename that is no text", [["a", 1]]],
    ["too many entries", Array.from({ length: 513 }, (_, n) => `f${n}`)],
    ["a path of too many steps", ["a/".repeat(17)]],
    ["a name of any length", ["x".repeat(300)]],
  ])("refuses %s", (_, fields) => {
    expect(() => parseSelection(fields)).toThrow(/fields/);
  });
});

describe("encodeValue() as typed msgpack", () => {
  // The specification's worked example (device-model 1.9).
  test("writes the worked example byte for byte", () => {
    const table: RecordTable<object> = {
      name: "example",
      fields: [
        field("kismet.system.devices.count", uint64, "", () => 5),
        field("kismet.device.base.macaddr", mac, "", () => 0xaabbccddeeff),
      ],
    };
    const hex = (value: string) =>
      [...new TextEncoder().encode(value)].map((byte) => byte.toString(16).padStart(2, "0"))
        .join("");
    const expected = "920e82" +
      "bb" + hex("kismet.system.devices.count") + "920805" +
      "ba" + hex("kismet.device.base.macaddr") + "920b92" +
      "b1" + hex("AA:BB:CC:DD:EE:FF") + "b1" + hex("FF:FF:FF:FF:FF:FF");
    const packed = encodeValue(record(() => table), {}, { format: "msgpack", nowSec: 0 });
    expect([...packed].map((byte) => byte.toString(16).padStart(2, "0")).join("")).toBe(expected);
  });

  test("an ordinary msgpack decoder reads it", () => {
    const packed = encodeValue(vector(sample), [ONE, TWO], { format: "msgpack", nowSec: 0 });
    expect(decode(packed, { useBigInt64: true })).toEqual([13, [
      [14, { "a.name": [0, "x"], "a.flag": [2, 1], "a.size": [8, 5] }],
      [14, {
        "a.name": [0, "y"],
        "a.flag": [2, 0],
        "a.size": [8, 18446744073709551615n],
        "a.inner": [14, { "a.inner.level": [10, 0.5] }],
      }],
    ]]);
  });

  test("any integer and text comes back", () => {
    fc.assert(fc.property(fc.maxSafeInteger(), fc.string({ unit: "binary" }), (number, word) => {
      const both = record(() => ({
        name: "both",
        fields: [field("n", uint64, "", () => number), field("s", string, "", () => word)],
      }));
      const value = decode(encodeValue(both, {}, { format: "msgpack", nowSec: 0 }), {
        useBigInt64: true,
      }) as [number, Record<string, [number, unknown]>];
      expect(Number(value[1]["n"]![1])).toBe(number);
      expect(value[1]["s"]![1]).toBe(word.toWellFormed());
    }));
  });
});

describe("encodeChunks()", () => {
  test("counts a long list for msgpack in pieces too", () => {
    let looked = 0;
    const source = function* () {
      for (; looked < 100_000; looked++) yield looked;
    };
    const pieces = encodeChunks(uint32, source(), { format: "msgpack", nowSec: 0 });
    const first = pieces.next();
    expect([first.value!.length, looked < 5000]).toEqual([0, true]);
    const all = [first.value!, ...pieces];
    const whole = Buffer.concat(all);
    expect([...whole.subarray(0, 7)]).toEqual([0x92, 13, 0xdd, 0, 1, 0x86, 0xa0]);
  });

  const many = Array.from({ length: 5000 }, () => TWO);

  test.each<Format>(["json", "itjson", "ekjson", "tjson", "prettyjson", "msgpack"])(
    "in pieces gives the same %s as in one",
    (format) => {
      for (const list of [[], [ONE], many]) {
        const pieces = [...encodeChunks(sample, list, { format, nowSec: 0 })];
        const joined = new Uint8Array(pieces.flatMap((piece) => [...piece]));
        expect(joined).toEqual(encodeValue(vector(sample), list, { format, nowSec: 0 }));
      }
    },
  );

  test("cuts a long list into bounded pieces and reads it as it goes", () => {
    let read = 0;
    function* source() {
      for (const value of many) {
        read += 1;
        yield value;
      }
    }
    const pieces = encodeChunks(sample, source(), { format: "json", nowSec: 0 });
    const first = pieces.next().value!;
    expect(first.length).toBeLessThan(80 * 1024);
    expect(read).toBeLessThan(many.length / 2);
  });
});
