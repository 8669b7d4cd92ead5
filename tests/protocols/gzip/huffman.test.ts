import { expect, test } from "vitest";
import { HuffmanCode, NO_CODE } from "../../../protocols/gzip/huffman.ts";

/** The code of `lengths`, undefined when it is refused. */
function code(...lengths: number[]): HuffmanCode | undefined {
  const built = new HuffmanCode(lengths.length);
  return built.build(Uint8Array.from(lengths), 0, lengths.length) ? built : undefined;
}

test("HuffmanCode gives the codes of RFC 1951 3.2.2", () => {
  // Symbols A to H of lengths 3, 3, 3, 3, 3, 2, 4, 4: codes 010 to 110, 00, 1110, 1111.
  const example = code(3, 3, 3, 3, 3, 2, 4, 4)!;
  const codes = ["010", "011", "100", "101", "110", "00", "1110", "1111"];
  codes.forEach((text, symbol) => {
    // The stream holds codes from their first bit on, least significant first.
    const bits = Number.parseInt([...text].toReversed().join(""), 2);
    for (const behind of [0, 0x7ff]) {
      expect(example.decode(bits | (behind << text.length))).toBe((symbol << 4) | text.length);
    }
  });
});

test("HuffmanCode walks codes that are longer than its table", () => {
  // One code of each length 1 to 14 and two of 15: the last is fifteen ones.
  const lengths = [...Array.from({ length: 15 }, (_, n) => n + 1), 15];
  const long = code(...lengths)!;
  expect(long.decode(0x7fff)).toBe((15 << 4) | 15);
  expect(long.decode(0x3fff)).toBe((14 << 4) | 15);
  expect(long.decode(0x0fff)).toBe((12 << 4) | 13);
  expect(long.decode(0)).toBe(1);
});

test("HuffmanCode refuses too many and too few codes", () => {
  expect(code(1, 1, 1)).toBeUndefined();
  expect(code(2, 2, 2, 2, 2)).toBeUndefined();
  expect(code(2, 2, 2)).toBeUndefined();
  expect(code(2)).toBeUndefined();
});

test("HuffmanCode allows a single code of one bit, and none at all", () => {
  const single = code(0, 0, 1)!;
  expect(single.decode(0)).toBe((2 << 4) | 1);
  expect(single.decode(1)).toBe(NO_CODE);
  expect(code(0, 0)!.decode(0)).toBe(NO_CODE);
});

test("HuffmanCode forgets the code before", () => {
  const used = code(1, 1)!;
  expect(used.build(Uint8Array.of(0, 1), 0, 2)).toBe(true);
  expect([used.decode(0), used.decode(1)]).toEqual([(1 << 4) | 1, NO_CODE]);
});
