// Forgetting devices: those idle for too long, and the oldest above a limit (spec device-model 5.2). All
// devices are walked for that, a bounded number in one second, so that a million of them hold up packets
// for milliseconds; which ones go is the same as if they were sorted.
import type { DeviceRecord } from "../../protocols/records/device.ts";
import type { Settings } from "../server/settings.ts";
import type { DeviceStore } from "./store.ts";

const IDLE_CHECK_SEC = 60;
const LIMIT_CHECK_SEC = 5;
/** Devices looked at in one second; walks over more go on in the next. */
export const LOOKS_PER_TICK = 32_768;
/** What came since the last second may be looked at so often, or floods would outrun the walks. */
const LOOKS_PER_NEW_DEVICE = 32;
/** Removing a device takes as long as looking at so many. */
const LOOKS_PER_REMOVAL = 16;
/** Times are counted twice: in spans of 2^16 seconds, then the seconds of one span. */
const SPAN_SEC = 0x10000;
const SECONDS_MAX = 2 ** 32 - 1;

type Walk = Generator<void, void, void>;
type AgedStore = Pick<DeviceStore, "size" | "all" | "remove">;

export class DeviceAgeing {
  readonly #store: AgedStore;
  readonly #timeoutSec: number;
  readonly #packetsMax: number;
  readonly #limit: number;
  #counts: Uint32Array | undefined = undefined;
  #idleWalk: Walk | undefined = undefined;
  #limitWalk: Walk | undefined = undefined;
  /** Devices there were at the end of the last second. */
  #sizeBefore = 0;
  /** What may still be done in this second. */
  #looks = 0;

  constructor(store: AgedStore, settings: Settings) {
    this.#store = store;
    this.#timeoutSec = settings.integer("tracker_device_timeout");
    this.#packetsMax = settings.integer("tracker_device_packets");
    this.#limit = settings.integer("tracker_max_devices");
  }

  /** Called once a second of server time. */
  tick(nowSec: number): void {
    const { size } = this.#store;
    const created = Math.max(0, size - this.#sizeBefore);
    this.#looks = LOOKS_PER_TICK + created * LOOKS_PER_NEW_DEVICE;
    if (this.#timeoutSec > 0 && nowSec % IDLE_CHECK_SEC === 0) {
      this.#idleWalk ??= this.#removeIdle(nowSec);
    }
    if (this.#idleWalk?.next().done) this.#idleWalk = undefined;
    if (this.#limit > 0 && size > this.#limit && nowSec % LIMIT_CHECK_SEC === 0) {
      this.#limitWalk ??= this.#removeOldest();
    }
    if (this.#looks > 0 && this.#limitWalk?.next().done) this.#limitWalk = undefined;
    this.#sizeBefore = this.#store.size;
  }

  /** Who was idle at the beginning of the walk and was heard during it stays. */
  *#removeIdle(nowSec: number): Walk {
    for (const device of this.#store.all()) {
      const isIdle = nowSec - device.lastTime > this.#timeoutSec;
      if (isIdle && (this.#packetsMax === 0 || device.packets < this.#packetsMax)) {
        this.#remove(device);
      }
      if (--this.#looks <= 0) yield;
    }
  }

  /** Of those with one time the ones go that were there first. */
  *#removeOldest(): Walk {
    const store = this.#store;
    const surplus = store.size - this.#limit;
    const counts = (this.#counts ??= new Uint32Array(SPAN_SEC)).fill(0);
    for (const device of store.all()) {
      counts[spanOf(device)]! += 1;
      if (--this.#looks <= 0) yield;
    }
    const span = place(counts, surplus);
    counts.fill(0);
    for (const device of store.all()) {
      if (spanOf(device) === span.index) counts[secondOf(device) % SPAN_SEC]! += 1;
      if (--this.#looks <= 0) yield;
    }
    const second = place(counts, surplus - span.before);
    const newestSec = span.index * SPAN_SEC + second.index;
    let ofNewest = surplus - span.before - second.before;
    for (const device of store.all()) {
      if (store.size <= this.#limit) return;
      const timeSec = secondOf(device);
      if (timeSec < newestSec || (timeSec === newestSec && ofNewest-- > 0)) this.#remove(device);
      if (--this.#looks <= 0) yield;
    }
  }

  #remove(device: DeviceRecord): void {
    this.#store.remove(device);
    this.#looks -= LOOKS_PER_REMOVAL;
  }
}

/** Times come from captures: any number. */
function secondOf({ lastTime }: DeviceRecord): number {
  return lastTime > 0 ? Math.min(Math.floor(lastTime), SECONDS_MAX) : 0;
}

function spanOf(device: DeviceRecord): number {
  return Math.floor(secondOf(device) / SPAN_SEC);
}

/** Where the device number `wanted` of all that were counted is, and how many are before that. */
function place(counts: Uint32Array, wanted: number): { index: number; before: number } {
  let before = 0;
  let index = 0;
  while (index < counts.length - 1 && before + counts[index]! < wanted) {
    before += counts[index]!;
    index += 1;
  }
  return { index, before };
}
