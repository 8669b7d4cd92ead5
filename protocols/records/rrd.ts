// Round-robin rate history, `kismet.common.rrd.*` (spec device-model 3.1): one slot a second, a
// minute and an hour, rings indexed by absolute time. Hundreds of thousands exist and most have few
// samples, so their rings are sparse. Averages are kept as their totals, because whole numbers are
// exact in narrow rings and fractions are not.
import { clearAfter, combineSlot, loadSlots, putSlot, type SlotRing } from "./slot-ring.ts";

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

type Slots = Float64Array;

interface Aggregator {
  readonly combine: (a: number, b: number) => number;
  /** Promotes seconds to the minute that is kept; a served minute is that over `minuteShare`. */
  readonly reduceSeconds: (slots: Slots) => number;
  /** Promotes kept minutes to the hour that is kept; a served hour is that over `hourShare`. */
  readonly reduceMinutes: (slots: Slots) => number;
  readonly minuteShare: number;
  readonly hourShare: number;
}

function total(slots: Slots): number {
  let result = 0;
  for (let at = 0; at < slots.length; at++) result += slots[at]!;
  return result;
}

function meanOfSignals(slots: Slots): number {
  let count = 0;
  for (let at = 0; at < slots.length; at++) if (slots[at] !== 0) count += 1;
  return count === 0 ? 0 : Math.trunc(total(slots) / count);
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

const LEVELS = { minuteShare: 1, hourShare: 1 };

const AGGREGATORS: Readonly<Record<RrdAggregator, Aggregator>> = {
  // The mean over all slots, empty ones included.
  default: {
    combine: sum,
    reduceSeconds: total,
    reduceMinutes: total,
    minuteShare: SECONDS,
    hourShare: SECONDS * MINUTES,
  },
  "peak-signal": {
    combine: larger,
    reduceSeconds: meanOfSignals,
    reduceMinutes: meanOfSignals,
    ...LEVELS,
  },
  extreme: {
    combine: extreme,
    reduceSeconds: extremeOf,
    reduceMinutes: extremeOf,
    ...LEVELS,
  },
  "prev-positive-extreme": {
    combine: sum,
    reduceSeconds: positiveMaximum,
    reduceMinutes: positiveMaximum,
    ...LEVELS,
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
  /** Value of the second `lastTime`; put into the ring when the second is over. */
  #current = 0;
  /** Newest second, minute and hour that were put into their rings. */
  #lastSecond = 0;
  #lastMinute = 0;
  #lastHour = 0;
  #seconds: SlotRing = undefined;
  #minutes: SlotRing = undefined;
  #hours: SlotRing = undefined;

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
    const last = this.lastTime;
    if (nowSec < last) {
      if (last - nowSec < SECONDS) this.#addLate(value, nowSec);
      return;
    }
    if (last !== 0) this.#finish(last, nowSec);
    this.lastTime = nowSec;
    this.#current = value;
  }

  view(nowSec: number): RrdView {
    const now = Math.max(nowSec, this.lastTime);
    const idle = now > this.lastTime;
    this.#load(now);
    share(scratch.minutes, this.#aggregator.minuteShare);
    share(scratch.hours, this.#aggregator.hourShare);
    scratch.serialTime = nowSec;
    scratch.lastTime = now;
    scratch.lastValue = idle ? 0 : this.#lastValue;
    scratch.previousValue = idle ? this.#lastValue : this.#previousValue;
    return scratch;
  }

  /** The second, and when they end its minute and hour, go into their rings. */
  #finish(last: number, nowSec: number): void {
    const minute = Math.floor(last / 60);
    const hour = Math.floor(last / 3600);
    // What a minute was is known when it ends: then it follows from its seconds.
    const endsMinute = !this.minuteOnly && Math.floor(nowSec / 60) !== minute;
    if (endsMinute) {
      this.#load(last);
      this.#minutes = putSlot(
        this.#minutes,
        MINUTES,
        this.#lastMinute,
        minute,
        scratch.minutes[minute % MINUTES]!,
      );
      this.#lastMinute = minute;
      if (Math.floor(nowSec / 3600) !== hour) {
        const level = scratch.hours[hour % HOURS]!;
        this.#hours = putSlot(this.#hours, HOURS, this.#lastHour, hour, level);
        this.#lastHour = hour;
      }
    }
    this.#seconds = putSlot(this.#seconds, SECONDS, this.#lastSecond, last, this.#current);
    this.#lastSecond = last;
  }

  #addLate(value: number, second: number): void {
    if (second > this.#lastSecond) {
      this.#seconds = putSlot(this.#seconds, SECONDS, this.#lastSecond, second, value);
      this.#lastSecond = second;
      return;
    }
    const { combine } = this.#aggregator;
    this.#seconds = combineSlot(this.#seconds, SECONDS, second, value, combine);
  }

  /** Fills the scratch rings with what is kept, as of `now`, which is not before `lastTime`. */
  #load(now: number): void {
    const { seconds, minutes, hours } = scratch;
    const last = this.lastTime;
    if (last === 0) {
      seconds.fill(0);
      minutes.fill(0);
      hours.fill(0);
      return;
    }
    loadSlots(seconds, this.#seconds, this.#lastSecond, last);
    seconds[last % SECONDS] = this.#current;
    if (this.minuteOnly) {
      clearAfter(seconds, last, now);
      return;
    }
    const minute = Math.floor(last / 60);
    const hour = Math.floor(last / 3600);
    loadSlots(minutes, this.#minutes, this.#lastMinute, minute);
    loadSlots(hours, this.#hours, this.#lastHour, hour);
    minutes[minute % MINUTES] = this.#aggregator.reduceSeconds(seconds);
    hours[hour % HOURS] = this.#aggregator.reduceMinutes(minutes);
    if (now === last) return;
    const nowMinute = Math.floor(now / 60);
    const nowHour = Math.floor(now / 3600);
    clearAfter(seconds, last, now);
    clearAfter(minutes, minute, nowMinute);
    clearAfter(hours, hour, nowHour);
    minutes[nowMinute % MINUTES] = this.#aggregator.reduceSeconds(seconds);
    hours[nowHour % HOURS] = this.#aggregator.reduceMinutes(minutes);
  }
}

function share(slots: Slots, by: number): void {
  if (by === 1) return;
  for (let at = 0; at < slots.length; at++) if (slots[at] !== 0) slots[at]! /= by;
}
