import * as fc from "fast-check";
import { expect, test } from "vitest";
import { DuplicateRing, DUPLICATES_MAX } from "../../../actors/packet/duplicate-ring.ts";

test("DuplicateRing finds what it has seen, also 0 and the largest hash", () => {
  const ring = new DuplicateRing(4);
  for (const hash of [0, 0xffffffff, 1, 0x80000000]) {
    expect(ring.seen(hash)).toBe(false);
    expect(ring.seen(hash)).toBe(true);
  }
});

test("DuplicateRing remembers the last distinct hashes; a repetition does not make one newer", () => {
  const ring = new DuplicateRing(3);
  for (const hash of [10, 20, 30]) ring.seen(hash);
  expect(ring.seen(10)).toBe(true);
  expect(ring.seen(40)).toBe(false); // in place of 10, the oldest
  expect(ring.seen(20)).toBe(true);
  expect(ring.seen(10)).toBe(false); // in place of 20
  expect([30, 40, 10].map((hash) => ring.seen(hash))).toEqual([true, true, true]);
});

test("DuplicateRing numbers distinct frames, and a repetition has the number of its frame", () => {
  const ring = new DuplicateRing(2);
  const numberOf = (hash: number) => {
    ring.seen(hash);
    return ring.number;
  };
  expect([7, 9, 7, 9, 8, 7].map(numberOf)).toEqual([1, 2, 1, 2, 3, 4]);
});

test("DuplicateRing of size 0 or less finds nothing, and sizes are limited", () => {
  for (const size of [0, -5]) {
    const ring = new DuplicateRing(size);
    expect([ring.seen(1), ring.seen(1), ring.size]).toEqual([false, false, 0]);
  }
  expect(new DuplicateRing(1e9).size).toBe(DUPLICATES_MAX);
  expect(new DuplicateRing(2.9).size).toBe(2);
});

test("DuplicateRing equals a list of the last distinct hashes, for hashes that share buckets too", () => {
  // Multiples of 64 fall into few buckets of a small ring, so chains are long and cut at both ends.
  const hash = fc.oneof(fc.integer({ min: 0, max: 12 }).map((n) => n * 64), fc.nat(0xffff));
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 9 }), fc.array(hash, { maxLength: 200 }), (
      size,
      hashes,
    ) => {
      const ring = new DuplicateRing(size);
      const last: number[] = [];
      for (const one of hashes) {
        const known = last.includes(one);
        expect(ring.seen(one)).toBe(known);
        if (!known) last.push(one);
        if (last.length > size) last.shift();
      }
    }),
    { numRuns: 500 },
  );
});
