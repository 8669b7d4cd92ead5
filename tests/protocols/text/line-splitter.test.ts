import fc from "fast-check";
import { expect, test } from "vitest";
import { LineSplitter } from "../../../protocols/text/line-splitter.ts";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const texts = (lines: readonly Uint8Array[]): string[] =>
  lines.map((line) => new TextDecoder().decode(line));

test("LineSplitter gives the same lines whatever the pieces are", () => {
  const text = "one\r\ntwo\n\nthree\nrest";
  fc.assert(fc.property(fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1 }), (sizes) => {
    const splitter = new LineSplitter(100);
    const lines: string[] = [];
    let at = 0;
    for (let turn = 0; at < text.length; turn++) {
      const size = sizes[turn % sizes.length]!;
      lines.push(...texts(splitter.take(bytes(text.slice(at, at + size)))));
      at += size;
    }
    expect(lines).toEqual(["one", "two", "", "three"]);
    expect(splitter.overlong).toBe(false);
  }));
});

test("LineSplitter gives up at a line over its limit, with and without its end", () => {
  for (const end of ["", "\n"]) {
    const splitter = new LineSplitter(4);
    expect(texts(splitter.take(bytes(`1234\nabcdef${end}`)))).toEqual(["1234"]);
    expect(splitter.overlong).toBe(true);
    expect(splitter.take(bytes("more\n"))).toEqual([]);
  }
  const exact = new LineSplitter(4);
  expect(texts(exact.take(bytes("1234\r\n12345\n")))).toEqual(["1234"]);
  expect(exact.overlong).toBe(true);
});
