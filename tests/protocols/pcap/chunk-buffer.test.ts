import * as fc from "fast-check";
import { expect, test } from "vitest";
import { ChunkBuffer } from "../../../protocols/pcap/chunk-buffer.ts";

const atHand = (buffer: ChunkBuffer) => [...buffer.bytes.subarray(buffer.start, buffer.end)];

test("ChunkBuffer uses a chunk in place", () => {
  const buffer = new ChunkBuffer();
  const chunk = Uint8Array.of(1, 2, 3, 4);
  buffer.append(chunk);
  expect(buffer.bytes).toBe(chunk);
  expect(buffer.gather(4)).toBe(true);
  buffer.skip(1);
  expect(buffer.bytes).toBe(chunk);
  expect([buffer.start, buffer.end, buffer.available, buffer.consumed]).toEqual([1, 4, 3, 1]);
});

test("ChunkBuffer moves only what straddles two chunks, and uses the rest of the second in place", () => {
  const buffer = new ChunkBuffer();
  buffer.append(Uint8Array.of(1, 2, 3));
  buffer.skip(2);
  const second = Uint8Array.of(4, 5, 6, 7, 8);
  buffer.append(second);
  expect(buffer.gather(3)).toBe(true);
  expect(atHand(buffer)).toEqual([3, 4, 5]);
  expect(buffer.view.getUint8(buffer.start)).toBe(3);
  buffer.skip(3);
  expect(buffer.gather(2)).toBe(true);
  expect(buffer.bytes).toBe(second);
  expect(atHand(buffer)).toEqual([6, 7, 8]);
  expect(buffer.view.getUint8(buffer.start)).toBe(6);
  expect(buffer.consumed).toBe(5);
});

test("ChunkBuffer.gather() keeps what there is when it is not enough", () => {
  const buffer = new ChunkBuffer();
  expect(buffer.gather(1)).toBe(false);
  for (const byte of [1, 2, 3]) {
    buffer.append(Uint8Array.of(byte));
    expect(buffer.gather(4)).toBe(false);
  }
  buffer.append(new Uint8Array(0));
  expect(buffer.gather(4)).toBe(false);
  buffer.append(Uint8Array.of(4, 5));
  expect(buffer.gather(4)).toBe(true);
  expect(atHand(buffer)).toEqual([1, 2, 3, 4]);
});

test("ChunkBuffer gives every byte once and in order, whatever the chunks and records are", () => {
  const sizes = fc.array(fc.integer({ min: 0, max: 9000 }), { maxLength: 12 });
  fc.assert(
    fc.property(sizes, fc.array(fc.integer({ min: 1, max: 9000 }), { minLength: 1 }), (
      chunks,
      records,
    ) => {
      const buffer = new ChunkBuffer();
      let written = 0;
      let read = 0;
      let turn = 0;
      for (const size of chunks) {
        buffer.append(Uint8Array.from({ length: size }, () => written++ % 251));
        for (let count = records[turn % records.length]!; buffer.gather(count);) {
          for (let at = 0; at < count; at++) {
            if (buffer.bytes[buffer.start + at] !== read++ % 251) throw new Error(`byte ${read}`);
          }
          buffer.skip(count);
          count = records[++turn % records.length]!;
        }
      }
      expect(buffer.consumed).toBe(read);
      expect(written - read).toBeLessThan(records[turn % records.length]!);
    }),
  );
});
