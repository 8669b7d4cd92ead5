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

type Combine = (a: number, b: number) => number;
type Reduce = (ring: readonly number[]) => number;

const mean: Reduce = (ring) => ring.reduce((a, b) => a + b, 0) / ring.length;
const meanOfSignals: Reduce = (ring) => {
  const heard = ring.filter((value) => value !== 0);
  return heard.length === 0 ? 0 : Math.trunc(heard.reduce((a, b) => a + b, 0) / heard.length);
};
const extreme: Combine = (a, b) => {
  if (a === 0 || b === 0) return a + b;
  return a > 0 && b > 0 ? Math.max(a, b) : Math.min(a, b);
};

const RULES: Readonly<Record<RrdAggregator, { combine: Combine; reduce: Reduce }>> = {
  "default": { combine: (a, b) => Math.trunc(a) + Math.trunc(b), reduce: mean },
  "peak-signal": {
    combine: (a, b) => a === 0 || b === 0 ? a + b : Math.max(a, b),
    reduce: meanOfSignals,
  },
  "extreme": { combine: extreme, reduce: (ring) => ring.reduce(extreme, 0) },
  "prev-positive-extreme": {
    combine: (a, b) => Math.trunc(a) + Math.trunc(b),
    reduce: (ring) => Math.max(0, ...ring),
  },
};

/** The specification's rules (3.1, with its corrections), written as plainly as possible. */
class Model {
  last = 0;
  value = 0;
  previous = 0;
  seconds = Array<number>(60).fill(0);
  minutes = Array<number>(60).fill(0);
  hours = Array<number>(24).fill(0);
  readonly #combine: Combine;
  readonly #reduce: Reduce;

  constructor(aggregator: RrdAggregator) {
    this.#combine = RULES[aggregator].combine;
    this.#reduce = RULES[aggregator].reduce;
  }

  add(value: number, t: number): void {
    const l = this.last;
    this.previous = this.value;
    this.value = t === l ? this.#combine(this.value, value) : value;
    if (t < l) {
      if (l - t < 60) this.seconds[t % 60] = this.#combine(this.seconds[t % 60]!, value);
    } else if (t === l) {
      this.seconds[t % 60] = this.#combine(this.seconds[t % 60]!, value);
    } else {
      if (l !== 0) {
        blank(this.seconds, l, t);
        blank(this.minutes, Math.floor(l / 60), Math.floor(t / 60));
        blank(this.hours, Math.floor(l / 3600), Math.floor(t / 3600));
      }
      this.seconds[t % 60] = value;
      this.last = t;
    }
    // A late sample is part of the minute and hour that are not over yet.
    this.minutes[Math.floor(this.last / 60) % 60] = this.#reduce(this.seconds);
    this.hours[Math.floor(this.last / 3600) % 24] = this.#reduce(this.minutes);
  }
}

function blank(ring: number[], from: number, to: number): void {
  for (let at = from + 1; at <= to && at <= from + ring.length; at++) ring[at % ring.length] = 0;
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

  test("a late sample does not bring back what was a minute before it", () => {
    const rrd = createRrd("default");
    for (let second = 0; second < 60; second++) rrd.add(5, T0 + second);
    rrd.add(1, T0 + 60);
    rrd.add(1, T0 + 70);
    rrd.add(9, T0 + 65);
    const { seconds } = rrd.view(T0 + 70);
    const newest = Array.from({ length: 11 }, (_, at) => seconds[(T0 + 60 + at) % 60]);
    expect(newest).toEqual([1, 0, 0, 0, 0, 9, 0, 0, 0, 0, 1]);
  });

  test("keeps rates beyond 24 bits exact, in seconds, minutes and hours", () => {
    const rrd = createRrd("default");
    for (let second = 0; second < 30; second++) rrd.add(20_000_001, T0 + second);
    expect(rrd.view(T0 + 30).seconds[20]).toBe(20_000_001);
    const view = rrd.view(T0 + 4000);
    expect(view.minutes[13]).toBe(0);
    expect(view.hours[22]).toBeCloseTo(30 * 20_000_001 / 3600, 9);
    rrd.add(1, T0 + 60);
    expect(rrd.view(T0 + 60).minutes[13]).toBe(30 * 20_000_001 / 60);
  });

  const late = fc.integer({ min: -70, max: -1 });
  // Gaps of every kind; and dense enough to fill whole rings.
  const sparse = fc.oneof(
    { weight: 6, arbitrary: fc.integer({ min: 0, max: 3 }) },
    { weight: 3, arbitrary: late },
    { weight: 2, arbitrary: fc.integer({ min: 0, max: 200 }) },
    { weight: 1, arbitrary: fc.integer({ min: 0, max: 200_000 }) },
  );
  const dense = fc.oneof(
    { weight: 6, arbitrary: fc.integer({ min: 1, max: 4 }) },
    { weight: 1, arbitrary: late },
    { weight: 1, arbitrary: fc.integer({ min: 5, max: 70 }) },
  );
  const value = fc.oneof(fc.integer({ min: -100, max: 1000 }), fc.integer({ min: 2 ** 24 }));

  test.each(Object.keys(RULES) as RrdAggregator[])(
    "%s agrees with the plain model for any samples, late ones too",
    (aggregator) => {
      fc.assert(
        fc.property(
          fc.oneof(
            fc.array(fc.tuple(sparse, value), { minLength: 1, maxLength: 60 }),
            fc.array(fc.tuple(dense, value), { minLength: 60, maxLength: 160 }),
          ),
          fc.integer({ min: 0, max: 90_000 }),
          (samples, idle) => {
            const rrd = createRrd(aggregator);
            const signal = createRrd(aggregator, { minuteOnly: true });
            const model = new Model(aggregator);
            for (const [after, sample] of samples) {
              const now = Math.max(T0, (model.last || T0) + after);
              rrd.add(sample, now);
              signal.add(sample, now);
              model.add(sample, now);
            }
            expect(rrd.lastTime).toBe(model.last);
            const now = model.last + idle;
            if (idle > 0) model.add(0, now);
            const view = rrd.view(now);
            expect([view.lastTime, view.lastValue, view.previousValue])
              .toEqual([now, model.value, model.previous]);
            expect([...view.seconds]).toEqual(model.seconds);
            expectNear(view.minutes, model.minutes);
            expectNear(view.hours, model.hours);
            expect([...signal.view(now).seconds]).toEqual(model.seconds);
          },
        ),
        { numRuns: 200 },
      );
    },
  );
});

/** Equal but for the last bit or two: sums of sums round in another order. */
function expectNear(ring: ArrayLike<number>, model: readonly number[]): void {
  for (let at = 0; at < model.length; at++) {
    const difference = Math.abs(ring[at]! - model[at]!);
    if (difference > 1e-12 * Math.abs(model[at]!)) {
      expect.fail(`slot ${at} is ${ring[at]}, not ${model[at]}`);
    }
  }
}
