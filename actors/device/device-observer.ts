// Who wants to know what happens to devices.
import type { PacketBatch } from "../../protocols/packet/packet-batch.ts";
import type { DatasourceRecord } from "../../protocols/records/datasource.ts";
import type { DeviceRecord } from "../../protocols/records/device.ts";

/** Told about devices that were announced, changed or removed. */
export interface DeviceObserver {
  announced?(device: DeviceRecord): void;
  seenBy?(device: DeviceRecord, source: DatasourceRecord): void;
  removed?(device: DeviceRecord): void;
}

/** Somebody who wants to know of certain devices at the packet that brings them (back). */
export interface DeviceWatch {
  /** Silence after which a device that is heard again has come back. */
  readonly afterSec: number;
  isWatched(mac: number): boolean;
  /** `awaySec` is 0 for a device that is new. */
  came(device: DeviceRecord, batch: PacketBatch, index: number, awaySec: number): void;
}
