import { expect, test } from "vitest";
import { xxhash32 } from "../../protocols/xxhash32.ts";

const of = (text: string, seed = 0) => {
  const bytes = new TextEncoder().encode(text);
  return xxhash32(bytes, 0, bytes.length, seed);
};

test("xxhash32() gives the published digests", () => {
  expect(of("")).toBe(0x02cc5d05);
  expect(of("a")).toBe(0x550d7456);
  expect(of("abc")).toBe(0x32d153ff);
  expect(of("message digest")).toBe(0x7c948494);
  expect(of("abcdefghijklmnopqrstuvwxyz")).toBe(0x63a14d5f);
  expect(of("", 0x9e3779b1)).toBe(0x36b78ae7);
  expect(of("abcdefghijklmnopqrstuvwxyz", 0x9e3779b1)).toBe(0x235204a9);
});

test("xxhash32() reads high bytes, several blocks and every rest, within its limits", () => {
  const bytes = Uint8Array.from({ length: 101 }, (_, index) => index);
  expect(xxhash32(bytes, 0, 101)).toBe(0x1a20e95b);
  expect(xxhash32(bytes, 0, 101, 0x9e3779b1)).toBe(0x37b352ee);
  const around = new Uint8Array(300).fill(0xff);
  around.set(bytes, 99);
  expect(xxhash32(around, 99, 200)).toBe(0x1a20e95b);
});
