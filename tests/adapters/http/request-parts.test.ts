// The small pieces a request is read with: variables, targets, route patterns, times, bodies, sorting.
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decodeBody } from "../../../adapters/http/body.ts";
import { queryOf, routePattern, suffixOf, targetPath } from "../../../adapters/http/route-path.ts";
import { sortRows } from "../../../adapters/http/row-sort.ts";
import type { SortKey } from "../../../protocols/serialize/sort-order.ts";
import { contentTypes, filePath } from "../../../adapters/http/static-files.ts";
import { parseTime, parseWholeTime } from "../../../adapters/http/times.ts";
import { decodeText, parseVariables, VARIABLES_MAX } from "../../../adapters/http/variables.ts";
import { HTTPException } from "hono/http-exception";

describe("parseVariables()", () => {
  test.each([
    ["a=1&b=2", false, { a: "1", b: "2" }],
    ["a=1&a=2", false, { a: "2" }],
    ["a=x%26b%3D2", false, { a: "x&b=2" }],
    ["a=1+2%2B3", false, { a: "1+2+3" }],
    ["a=1+2%2B3", true, { a: "1 2+3" }],
    ["a&=b&&c=", false, { a: "", "": "b", c: "" }],
    ["a=b=c", false, { a: "b=c" }],
    ["order%5B0%5D%5Bdir%5D=asc", true, { "order[0][dir]": "asc" }],
    ['json={"regex":[["a","^[b]%"]]}', true, { json: '{"regex":[["a","^[b]%"]]}' }],
    ["a=%zz%C3%A4x%ff", false, { a: "%zzäx%ff" }],
  ])("%s with plus as a space %j", (text, plus, expected) => {
    expect(Object.fromEntries(parseVariables(text, plus))).toEqual(expected);
  });

  test("reads back what was encoded, and never throws", () => {
    fc.assert(fc.property(fc.string({ unit: "grapheme" }), (text) => {
      expect(parseVariables(`a=${encodeURIComponent(text)}`, true).get("a")).toBe(text);
    }));
    fc.assert(fc.property(fc.string(), (text) => {
      expect(typeof decodeText(text)).toBe("string");
      expect(parseVariables(text, true).size).toBeLessThanOrEqual(VARIABLES_MAX);
    }));
    expect(parseVariables("a&".repeat(10_000), false).size).toBe(1);
    const many = Array.from({ length: 5000 }, (_, index) => `v${index}=1`).join("&");
    expect(parseVariables(many, false).size).toBe(VARIABLES_MAX);
  });
});

describe("targetPath() and queryOf()", () => {
  test.each([
    ["http://h", "", "/", ""],
    ["http://h/", "", "/", ""],
    ["http://h/a//b///c?x=/y//z", "", "/a/b/c", "x=/y//z"],
    ["http://h/a%2Fb", "", "/a%2Fb", ""],
    ["http://h/p/a", "/p", "/a", ""],
    ["http://h/p/a", "/p/", "/a", ""],
    ["http://h/p", "/p", "/", ""],
    ["http://h/px/a", "/p", "/px/a", ""],
    ["http://h/a?b#c?d", "", "/a", "b"],
    ["http://h/a#c?d", "", "/a", ""],
  ])("%s with prefix %j", (url, prefix, path, query) => {
    expect([targetPath(url, prefix), queryOf(url)]).toEqual([path, query]);
  });
});

test("routePattern() makes a pattern of the router, suffixOf() reads the match", () => {
  expect(routePattern({ path: "/session/check", suffixes: [] })).toBe("/session/check");
  expect(routePattern({ path: "/a/{key}/device", suffixes: ["json", "cmd"], rest: "path" }))
    .toBe("/a/:key/:leaf{device\\.(?:json|cmd)}/:path{.+}");
  expect(suffixOf({ leaf: "device.json" })).toBe("json");
  expect(suffixOf({})).toBe("");
});

test.each([
  ["0", 0, 0],
  ["0.0", 0, 0],
  ["-60", 940, 940],
  ["-60.5", 939.5, 940],
  ["1700000000.25", 1700000000.25, 1700000000],
  ["5abc", 5, 5],
  ["+5", 5, 5],
  ["abc", undefined, undefined],
  ["", undefined, undefined],
  ["-", undefined, undefined],
  [".5", undefined, undefined],
])("times of %j", (text, time, whole) => {
  expect([parseTime(text, 1000), parseWholeTime(text, 1000)]).toEqual([time, whole]);
});

test.each([
  ["/", "/index.html"],
  ["/a/", "/a/index.html"],
  ["/a.js", "/a.js"],
  ["/..", undefined],
  ["/a/../b", undefined],
  ["/./a", undefined],
  ["/a\\b", undefined],
  ["/a\0", undefined],
])("filePath(%j)", (target, path) => {
  expect(filePath(target)).toBe(path);
});

test("contentTypes() adds and replaces types by suffix", () => {
  const types = contentTypes(["wasm:application/wasm", ".TXT:text/x", "bad", "a:b"]);
  expect(types.get("wasm")).toBe("application/wasm");
  expect(types.get("txt")).toBe("text/x");
  expect(types.get("a")).toBeUndefined();
  expect(types.get("svg")).toBe("image/svg+xml");
});

test("decodeBody() ends in a command or a refusal, whatever the bytes", async () => {
  const types = fc.constantFrom(
    "application/json",
    "application/msgpack",
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=x",
    "multipart/form-data",
    "text/plain",
    "",
    null,
  );
  const start = fc.constantFrom("", "{", "json=", "msgpack=", "--x\r\n");
  await fc.assert(
    fc.asyncProperty(types, start, fc.uint8Array({ maxLength: 200 }), async (type, head, tail) => {
      const bytes = new Uint8Array([...new TextEncoder().encode(head), ...tail]);
      const outcome = await decodeBody(type, bytes).then(
        (body) => typeof body.command.given,
        (error: unknown) => error instanceof HTTPException && error.status,
      );
      expect(["boolean", 400]).toContain(outcome);
    }),
    { numRuns: 500, seed: 11 },
  );
});

describe("sortRows()", () => {
  const sorted = <R>(rows: R[], keys: SortKey[], descending: boolean): R[] => {
    const work = sortRows(rows, keys, descending);
    for (;;) {
      const next = work.next();
      if (next.done) return next.value;
    }
  };

  test("is stable in both directions, with the absent below everything", () => {
    const rows = ["a", "b", "c", "d", "e"];
    const keys = [2, undefined, 1, 2, undefined];
    expect(sorted(rows, keys, false)).toEqual(["b", "e", "c", "a", "d"]);
    expect(sorted(rows, keys, true)).toEqual(["a", "d", "c", "b", "e"]);
    expect(sorted(rows, ["b", "a", "B", 5n, 4], false)).toEqual(["e", "d", "c", "b", "a"]);
    expect(sorted([], [], true)).toEqual([]);
  });

  test("is the engine's stable sort for any number of rows", () => {
    const key = fc.oneof(fc.integer({ min: 0, max: 20 }), fc.constant(undefined));
    fc.assert(
      fc.property(
        fc.array(key, { minLength: 0, maxLength: 6000, size: "max" }),
        fc.boolean(),
        (keys, descending) => {
          const rows = keys.map((_, index) => index);
          const value = (index: number): number => keys[index] ?? -1;
          const expected = rows.toSorted((a, b) =>
            descending ? value(b) - value(a) : value(a) - value(b)
          );
          expect(sorted(rows, keys, descending)).toEqual(expected);
        },
      ),
      { numRuns: 30, seed: 2 },
    );
  });
});
