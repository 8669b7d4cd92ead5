// Round-robin rate history, `kismet.common.rrd.*` (spec device-model 3.1): one slot a second, a
// minute and an hour, rings indexed by absolute time. Thousands exist and most are young, so a ring
// is allocated only when there is something to put into it, as 32-bit floats (whole numbers are
// exact up to 2^24, averages to seven digits).

export type RrdAggregator = "default" | "peak-signal" | "extreme" | "prev-positive-extreme";

export interface RrdOptions {
  /** No minute and hour slots are kept or served. */
  readonly minuteOnly?: boolean;
}

/** An RRD as it is served; shared scratch memory, valid until the next view of any RRD. */
export interface RrdView {
  lastTime: number;
  serialTime: number;
  lastValue: number;
  previousValue: number;
  readonly seconds: Float64Array;
  readonly minutes: Float64Array;
  readonly hours: Float64Array;
}

export interface Rrd {
  readonly minuteOnly: boolean;
  /** Second of the newest sample, 0 = never. */
  readonly lastTime: number;
  /** Adds one sample at a whole second of the server clock. */
  add(value: number, nowSec: number): void;
  /** The rings as of `nowSec`: seconds without a sample read 0. Changes nothing. */
  view(nowSec: number): RrdView;
}

export function createRrd(aggregator: RrdAggregator, options: RrdOptions = {}): Rrd {
  return new RateHistory(AGGREGATORS[aggregator], options.minuteOnly === true);
}

const SECONDS = 60;
const MINUTES = 60;
const HOURS = 24;

type Slots = Float32Array | Float64Array;

interface Aggregator {
  readonly combine: (a: number, b: number) => number;
  /** Promotes seconds to a minute. */
  readonly reduceSeconds: (slots: Slots) => number;
  /** Promotes minutes to an hour. */
  readonly reduceMinutes: (slots: Slots) => number;
}

function mean(slots: Slots): number {
  let sum = 0;
  for (let at = 0; at < slots.length; at++) sum += slots[at]!;
  return sum / slots.length;
}

function meanOfSignals(slots: Slots): number {
  let sum = 0;
  let count = 0;
  for (let at = 0; at < slots.length; at++) {
    if (slots[at] === 0) continue;
    sum += slots[at]!;
    count += 1;
  }
  return count === 0 ? 0 : Math.trunc(sum / count);
}

function sum(a: number, b: number): number {
  return Math.trunc(a) + Math.trunc(b);
}

function larger(a: number, b: number): number {
  if (a === 0) return b;
  return b === 0 || a > b ? a : b;
}

function extreme(a: number, b: number): number {
  if (a === 0) return b;
  if (b === 0) return a;
  return a > 0 && b > 0 ? Math.max(a, b) : Math.min(a, b);
}

function extremeOf(slots: Slots): number {
  let result = 0;
  for (let at = 0; at < slots.length; at++) result = extreme(result, slots[at]!);
  return result;
}

function positiveMaximum(slots: Slots): number {
  let result = 0;
  for (let at = 0; at < slots.length; at++) if (slots[at]! > result) result = slots[at]!;
  return result;
}

const AGGREGATORS: Readonly<Record<RrdAggregator, Aggregator>> = {
  default: { combine: sum, reduceSeconds: mean, reduceMinutes: mean },
  "peak-signal": { combine: larger, reduceSeconds: meanOfSignals, reduceMinutes: meanOfSignals },
  extreme: { combine: extreme, reduceSeconds: extremeOf, reduceMinutes: extremeOf },
  "prev-positive-extreme": {
    combine: sum,
    reduceSeconds: positiveMaximum,
    reduceMinutes: positiveMaximum,
  },
};

const scratch: RrdView = {
  lastTime: 0,
  serialTime: 0,
  lastValue: 0,
  previousValue: 0,
  seconds: new Float64Array(SECONDS),
  minutes: new Float64Array(MINUTES),
  hours: new Float64Array(HOURS),
};

class RateHistory implements Rrd {
  lastTime = 0;
  readonly minuteOnly: boolean;
  readonly #aggregator: Aggregator;
  #lastValue = 0;
  #previousValue = 0;
  /** Value of the second `lastTime`; written to the ring when the second is over. */
  #current = 0;
  /** Made when a second second, minute and hour begin; until then `#current` says everything. */
  #seconds: Float32Array | undefined = undefined;
  #minutes: Float32Array | undefined = undefined;
  #hours: Float32Array | undefined = undefined;

