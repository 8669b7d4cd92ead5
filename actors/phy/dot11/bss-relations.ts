// Access points that started together: several networks of one box count the same time since the
// start in their beacons (`dot11_link_bssts`, relation `dot11_bssts_similar`, spec dot11 5.6).
import type { DeviceRecord } from "../../../protocols/records/device.ts";
import type { Dot11Device } from "../../../protocols/records/dot11-device.ts";
import { relateDevices, RELATIVES_MAX } from "./relate.ts";
import type { Dot11State } from "./state.ts";

export const RELATION_BSS_TIMESTAMP = "dot11_bssts_similar";
/** Access points looked at when one appears. */
const CANDIDATES_MAX = 256;
/** Buckets of start times kept. */
const BUCKETS_MAX = 100_000;

/**
 * Access points by the time they started, in buckets as wide as the window: whoever is near enough
 * is in the same bucket or in a neighbouring one.
 */
export class BssRelations {
  /** Access points and relations not kept because a limit was reached. */
  refused = 0;
  readonly #windowUs: number;
  readonly #buckets = new Map<number, Set<DeviceRecord>>();

  constructor(windowUs: number) {
    this.#windowUs = windowUs;
  }

  /** Notes the start time that a beacon shows; relates the access point when it is its first. */
  note(state: Dot11State, device: DeviceRecord, dot11: Dot11Device): void {
    const { frame, batch, index } = state;
    const timestampUs = frame.timestampHigh * 0x100000000 + frame.timestampLow;
    if (timestampUs === 0) return;
    const before = dot11.startedUs;
    const startedUs = batch.timestampUs[index]! - timestampUs;
    dot11.startedUs = startedUs;
    const bucket = this.#bucketOf(startedUs);
    if (!Number.isNaN(before)) {
      if (this.#bucketOf(before) === bucket) return;
      this.#drop(device, before);
      this.#join(device, bucket);
      return;
    }
    this.#relate(state, device, dot11, bucket);
    this.#join(device, bucket);
  }

  /** The device is no longer tracked. */
  forget(device: DeviceRecord, dot11: Dot11Device): void {
    if (!Number.isNaN(dot11.startedUs)) this.#drop(device, dot11.startedUs);
  }

  #bucketOf(startedUs: number): number {
    return Math.floor(startedUs / this.#windowUs);
  }

  #join(device: DeviceRecord, bucket: number): void {
    let members = this.#buckets.get(bucket);
    if (members === undefined) {
      if (this.#buckets.size >= BUCKETS_MAX) {
        this.refused += 1;
        return;
      }
      this.#buckets.set(bucket, members = new Set());
    }
    members.add(device);
  }

  #drop(device: DeviceRecord, startedUs: number): void {
    const bucket = this.#bucketOf(startedUs);
    const members = this.#buckets.get(bucket);
    if (members === undefined) return;
    members.delete(device);
    if (members.size === 0) this.#buckets.delete(bucket);
  }

  #relate(state: Dot11State, device: DeviceRecord, dot11: Dot11Device, bucket: number): void {
    let looked = 0;
    for (let near = bucket - 1; near <= bucket + 1; near++) {
      for (const other of this.#buckets.get(near) ?? []) {
        if (++looked > CANDIDATES_MAX) {
          this.refused += 1;
          return;
        }
        const distance = Math.abs(state.detail(other).startedUs - dot11.startedUs);
        if (distance <= this.#windowUs) this.#link(device, other);
      }
    }
  }

  #link(one: DeviceRecord, other: DeviceRecord): void {
    // Keys are only made for those that there is room for: a flood of networks has thousands.
    if (isFull(one) || isFull(other)) this.refused += 1;
    else if (!relateDevices(one, other, RELATION_BSS_TIMESTAMP)) this.refused += 1;
  }
}

function isFull(device: DeviceRecord): boolean {
  return (device.related?.get(RELATION_BSS_TIMESTAMP)?.size ?? 0) >= RELATIVES_MAX;
}
