import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { SteppingClock } from "../../runtime/clock.ts";
import { SeededRandom } from "../../runtime/random.ts";

describe("SteppingClock", () => {
  test("a timer set by a timer fires at its own time", () => {
    const clock = new SteppingClock({ startMs: 1_000 });
    const fired: number[] = [];
    const chain = () => {
      fired.push(clock.now());
      if (fired.length < 4) clock.setTimeout(chain, 10);
    };
    clock.setTimeout(chain, 5);
    clock.advance(100);
    expect(fired).toEqual([1_005, 1_015, 1_025, 1_035]);
    expect(clock.now()).toBe(1_100);
  });

  test("timers of one instant fire in the order they were set", () => {
    const clock = new SteppingClock();
    const fired: string[] = [];
    for (const name of ["a", "b", "c"]) clock.setTimeout(() => fired.push(name), 10);
    clock.advance(10);
    expect(fired).toEqual(["a", "b", "c"]);
  });

  test("a time of day that jumps moves no timer", () => {
    const clock = new SteppingClock({ startMs: 1_000_000 });
    let fired = false;
    clock.setTimeout(() => fired = true, 100);
    clock.setTime(0);
    expect(clock.now()).toBe(0);
    clock.advance(99);
    expect(fired).toBe(false);
    clock.advance(1);
    expect(fired).toBe(true);
  });

  test("a timer that sets itself without delay does not hang the test", () => {
    const clock = new SteppingClock();
    const again = (): void => {
      clock.setTimeout(again, 0);
    };
    clock.setTimeout(again, 0);
    expect(() => clock.advance(1)).toThrow(/timer/i);
  });

  test("fires as a sorted list would, whatever is set and cleared", () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 0, max: 50 }), fc.boolean()), { maxLength: 60 }),
        (timers) => {
          const clock = new SteppingClock();
          const fired: number[] = [];
          const kept: [number, number][] = [];
          timers.forEach(([delayMs, clear], id) => {
            const handle = clock.setTimeout(() => fired.push(id), delayMs);
            if (clear) clock.clearTimeout(handle);
            else kept.push([delayMs, id]);
          });
          clock.advance(100);
          expect(fired).toEqual(
            kept.sort((a, b) => a[0] - b[0] || a[1] - b[1]).map(([, id]) => id),
          );
          expect(clock.pending).toBe(0);
        },
      ),
    );
  });
});

describe("SeededRandom", () => {
  test("gives the same numbers for the same seed on every engine", () => {
    const random = new SeededRandom(1);
    const first = Array.from({ length: 4 }, () => random.uint32());
    const again = new SeededRandom(1);
    expect(Array.from({ length: 4 }, () => again.uint32())).toEqual(first);
    expect(new SeededRandom(2).uint32()).not.toBe(first[0]);
  });

  test("stays within its bounds, and forks are independent", () => {
    const random = new SeededRandom("street");
    for (let n = 0; n < 1_000; n++) {
      const value = random.integer(3, 5);
      expect(value).toBeGreaterThanOrEqual(3);
      expect(value).toBeLessThanOrEqual(5);
      expect(random.next()).toBeLessThan(1);
    }
    const left = new SeededRandom(9);
    const right = new SeededRandom(9);
    expect(left.fork("a").uint32()).toBe(right.fork("a").uint32());
    expect(left.fork("a").uint32()).not.toBe(left.fork("b").uint32());
    expect(random.shuffle([1, 2, 3, 4, 5]).sort()).toEqual([1, 2, 3, 4, 5]);
  });
});
