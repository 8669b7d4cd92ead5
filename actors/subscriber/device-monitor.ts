// One device monitor (spec rest-api 7.3): at each tick a message per matching device that changed
// since the tick before, all of them at the first. Devices are walked in time slices, and the walk
// waits for the peer, so that a monitor of 100,000 devices takes no more memory than one of ten.
import type { DeviceRecord } from "../../protocols/records/device.ts";
import type { Clock, TimerHandle } from "../../runtime/platform.ts";
import type { Delivery } from "./delivery.ts";
import type { Shape } from "./encoder.ts";
import type { SharedDevices } from "./shared-devices.ts";

export const MONITOR_RATE_MIN_SEC = 1;
export const MONITOR_RATE_MAX_SEC = 86_400;
/** Devices looked at between two looks at the clock. */
const DEVICES_PER_CHECK = 32;
/** Devices that are remembered because they changed in the second of the tick. */
export const EDGE_DEVICES_MAX = 4096;

export interface MonitorWish {
  /** The client's name for it. */
  readonly request: number;
  readonly rateSec: number;
  /** The devices to look at, at least those that changed since; asked for again at each tick. */
  readonly devices: (sinceSec: number) => Iterable<DeviceRecord>;
  readonly matches: (device: DeviceRecord) => boolean;
  readonly shape: Shape;
  /** Send the first set at once instead of after `rateSec`. */
  readonly atOnce: boolean;
}

export interface MonitorInput {
  readonly clock: Clock;
  readonly records: SharedDevices;
  readonly delivery: Delivery;
  schedule(step: (deadlineMs: number) => boolean): void;
}

export class DeviceMonitor {
  readonly wish: MonitorWish;
  readonly #input: MonitorInput;
  readonly #step = (deadlineMs: number): boolean => this.#walk(deadlineMs);
  readonly #resume = (): void => this.#goOn();
  readonly #leave: () => void;
  #timer: TimerHandle = undefined;
  #stopped = false;
  #walking: Iterator<DeviceRecord> | undefined = undefined;
  #startedMs = 0;
  /** Second of the tick before; -1 until the first. */
  #sinceSec = -1;
  /** Devices that changed in that very second, as they were then: they may change again in it. */
  #edge = new Map<DeviceRecord, number>();
  #nextEdge = new Map<DeviceRecord, number>();
  ticks = 0;
  encodeFailures = 0;

  constructor(wish: MonitorWish, input: MonitorInput) {
    this.wish = wish;
    this.#input = input;
    this.#leave = input.records.enter(wish.shape);
    this.#arm(wish.atOnce ? 0 : wish.rateSec * 1000);
  }

  stop(): void {
    this.#stopped = true;
    this.#leave();
    this.#input.clock.clearTimeout(this.#timer);
    this.#walking = undefined;
    this.#edge.clear();
    this.#nextEdge.clear();
  }

  #arm(delayMs: number): void {
    this.#timer = this.#input.clock.setTimeout(() => this.#begin(), delayMs);
  }

  #begin(): void {
    if (this.#stopped) return;
    this.ticks++;
    this.#startedMs = this.#input.clock.now();
    this.#walking = this.wish.devices(this.#sinceSec)[Symbol.iterator]();
    this.#goOn();
  }

  #goOn(): void {
    if (this.#stopped || this.#walking === undefined) return;
    this.#input.schedule(this.#step);
  }

  /** Walks until the deadline; true when the tick is over or has to wait for the peer. */
  #walk(deadlineMs: number): boolean {
    const { clock, delivery, records } = this.#input;
    const writtenMax = records.written + records.leadOf(this.wish.shape);
    let looked = 0;
    while (!this.#stopped && this.#walking !== undefined) {
      if (!delivery.hasRoom) {
        delivery.whenRoom(this.#resume);
        return true;
      }
      const next = this.#walking.next();
      if (next.done) {
        this.#end();
        return true;
      }
      const sent = this.#look(next.value);
      if (records.written >= writtenMax) return false;
      if ((sent || ++looked % DEVICES_PER_CHECK === 0) && clock.now() >= deadlineMs) return false;
    }
    return true;
  }

  #look(device: DeviceRecord): boolean {
    if (device.modTime < this.#sinceSec || !this.wish.matches(device)) return false;
    const startedSec = Math.floor(this.#startedMs / 1000);
    if (device.modTime >= startedSec && this.#nextEdge.size < EDGE_DEVICES_MAX) {
      this.#nextEdge.set(device, device.changes);
    }
    if (this.#edge.get(device) === device.changes) return false;
    try {
      this.#input.delivery.pushBytes(this.#input.records.device(device, this.wish.shape));
    } catch {
      // One record that cannot be written must not end the others; it is counted.
      this.encodeFailures++;
    }
    return true;
  }

  #end(): void {
    this.#walking = undefined;
    this.#sinceSec = Math.floor(this.#startedMs / 1000);
    const emptied = this.#edge;
    emptied.clear();
    this.#edge = this.#nextEdge;
    this.#nextEdge = emptied;
    const elapsedMs = this.#input.clock.now() - this.#startedMs;
    this.#arm(Math.max(0, this.wish.rateSec * 1000 - elapsedMs));
  }
}
