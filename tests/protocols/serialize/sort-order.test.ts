import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  deviceKey,
  double,
  doubles,
  mac,
  string,
  uint64,
  uint8,
  uuid,
  type ValueType,
} from "../../../protocols/records/field.ts";
import {
  compareNatural,
  compareSortKeys,
  type SortKey,
  sortKeyOf,
} from "../../../protocols/serialize/sort-order.ts";

describe("compareNatural()", () => {
  test("counts digits as people do", () => {
    const names = ["ap10", "ap2", "ap", "b1", "ap2b", "ap02", "10", "9", "ap2a10", "ap2a9", ""];
    expect(names.toSorted(compareNatural)).toEqual(
      ["", "9", "10", "ap", "ap02", "ap2", "ap2a9", "ap2a10", "ap2b", "ap10", "b1"],
    );
  });

  test("numbers of any length are compared", () => {
    const long = "9".repeat(400);
    expect(compareNatural(`a${long}`, `a1${long}`)).toBeLessThan(0);
    expect(compareNatural(`a000${long}`, `a${long}8`)).toBeLessThan(0);
  });

  test("orders texts totally", () => {
    const text = fc.string({ unit: fc.constantFrom("0", "1", "2", "a", "b", "-"), maxLength: 8 });
    fc.assert(fc.property(text, text, text, (a, b, c) => {
      expect(Math.sign(compareNatural(a, b))).toBe(0 - Math.sign(compareNatural(b, a)));
      expect(compareNatural(a, b) === 0).toBe(a === b);
      if (compareNatural(a, b) <= 0 && compareNatural(b, c) <= 0) {
        expect(compareNatural(a, c)).toBeLessThanOrEqual(0);
      }
    }));
  });
});

describe("sortKeyOf()", () => {
  const keyOf = (type: ValueType<never>, value: unknown): SortKey =>
    sortKeyOf({ type: type as ValueType<unknown>, value });

  test.each<[string, ValueType<never>, unknown, SortKey]>([
    ["a number", double as ValueType<never>, 0.5, 0.5],
    ["a flag", uint8 as ValueType<never>, true, 1],
    ["a large number", uint64 as ValueType<never>, 2n ** 63n, 2n ** 63n],
    ["an address", mac as ValueType<never>, 0xaabbccddeeff, 0xaabbccddeeff],
    ["a text", string as ValueType<never>, "a", "a"],
    ["a UUID", uuid as ValueType<never>, "00000000-0000-0000-0000-00000000000A", 10n],
    ["a UUID that is none", uuid as ValueType<never>, "", ""],
    ["a device key", deviceKey as ValueType<never>, "00_0", undefined],
    ["a list", doubles as ValueType<never>, [1], undefined],
    ["not a number", double as ValueType<never>, NaN, undefined],
  ])("of %s", (_, type, value, key) => {
    expect(keyOf(type, value)).toBe(key);
  });

  test("of nothing is undefined", () => {
    expect(sortKeyOf(undefined)).toBeUndefined();
  });
});

describe("compareSortKeys()", () => {
  test("puts what is missing first, then numbers, then texts", () => {
    const keys: SortKey[] = ["b2", 3, "b10", undefined, 2n ** 63n, -1, undefined, 2n];
    // `sort` of arrays puts undefined last by itself, so the keys are wrapped.
    const sorted = keys.map((key) => ({ key })).sort((a, b) => compareSortKeys(a.key, b.key));
    expect(sorted.map(({ key }) => key))
      .toEqual([undefined, undefined, -1, 2n, 3, 2n ** 63n, "b2", "b10"]);
  });

  test("says that equal keys are equal, so that sorting stays stable", () => {
    for (const [a, b] of [[undefined, undefined], [1, 1n], ["a", "a"], [0, -0]] as const) {
      expect(compareSortKeys(a, b)).toBe(0);
    }
  });
});
