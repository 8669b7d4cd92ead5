// The record of what only newer devices tell.
import { isLocallyAdministered } from "../../../protocols/mac.ts";
import type { DeviceRecord } from "../../../protocols/records/device.ts";
import type { Dot11Device } from "../../../protocols/records/dot11-device.ts";
import { ModernDevice } from "../../../protocols/records/dot11-modern.ts";

/** The device's record of newer features, made on first use. */
export function modernOf(device: DeviceRecord, dot11: Dot11Device): ModernDevice {
  if (dot11.modern === undefined) {
    dot11.modern = new ModernDevice();
    dot11.modern.randomAddress = isLocallyAdministered(device.mac);
  }
  return dot11.modern;
}
