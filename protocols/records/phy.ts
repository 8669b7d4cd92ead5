// PHY and view records, `kismet.phy.*`, `kismet.devices.view.*` (spec device-model 5.3, 5.4).
import type { DeviceRecord } from "./device.ts";

export interface PhyRecord {
  readonly id: number;
  readonly name: string;
  readonly devices: number;
  readonly packets: number;
  /** Figures of its caches and limits; left out when it has none. */
  readonly counters?: ReadonlyMap<string, number> | undefined;
}

export interface DeviceView {
  readonly id: string;
  readonly description: string;
  readonly size: number;
  readonly indexed: boolean;
  /** In order of joining. */
  devices(): Iterable<DeviceRecord>;
  has(device: DeviceRecord): boolean;
}
