// The table of devices by address: as a Map, whatever comes and goes.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { MacTable } from "../../../actors/device/mac-table.ts";
import { SeededRandom } from "../../../runtime/random.ts";

const table = <T>(seed = 1) => new MacTable<T>(new SeededRandom(seed));

describe("MacTable", () => {
  test("does what a Map does", () => {
    // Few addresses, so that they meet each other; the ends of the range with them.
    const address = fc.oneof(
      fc.integer({ min: 0, max: 100 }),
      fc.constantFrom(0, 0xffffffffffff, 0x001b11000000),
      fc.integer({ min: 0, max: 60 }).map((n) => 0xf01898000000 + n),
    );
    const step = fc.record({ mac: address, what: fc.constantFrom("set", "set", "delete", "get") });
    fc.assert(fc.property(fc.integer(), fc.array(step, { maxLength: 400 }), (seed, steps) => {
      const ours = table<number>(seed);
      const model = new Map<number, number>();
      steps.forEach(({ mac, what }, index) => {
        if (what === "set") {
          ours.set(mac, index);
          model.set(mac, index);
        } else if (what === "delete") expect(ours.delete(mac)).toBe(model.delete(mac));
        expect(ours.get(mac)).toBe(model.get(mac));
      });
      expect(ours.size).toBe(model.size);
      for (const [key, value] of model) expect(ours.get(key)).toBe(value);
    }));
  });

  test("finds 100,000 addresses of one manufacturer after half of them have gone", () => {
    const ours = table<number>();
    for (let n = 0; n < 100_000; n++) ours.set(0x001b11000000 + n, n);
    for (let n = 0; n < 100_000; n += 2) ours.delete(0x001b11000000 + n);
    expect(ours.size).toBe(50_000);
    let wrong = 0;
    for (let n = 0; n < 100_000; n++) {
      if (ours.get(0x001b11000000 + n) !== (n % 2 === 0 ? undefined : n)) wrong += 1;
    }
    expect(wrong).toBe(0);
  });
});
