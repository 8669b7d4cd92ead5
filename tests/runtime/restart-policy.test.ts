import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { SeededRandom } from "../../runtime/random.ts";
import { backOffDelayMs, INTENSITY_MAX, RestartWindow } from "../../runtime/restart-policy.ts";

describe("backOffDelayMs()", () => {
  const backOff = { baseMs: 100, maxMs: 1_000, factor: 3, jitter: 0 };
  const random = new SeededRandom(1);

  test("grows by the factor up to the limit, also far beyond it", () => {
    const delays = [1, 2, 3, 4, 1_000].map((attempt) => backOffDelayMs(backOff, attempt, random));
    expect(delays).toEqual([100, 300, 900, 1_000, 1_000]);
  });

  test("takes off no more than the jitter's share, and adds nothing", () => {
    const delays = Array.from(
      { length: 500 },
      () => backOffDelayMs({ ...backOff, jitter: 0.25 }, 9, random),
    );
    expect(Math.min(...delays)).toBeGreaterThan(750);
    expect(Math.min(...delays)).toBeLessThan(770);
    expect(Math.max(...delays)).toBeLessThanOrEqual(1_000);
  });
});

describe("RestartWindow", () => {
  test("allows the intensity within a period, and again when the first is a period old", () => {
    const window = new RestartWindow(2, 1_000);
    expect([0, 10, 20, 999, 1_000, 1_001].map((now) => window.allow(now))).toEqual([
      true,
      true,
      false,
      false,
      true,
      false,
    ]);
    window.clear();
    expect(window.allow(1_002)).toBe(true);
  });

  test("with intensity 0 allows none", () => {
    expect(new RestartWindow(0, 1_000).allow(5)).toBe(false);
  });

  test("recovers from a clock that was set back", () => {
    const window = new RestartWindow(1, 1_000);
    window.allow(1_000_000);
    expect(window.allow(5_000)).toBe(false);
    expect(window.allow(6_000)).toBe(true);
  });

  test("never allows more than the intensity within any period", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 5 }),
        fc.array(fc.integer({ min: 0, max: 400 }), { maxLength: 60 }),
        (intensity, gaps) => {
          const window = new RestartWindow(intensity, 1_000);
          let now = 0;
          const allowed = gaps.map((gap) => now += gap).filter((time) => window.allow(time));
          for (const from of allowed) {
            const within = allowed.filter((time) => time >= from && time < from + 1_000);
            expect(within.length).toBeLessThanOrEqual(intensity);
          }
        },
      ),
    );
  });

  test("refuses numbers that make no sense", () => {
    for (const intensity of [-1, 0.5, INTENSITY_MAX + 1]) {
      expect(() => new RestartWindow(intensity, 1)).toThrow(RangeError);
    }
    for (const periodMs of [0, -1, NaN]) {
      expect(() => new RestartWindow(1, periodMs)).toThrow(RangeError);
    }
  });
});