  constructor(aggregator: Aggregator, minuteOnly: boolean) {
    this.#aggregator = aggregator;
    this.minuteOnly = minuteOnly;
  }

  add(value: number, nowSec: number): void {
    this.#previousValue = this.#lastValue;
    if (nowSec === this.lastTime) {
      this.#lastValue = this.#aggregator.combine(this.#lastValue, value);
      this.#current = this.#aggregator.combine(this.#current, value);
      return;
    }
    this.#lastValue = value;
    if (nowSec < this.lastTime) {
      this.#addLate(value, nowSec);
      return;
    }
    if (this.lastTime !== 0) this.#moveTo(nowSec);
    this.lastTime = nowSec;
    this.#current = value;
  }

  view(nowSec: number): RrdView {
    const { seconds, minutes, hours } = scratch;
    fill(seconds, this.#seconds);
    fill(minutes, this.#minutes);
    fill(hours, this.#hours);
    if (this.lastTime !== 0) {
      this.#promote(this.lastTime, this.#current, seconds, minutes, hours);
      if (nowSec > this.lastTime) {
        clearBetween(this.lastTime, nowSec, seconds, minutes, hours);
        this.#promote(nowSec, 0, seconds, minutes, hours);
      }
    }
    scratch.serialTime = nowSec;
    scratch.lastTime = Math.max(nowSec, this.lastTime);
    const idle = nowSec > this.lastTime;
    scratch.lastValue = idle ? 0 : this.#lastValue;
    scratch.previousValue = idle ? this.#lastValue : this.#previousValue;
    return scratch;
  }

  /** A sample of an earlier second; the newest time stays. */
  #addLate(value: number, nowSec: number): void {
    if (this.lastTime - nowSec >= SECONDS) return;
    const seconds = this.#seconds ??= new Float32Array(SECONDS);
    const slot = nowSec % SECONDS;
    seconds[slot] = this.#aggregator.combine(seconds[slot]!, value);
  }

  /** Ends the second `lastTime` and makes room for `nowSec`. */
  #moveTo(nowSec: number): void {
    const last = this.lastTime;
    const seconds = this.#seconds ??= new Float32Array(SECONDS);
    if (this.minuteOnly) {
      seconds[last % SECONDS] = this.#current;
      clearRing(seconds, last, nowSec);
      return;
    }
    const newMinute = Math.floor(nowSec / 60) !== Math.floor(last / 60);
    if (newMinute) {
      this.#minutes ??= new Float32Array(MINUTES);
      if (Math.floor(nowSec / 3600) !== Math.floor(last / 3600)) {
        this.#hours ??= new Float32Array(HOURS);
      }
    }
    // Within one minute only the seconds matter: minute and hour follow from them when it ends.
    if (!newMinute && this.#minutes === undefined) seconds[last % SECONDS] = this.#current;
    else this.#promote(last, this.#current, seconds, this.#minutes, this.#hours);
    clearBetween(last, nowSec, seconds, this.#minutes, this.#hours);
  }

  /** Writes a second's value and what follows from it for its minute and hour. */
  #promote(
    time: number,
    value: number,
    seconds: Slots,
    minutes: Slots | undefined,
    hours: Slots | undefined,
  ): void {
    seconds[time % SECONDS] = value;
    if (minutes === undefined) return;
    minutes[Math.floor(time / 60) % MINUTES] = this.#aggregator.reduceSeconds(seconds);
    if (hours === undefined) return;
    hours[Math.floor(time / 3600) % HOURS] = this.#aggregator.reduceMinutes(minutes);
  }
}

function fill(into: Float64Array, from: Float32Array | undefined): void {
  if (from === undefined) into.fill(0);
  else into.set(from);
}

/** Blanks what lies after `last` up to and including `now` in each ring. */
function clearBetween(
  last: number,
  now: number,
  seconds: Slots,
  minutes: Slots | undefined,
  hours: Slots | undefined,
): void {
  clearRing(seconds, last, now);
  if (minutes === undefined) return;
  clearRing(minutes, Math.floor(last / 60), Math.floor(now / 60));
  if (hours !== undefined) clearRing(hours, Math.floor(last / 3600), Math.floor(now / 3600));
}

function clearRing(ring: Slots, last: number, now: number): void {
  const size = ring.length;
  if (now - last >= size) {
    ring.fill(0);
    return;
  }
  for (let at = last + 1; at <= now; at++) ring[at % size] = 0;
}
