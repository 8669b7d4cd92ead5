// Paths through records: one value for selections, every value for searches and patterns.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compilePattern } from "../../../protocols/pattern/pattern.ts";
import {
  bytes,
  deviceKey,
  double,
  doubleDoubleMap,
  doubles,
  field,
  hashMap,
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
  uint64,
  uuid,
  type ValueType,
  vector,
} from "../../../protocols/records/field.ts";
import { createRrd, type Rrd } from "../../../protocols/records/rrd.ts";
import { rrd } from "../../../protocols/records/rrd-table.ts";
import { ALERT_TABLE } from "../../../protocols/records/server-tables.ts";
import {
  parsePath,
  parseSelection,
  searchText,
  selectField,
  SELECTION_MEMBERS_MAX,
  SELECTION_STEPS_MAX,
  type TypedValue,
  visitPath,
} from "../../../protocols/serialize/selection.ts";

interface Network {
  readonly name: string;
}
const NETWORK: RecordTable<Network> = {
  name: "network",
  fields: [field("n.name", string, "", (n) => n.name)],
};
const network = record(() => NETWORK);

interface Thing {
  readonly history: Rrd;
}
const THING: RecordTable<Thing> = {
  name: "thing",
  fields: [
    field("t.text", string, "", () => "text"),
    optionalField("t.absent", string, "", () => undefined),
    field("t.list", vector(network), "", () => [{ name: "one" }, { name: "two" }]),
    field(
      "t.values",
      hashMap(network, "values"),
      "",
      () => new Map([[9, { name: "nine" }], [8, { name: "eight" }]]),
    ),
    field("t.byMac", macMap(network), "", () => new Map([[0x0a, { name: "ten" }]])),
    field("t.byText", stringMap(uint64), "", () => new Map([["a/b", 1], ["c", 2]])),
    field("t.keys", keySet, "", () => new Map([["00_1", createRrd("default")]])),
    field("t.doubles", doubles, "", () => [1, 2.5]),
    field("t.pair", pair, "", () => [3, 4] as const),
    field("t.strings", strings, "", () => ["1", "6", "11"]),
    field("t.frequencies", doubleDoubleMap, "", () => new Map([[2437000, 7]])),
    field("t.history", rrd, "", (t) => t.history),
  ],
};
const thing = record(() => THING) as ValueType<unknown>;

function createThing(): Thing {
  const history = createRrd("default");
  history.add(5, 1_700_000_000);
  return { history };
}

const at = (path: string, nowSec = 1_700_000_000) =>
  selectField(thing, createThing(), parsePath(path), nowSec)?.value;

describe("selectField()", () => {
  test.each<[string, unknown]>([
    ["t.text", "text"],
    ["/t.text//", "text"],
    ["t.list/1/n.name", "two"],
    ["t.values/0/n.name", "nine"],
    ["t.byMac/00:00:00:00:00:0A/n.name", "ten"],
    ["t.byMac/00000000000a/n.name", "ten"],
    ["t.byText/c", 2],
    ["t.keys/0", "00_1"],
    ["t.doubles/1", 2.5],
    ["t.pair/0", 3],
    ["t.strings/2", "11"],
    ["t.frequencies/2437000", 7],
    ["t.history/kismet.common.rrd.minute_vec/20", 5],
  ])("%s", (path, value) => {
    expect(at(path)).toEqual(value);
  });

  test.each([
    "t.absent",
    "t.unknown",
    "t.text/0",
    "t.list/2",
    "t.list/-1",
    "t.list/1.0",
    "t.list/one",
    "t.list/length",
    "t.byMac/xx",
    "t.byText/__proto__",
    "t.doubles/2",
    "t.strings/length",
    "t.frequencies/x",
    "t.keys/00_1",
  ])("%s leads nowhere", (path) => {
    expect(at(path)).toBeUndefined();
  });

  test("a history reached by a path is as of now", () => {
    expect(at("t.history/kismet.common.rrd.last_time", 1_700_000_090)).toBe(1_700_000_090);
    expect(at("t.history/kismet.common.rrd.minute_vec/20", 1_700_000_090)).toBe(0);
  });

  test("no path makes it throw", () => {
    const step = fc.oneof(
      fc.constantFrom(...THING.fields.map(({ name }) => name), "n.name", "0", "1", "__proto__"),
      fc.string({ maxLength: 20 }),
    );
    fc.assert(fc.property(fc.array(step, { maxLength: SELECTION_STEPS_MAX }), (steps) => {
      selectField(thing, createThing(), steps, 0);
      visitPath(thing, createThing(), steps, 0, () => false);
    }));
  });
});

