// Named lists of devices, kept up to date as devices change (spec device-model 5.4).
import type { DeviceRecord } from "../../protocols/records/device.ts";
import type { DeviceView } from "../../protocols/records/phy.ts";

/** A view that keeps its members in a set, in order of joining. */
export class MemberView implements DeviceView {
  readonly id: string;
  readonly description: string;
  readonly indexed: boolean;
  readonly #members = new Set<DeviceRecord>();

  constructor(id: string, description: string, indexed = true) {
    this.id = id;
    this.description = description;
    this.indexed = indexed;
  }

  get size(): number {
    return this.#members.size;
  }

  devices(): Iterable<DeviceRecord> {
    return this.#members;
  }

  has(device: DeviceRecord): boolean {
    return this.#members.has(device);
  }

  add(device: DeviceRecord): void {
    this.#members.add(device);
  }

  remove(device: DeviceRecord): void {
    this.#members.delete(device);
  }
}

/** A view over a collection that somebody else keeps (all devices, the devices of a PHY). */
export class CollectionView implements DeviceView {
  readonly id: string;
  readonly description: string;
  readonly indexed: boolean;
  readonly #collection: { readonly size: number; values(): Iterable<DeviceRecord> };
  readonly #has: (device: DeviceRecord) => boolean;

  constructor(
    id: string,
    description: string,
    collection: { readonly size: number; values(): Iterable<DeviceRecord> },
    has: (device: DeviceRecord) => boolean,
    indexed = true,
  ) {
    this.id = id;
    this.description = description;
    this.indexed = indexed;
    this.#collection = collection;
    this.#has = has;
  }

  get size(): number {
    return this.#collection.size;
  }

  devices(): Iterable<DeviceRecord> {
    return this.#collection.values();
  }

  has(device: DeviceRecord): boolean {
    return this.#has(device);
  }
}
