// Forgetting devices: those idle for too long, and the oldest above a limit (spec device-model 5.2).
import type { Settings } from "../server/settings.ts";
import type { DeviceStore } from "./store.ts";

const IDLE_CHECK_SEC = 60;
const LIMIT_CHECK_SEC = 5;

/** Called once a second of server time. */
export function ageDevices(store: DeviceStore, settings: Settings, nowSec: number): void {
  const timeout = settings.integer("tracker_device_timeout");
  if (timeout > 0 && nowSec % IDLE_CHECK_SEC === 0) {
    const packets = settings.integer("tracker_device_packets");
    for (const device of store.all()) {
      const isIdle = nowSec - device.lastTime > timeout;
      if (isIdle && (packets === 0 || device.packets < packets)) store.remove(device);
    }
  }
  const limit = settings.integer("tracker_max_devices");
  if (limit > 0 && store.size > limit && nowSec % LIMIT_CHECK_SEC === 0) {
    const oldest = [...store.all()].sort((a, b) => a.lastTime - b.lastTime);
    for (const device of oldest.slice(0, store.size - limit)) store.remove(device);
  }
}
