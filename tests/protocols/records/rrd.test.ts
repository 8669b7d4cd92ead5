import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createRrd, type RrdAggregator } from "../../../protocols/records/rrd.ts";

const T0 = 1_700_000_000; // second slot 20, minute slot 13, hour slot 22

/** Non-zero slots by index. */
function slots(ring: ArrayLike<number>): Record<number, number> {
  return Object.fromEntries(
    Array.from(ring, (value, index) => [index, Number(value.toFixed(6))] as const)
      .filter(([, value]) => value !== 0),
  );
}

/** The specification's rules (3.1, with its corrections), written as plainly as possible. */
class Model {
  last = 0;
  seconds = Array<number>(60).fill(0);
  minutes = Array<number>(60).fill(0);
  hours = Array<number>(24).fill(0);
  add(value: number, t: number): void {
    const l = this.last;
    const mean = (ring: number[]) => ring.reduce((a, b) => a + b, 0) / ring.length;
    if (l !== 0 && t < l) {
      if (l - t < 60) this.seconds[t % 60]! += value;
      return;
    }
    if (t === l) this.seconds[t % 60]! += value;
    else {
      if (l !== 0) {
        for (let s = l + 1; s <= t && s <= l + 60; s++) this.seconds[s % 60] = 0;
        const [m0, m1] = [Math.floor(l / 60), Math.floor(t / 60)];
        for (let m = m0 + 1; m <= m1 && m <= m0 + 60; m++) this.minutes[m % 60] = 0;
        const [h0, h1] = [Math.floor(l / 3600), Math.floor(t / 3600)];
        for (let h = h0 + 1; h <= h1 && h <= h0 + 24; h++) this.hours[h % 24] = 0;
      }
      this.seconds[t % 60] = value;
    }
    this.minutes[Math.floor(t / 60) % 60] = mean(this.seconds);
    this.hours[Math.floor(t / 3600) % 24] = mean(this.minutes);
    this.last = t;
  }
}

describe("createRrd()", () => {
  test("gives the specification's worked example", () => {
    const rrd = createRrd("default");
    for (const second of [0, 0, 1, 3]) rrd.add(1, T0 + second);
    const view = rrd.view(T0 + 10);
    expect(view.lastTime).toBe(T0 + 10);
    expect(view.serialTime).toBe(T0 + 10);
    expect(view.lastValue).toBe(0);
    expect(view.previousValue).toBe(1);
    expect(slots(view.seconds)).toEqual({ 20: 2, 21: 1, 23: 1 });
    expect(slots(view.minutes)).toEqual({ 13: 0.066667 });
    expect(slots(view.hours)).toEqual({ 22: 0.001111 });
  });

  test("keeps a minute's level when the next minute is idle", () => {
    const rrd = createRrd("default");
    for (const second of [0, 0, 1, 3]) rrd.add(1, T0 + second);
    rrd.add(0, T0 + 10);
    const view = rrd.view(T0 + 75);
    expect(slots(view.seconds)).toEqual({});
    expect(slots(view.minutes)).toEqual({ 13: 0.066667 });
    expect(slots(view.hours)).toEqual({ 22: 0.001111 });
  });

  test("serves without changing: a second view is the same", () => {
    const rrd = createRrd("default");
    rrd.add(7, T0);
    rrd.add(3, T0 + 65);
    const first = structuredClone(rrd.view(T0 + 70));
    expect(rrd.view(T0 + 70)).toEqual(first);
    rrd.add(5, T0 + 66);
    expect(slots(rrd.view(T0 + 66).seconds)).toEqual({ 25: 3, 26: 5 });
  });

  test("combines a late sample into its own second and keeps the newest time", () => {
    const rrd = createRrd("default");
    rrd.add(1, T0 + 5);
    rrd.add(4, T0);
    rrd.add(9, T0 - 60);
    expect(rrd.lastTime).toBe(T0 + 5);
    expect(slots(rrd.view(T0 + 5).seconds)).toEqual({ 20: 4, 25: 1 });
  });

  test("a minute-only history stores the sample that comes after a long gap", () => {
    const rrd = createRrd("peak-signal", { minuteOnly: true });
    rrd.add(-40, T0);
    rrd.add(-70, T0 + 500);
    const view = rrd.view(T0 + 500);
    expect(slots(view.seconds)).toEqual({ [(T0 + 500) % 60]: -70 });
  });

  test.each<[RrdAggregator, number[], number, number]>([
    ["default", [3, 4], 7, 7 / 60],
    ["peak-signal", [-70, -50, -60], -50, -50],
    ["extreme", [3, 9, 4], 9, 9],
    ["extreme", [-3, -9], -9, -9],
    ["prev-positive-extreme", [3, 4], 7, 7],
  ])("%s of %j is %d, its minute %d", (aggregator, samples, second, minute) => {
    const rrd = createRrd(aggregator);
    for (const sample of samples) rrd.add(sample, T0);
    const view = rrd.view(T0);
    expect(view.seconds[20]).toBe(second);
    expect(view.minutes[13]).toBeCloseTo(minute, 6);
  });

  test("agrees with the plain model for any samples", () => {
    const step = fc.oneof(
      { weight: 6, arbitrary: fc.integer({ min: 0, max: 3 }) },
      { weight: 2, arbitrary: fc.integer({ min: 0, max: 200 }) },
      { weight: 1, arbitrary: fc.integer({ min: 0, max: 200_000 }) },
    );
    fc.assert(
      fc.property(
        fc.array(fc.tuple(step, fc.integer({ min: 0, max: 1000 })), { maxLength: 60 }),
        fc.integer({ min: 0, max: 90_000 }),
        (samples, idle) => {
          const rrd = createRrd("default");
          const model = new Model();
          let now = T0;
          for (const [after, value] of samples) {
            now += after;
            rrd.add(value, now);
            model.add(value, now);
          }
          if (samples.length === 0) return;
          now += idle;
          model.add(0, now);
          const view = rrd.view(now);
          for (let at = 0; at < 60; at++) {
            expect(view.seconds[at]).toBe(model.seconds[at]);
            expect(view.minutes[at]!).toBeCloseTo(model.minutes[at]!, 3);
          }
          for (let at = 0; at < 24; at++) {
            expect(view.hours[at]!).toBeCloseTo(model.hours[at]!, 3);
          }
        },
      ),
      { numRuns: 300 },
    );
  });
});
