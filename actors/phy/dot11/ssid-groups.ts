// SSID groups: who advertises, answers and probes for one network name (spec dot11 9.1).
import type { DeviceRecord } from "../../../protocols/records/device.ts";
import { type Dot11Device, SsidGroup } from "../../../protocols/records/dot11-device.ts";
import { formatDeviceKey } from "../../../protocols/records/device-key.ts";
import { ssidHashOfText } from "../../../protocols/dot11/ssid.ts";

/** Groups kept; a beacon flood names endless networks. */
export const SSID_GROUPS_MAX = 200_000;
/** Devices listed in one role of one group. */
export const GROUP_DEVICES_MAX = 100_000;

/** What a group needs of the SSID record of one device. */
export interface GroupedSsid {
  readonly ssid: string;
  readonly length: number;
  readonly lastTime: number;
  readonly cryptLegacy: number;
  readonly cryptText: string;
  group: SsidGroup | undefined;
}

export type SsidRole = "advertising" | "responding" | "probing";

export class SsidGroups {
  /** Groups or members not kept because a limit was reached. */
  refused = 0;
  readonly #groups = new Map<number, SsidGroup>();
  readonly #max: number;

  constructor(max = SSID_GROUPS_MAX) {
    this.#max = max;
  }

  get size(): number {
    return this.#groups.size;
  }

  all(): Iterable<SsidGroup> {
    return this.#groups.values();
  }

  byHash(hash: number): SsidGroup | undefined {
    return this.#groups.get(hash);
  }

  /** Notes that `device` plays `role` for a name of `length` raw bytes; empty names have no group. */
  note(
    role: SsidRole,
    device: DeviceRecord,
    record: GroupedSsid,
  ): void {
    if (record.length === 0) return;
    if (record.group !== undefined) {
      extend(record.group, device);
      return;
    }
    const deviceKey = keyOf(device);
    const hash = ssidHashOfText(record.ssid, record.length);
    let group = this.#groups.get(hash);
    if (group === undefined) {
      if (this.#groups.size >= this.#max) {
        this.refused += 1;
        return;
      }
      group = new SsidGroup({ ...record, hash, timeSec: device.firstTime });
      this.#groups.set(hash, group);
    }
    const members = group[role];
    if (!members.has(deviceKey)) {
      if (members.size >= GROUP_DEVICES_MAX) {
        this.refused += 1;
        return;
      }
      members.set(deviceKey, device);
    }
    record.group = group;
    extend(group, device);
  }

  /** The device no longer plays `role` for this name. */
  leave(role: SsidRole, device: DeviceRecord, record: GroupedSsid): void {
    const { group } = record;
    if (group === undefined) return;
    record.group = undefined;
    group[role].delete(keyOf(device));
    // Groups stay when their devices are forgotten, unless they are so many that new names would soon
    // find no room.
    if (this.#groups.size * 2 <= this.#max) return;
    if (group.advertising.size + group.responding.size + group.probing.size > 0) return;
    this.#groups.delete(group.hash);
  }

  /** A device is no longer tracked. */
  forget(device: DeviceRecord, dot11: Dot11Device): void {
    for (const record of dot11.advertised?.values() ?? []) {
      this.leave("advertising", device, record);
    }
    for (const record of dot11.responded?.values() ?? []) this.leave("responding", device, record);
    for (const record of dot11.probed?.values() ?? []) this.leave("probing", device, record);
  }
}

function extend(group: SsidGroup, device: DeviceRecord): void {
  if (device.firstTime < group.firstTime) group.firstTime = device.firstTime;
  if (device.lastTime > group.lastTime) group.lastTime = device.lastTime;
}

/** The device's key text, for lists that clients see. */
export function keyOf(device: DeviceRecord): string {
  return formatDeviceKey(device.phy.hash, device.mac);
}
