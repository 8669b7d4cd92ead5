// SSID groups: who advertises, answers and probes for one network name (spec dot11 9.1).
import type { DeviceRecord } from "../../../protocols/records/device.ts";
import { SsidGroup } from "../../../protocols/records/dot11-device.ts";
import { ssidHashOfText } from "../../../protocols/dot11/ssid.ts";

/** Groups kept; a beacon flood names endless networks. */
export const SSID_GROUPS_MAX = 200_000;
/** Devices listed in one role of one group. */
export const GROUP_DEVICES_MAX = 100_000;

export type SsidRole = "advertising" | "responding" | "probing";

export class SsidGroups {
  /** Groups or members not kept because a limit was reached. */
  refused = 0;
  readonly #groups = new Map<number, SsidGroup>();

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
    keyOf: (device: DeviceRecord) => string,
    record: {
      readonly ssid: string;
      readonly length: number;
      readonly cryptLegacy: number;
      readonly cryptText: string;
      group: SsidGroup | undefined;
    },
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
      if (this.#groups.size >= SSID_GROUPS_MAX) {
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

  /** A device is no longer tracked. */
  forget(deviceKey: string): void {
    for (const group of this.#groups.values()) {
      group.advertising.delete(deviceKey);
      group.responding.delete(deviceKey);
      group.probing.delete(deviceKey);
    }
  }
}

function extend(group: SsidGroup, device: DeviceRecord): void {
  if (device.firstTime < group.firstTime) group.firstTime = device.firstTime;
  if (device.lastTime > group.lastTime) group.lastTime = device.lastTime;
}
