// Devices that changed lately, of a view or of all: what lists by time and monitors walk.
import type { DeviceRecord } from "../../protocols/records/device.ts";
import type { DeviceView } from "../../protocols/records/phy.ts";
import type { DeviceQueries } from "../server/stores.ts";
import type { ChangeTime } from "./change-log.ts";

/**
 * At least the devices whose time is `since` or later, in the order of creation (a view's own order
 * when there are many); whoever walks them looks at the time again.
 */
export function recentDevices(
  devices: DeviceQueries,
  view: DeviceView | undefined,
  since: number,
  time: ChangeTime,
): Iterable<DeviceRecord> {
  const changed = devices.changedSince(since, time);
  if (changed === undefined) return view?.devices() ?? devices.all();
  return view === undefined ? changed : changed.filter((device) => view.has(device));
}
