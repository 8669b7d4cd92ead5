import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { SeededRandom } from "../../runtime/random.ts";

/** The same algorithms in big integers, where no 32-bit arithmetic can go wrong. */
function* model(seed: string): Generator<number> {
  const word = (value: bigint) => BigInt.asUintN(32, value);
  const rotate = (value: bigint, by: bigint) => word(value << by) | (value >> (32n - by));
  let state = 0x811c9dc5n;
  for (const unit of seed.split("").map((character) => BigInt(character.charCodeAt(0)))) {
    state = word((state ^ (unit & 0xffn)) * 0x01000193n);
    state = word((state ^ (unit >> 8n)) * 0x01000193n);
  }
  const mix = () => {
    state = word(state + 0x9e3779b9n);
    let mixed = word((state ^ (state >> 16n)) * 0x85ebca6bn);
    mixed = word((mixed ^ (mixed >> 13n)) * 0xc2b2ae35n);
    return mixed ^ (mixed >> 16n);
  };
  const s = [mix(), mix(), mix(), mix() | 1n] as [bigint, bigint, bigint, bigint];
  for (;;) {
    yield Number(word(rotate(word(s[1] * 5n), 7n) * 9n));
    const shifted = word(s[1] << 9n);
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= shifted;
    s[3] = rotate(s[3], 11n);
  }
}

describe("SeededRandom", () => {
  test("gives the numbers of xoshiro128** for any seed", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.integer()), (seed) => {
        const random = new SeededRandom(seed);
        const expected = model(String(seed));
        for (let n = 0; n < 20; n++) expect(random.uint32()).toBe(expected.next().value);
      }),
    );
  });

  test("gives these numbers for seed 1 on every engine and in every release", () => {
    const random = new SeededRandom(1);
    expect([random.uint32(), random.uint32(), random.uint32()]).toEqual([
      3288389235,
      1865231868,
      1339003154,
    ]);
    expect(random.next()).toBe(0.27316412869448836);
    expect([...random.bytes(new Uint8Array(6))]).toEqual([232, 67, 117, 234, 123, 207]);
    expect(random.shuffle([1, 2, 3, 4, 5, 6])).toEqual([1, 4, 6, 5, 2, 3]);
  });

  test("next() stays below 1 and spreads evenly", () => {
    const random = new SeededRandom("spread");
    const buckets = new Uint32Array(10);
    for (let n = 0; n < 20_000; n++) buckets[Math.floor(random.next() * 10)]! += 1;
    // Expected 2000 each, with a deviation of 42.
    for (const count of buckets) expect(Math.abs(count - 2_000)).toBeLessThan(250);
  });

  test("integer() reaches both ends and nothing beyond, and each about as often", () => {
    const random = new SeededRandom("dice");
    const counts = new Map<number, number>();
    for (let n = 0; n < 12_000; n++) {
      const value = random.integer(-2, 3);
      counts.set(value, (counts.get(value) ?? 0) + 1);
    }
    expect([...counts.keys()].toSorted((a, b) => a - b)).toEqual([-2, -1, 0, 1, 2, 3]);
    for (const count of counts.values()) expect(Math.abs(count - 2_000)).toBeLessThan(250);
    expect(random.integer(7, 7)).toBe(7);
  });

  test("integer() takes ranges wider than 32 bits, and refuses what is none", () => {
    const random = new SeededRandom(3);
    let beyond = 0;
    for (let n = 0; n < 1_000; n++) {
      const value = random.integer(0, 2 ** 48 - 1);
      expect(Number.isInteger(value) && value >= 0 && value < 2 ** 48).toBe(true);
      if (value > 2 ** 32) beyond++;
    }
    expect(beyond).toBeGreaterThan(900);
    for (const [min, max] of [[1, 0], [0.5, 2], [0, Infinity], [NaN, 1]] as const) {
      expect(() => random.integer(min, max)).toThrow(RangeError);
    }
  });

  test("pick() and shuffle() neither lose nor invent items", () => {
    const random = new SeededRandom(4);
    const items = ["a", "b", "c"];
    const picked = new Set(Array.from({ length: 50 }, () => random.pick(items)));
    expect([...picked].toSorted()).toEqual(items);
    expect(() => random.pick([])).toThrow(RangeError);
    const orders = new Set(Array.from({ length: 200 }, () => random.shuffle([...items]).join("")));
    expect(orders.size).toBe(6);
  });

  test("fork() depends on seed and label, not on what was drawn before", () => {
    const left = new SeededRandom(9);
    const right = new SeededRandom(9);
    right.uint32();
    expect(left.fork("a").uint32()).toBe(right.fork("a").uint32());
    expect(left.fork("a").uint32()).not.toBe(left.fork("b").uint32());
    expect(left.fork("a").fork("b").seed).toBe("9/a/b");
  });

  test("bytes() fills what it is given, whatever its length", () => {
    for (const length of [0, 1, 3, 4, 5, 1_000]) {
      const into = new Uint8Array(length);
      expect(new SeededRandom(5).bytes(into)).toBe(into);
      if (length === 1_000) expect(new Set(into).size).toBeGreaterThan(200);
    }
  });
});
