// Forgetting networks and links that were not heard for long, while their device stays (spec dot11
// 5.6).
import type { DeviceRecord } from "../../../protocols/records/device.ts";
import { Dot11Device } from "../../../protocols/records/dot11-device.ts";
import type { GroupedSsid, SsidGroups, SsidRole } from "./ssid-groups.ts";
import type { Dot11State } from "./state.ts";

const CHECK_SEC = 60;

/** Once a second of server time; looks once a minute, when `tracker_device_timeout` says so. */
export function expireEntries(state: Dot11State, nowSec: number): void {
  const { entryTimeoutSec, entryTimeoutPackets } = state.options;
  if (entryTimeoutSec <= 0 || nowSec % CHECK_SEC !== 0) return;
  const since = nowSec - entryTimeoutSec;
  let removed = 0;
  for (const device of state.store.all()) {
    if (!(device.detail instanceof Dot11Device)) continue;
    if (entryTimeoutPackets !== 0 && device.packets >= entryTimeoutPackets) continue;
    removed += expireOf(state, device, device.detail, since);
  }
  state.expired += removed;
  // Clients that keep a copy of the list must fetch it anew, as after the removal of a device.
  if (removed > 0) state.store.lastRemovalSec = nowSec;
}

function expireOf(
  state: Dot11State,
  device: DeviceRecord,
  dot11: Dot11Device,
  since: number,
): number {
  const { groups } = state;
  const networks = expireNames(groups, "advertising", device, dot11.advertised, since) +
    expireNames(groups, "responding", device, dot11.responded, since);
  // A beacon that did not change is not parsed again; the next one must be, to come back.
  if (networks > 0) dot11.forgetHandled();
  const asked = expireNames(groups, "probing", device, dot11.probed, since);
  if (asked > 0) dot11.quietRequest = undefined;
  const links = expireMap(dot11.clients, since);
  if (links > 0) dot11.lastClient = undefined;
  return networks + asked + links;
}

function expireNames(
  groups: SsidGroups,
  role: SsidRole,
  device: DeviceRecord,
  map: Map<number, GroupedSsid> | undefined,
  since: number,
): number {
  return expireMap(map, since, (record) => groups.leave(role, device, record));
}

/** The last entry stays, however old it is. */
function expireMap<R extends { readonly lastTime: number }>(
  map: Map<number, R> | undefined,
  since: number,
  gone?: (record: R) => void,
): number {
  if (map === undefined) return 0;
  const before = map.size;
  for (const [key, record] of map) {
    if (map.size <= 1) break;
    if (record.lastTime >= since) continue;
    map.delete(key);
    gone?.(record);
  }
  return before - map.size;
}
