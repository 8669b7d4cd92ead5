import * as fc from "fast-check";
import { expect, test } from "vitest";
import { crc32, CRC32_RESIDUE, crc32Update } from "../../protocols/crc32.ts";

const ascii = (text: string) => new TextEncoder().encode(text);

/** One bit at a time, straight from the definition. */
function crc32OfDefinition(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc & 1) !== 0 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  return (crc ^ 0xffffffff) >>> 0;
}

test("crc32() gives the published check values", () => {
  expect(crc32(ascii("123456789"), 0, 9)).toBe(0xcbf43926);
  expect(crc32(ascii(""), 0, 0)).toBe(0);
  expect(crc32(ascii("a"), 0, 1)).toBe(0xe8b7be43);
  const fox = ascii("The quick brown fox jumps over the lazy dog");
  expect(crc32(fox, 0, fox.length)).toBe(0x414fa339);
});

test("crc32() reads only from start to end", () => {
  const bytes = ascii("xx123456789yyyyyyyyyyyyyyyyyyyyyy");
  expect(crc32(bytes, 2, 11)).toBe(0xcbf43926);
});

test("crc32() equals the bitwise definition for every length and offset", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), fc.nat(20), (bytes, skip) => {
      const start = Math.min(skip, bytes.length);
      expect(crc32(bytes, start, bytes.length)).toBe(crc32OfDefinition(bytes.subarray(start)));
    }),
  );
});

test("crc32Update() over two parts equals crc32() over the whole", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), fc.nat(200), (bytes, at) => {
      const cut = Math.min(at, bytes.length);
      const first = crc32Update(0, bytes, 0, cut);
      expect(crc32Update(first, bytes, cut, bytes.length)).toBe(crc32(bytes, 0, bytes.length));
    }),
  );
});

test("crc32() of bytes followed by their own CRC is CRC32_RESIDUE", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
      const whole = new Uint8Array(bytes.length + 4);
      whole.set(bytes);
      new DataView(whole.buffer).setUint32(bytes.length, crc32(bytes, 0, bytes.length), true);
      expect(crc32(whole, 0, whole.length)).toBe(CRC32_RESIDUE);
    }),
  );
});