function textsAt(path: string): (string | undefined)[] {
  const texts: (string | undefined)[] = [];
  visitPath(thing, createThing(), parsePath(path), 0, (found) => {
    texts.push(searchText(found));
    return false;
  });
  return texts;
}

describe("visitPath()", () => {
  test.each([
    ["t.list/n.name", ["one", "two"]],
    ["t.values/n.name", ["nine", "eight"]],
    ["t.byMac/n.name", ["ten"]],
    ["t.text", ["text"]],
    ["t.text/n.name", []],
    ["t.absent", []],
    ["t.list", [undefined, undefined]],
    ["t.unknown/n.name", []],
  ])("%s", (path, texts) => {
    expect(textsAt(path)).toEqual(texts);
  });

  test("stops at the first value that is wanted", () => {
    let seen = 0;
    const found = visitPath(thing, createThing(), ["t.list", "n.name"], 0, () => {
      seen += 1;
      return true;
    });
    expect([found, seen]).toEqual([true, 1]);
  });
});

describe("searchText()", () => {
  const typed = (type: ValueType<never>, value: unknown) =>
    searchText({ type, value } as unknown as TypedValue);

  test.each<[string, ValueType<never>, unknown, string | undefined]>([
    ["text", string as ValueType<never>, "a", "a"],
    ["address", mac as ValueType<never>, 0x0a, "00:00:00:00:00:0A"],
    ["UUID", uuid as ValueType<never>, "5FE3", "5FE3"],
    ["bytes", bytes as ValueType<never>, Uint8Array.of(0xff, 0x41, 0), "\u00ffA\0"],
    ["number", uint64 as ValueType<never>, 5, undefined],
    ["double", double as ValueType<never>, 5, undefined],
    ["device key", deviceKey as ValueType<never>, "00_0", undefined],
  ])("of a %s", (_, type, value, expected) => {
    expect(typed(type, value)).toBe(expected);
  });

  test("of long bytes is their beginning", () => {
    expect(typed(bytes as ValueType<never>, new Uint8Array(100_000))).toHaveLength(4096);
  });

  test("of a severity is its word", () => {
    const words = [0, 5, 10, 15, 20, 7].map((severity) => {
      const row = { severity };
      const found = selectField(
        record(() => ALERT_TABLE) as ValueType<unknown>,
        row,
        ["kismet.alert.severity"],
        0,
      );
      return searchText(found!);
    });
    expect(words).toEqual(["INFO", "LOW", "MEDIUM", "HIGH", "CRITICAL", undefined]);
  });

  // A pattern that takes for ever in an engine that goes back.
  test("a hostile pattern over what it gives is answered", () => {
    const pattern = compilePattern("(a+)+$");
    expect(pattern.test(`${"a".repeat(4000)}!`)).toBe(false);
    expect(pattern.test("baa")).toBe(true);
  });
});

describe("parseSelection()", () => {
  test("equal wishes have equal keys, others do not", () => {
    const key = (fields: unknown) => parseSelection(fields)!.key;
    expect(key(["a/b", ["c", "d"]])).toBe(key(["/a//b", ["c/", "d"]]));
    const keys = [["a/b"], ["a", "b"], [["a", "b"]], [["a/b", "a"]], ["b/a"], ['a","b']].map(key);
    expect(new Set(keys).size).toBe(keys.length);
  });

  test("paths of nothing are left out, and a list of them is none", () => {
    expect(parseSelection(["", "//", "a"])!.members).toEqual([{ name: "a", path: ["a"] }]);
    expect(parseSelection(["", "/"])).toBeUndefined();
    expect(parseSelection(null)).toBeUndefined();
  });

  test("takes as many members as the limit says", () => {
    const fields = Array.from({ length: SELECTION_MEMBERS_MAX }, (_, index) => `f${index}`);
    expect(parseSelection(fields)!.members).toHaveLength(SELECTION_MEMBERS_MAX);
    expect(() => parseSelection([...fields, "one more"])).toThrow(/entries/);
  });

  test("any JSON is a selection or a SelectionError", () => {
    fc.assert(fc.property(fc.jsonValue(), (value) => {
      try {
        parseSelection(value);
      } catch (error) {
        expect(error).toHaveProperty("name", "SelectionError");
      }
    }));
  });
});
