// 802.11: who belongs together, and SSIDs with their devices (spec rest-api 5.6).
import type { DeviceRecord } from "../../../protocols/records/device.ts";
import { formatDeviceKey } from "../../../protocols/records/device-key.ts";
import { Dot11Device } from "../../../protocols/records/dot11-device.ts";
import { SSID_GROUP_TABLE } from "../../../protocols/records/dot11-table.ts";
import { record } from "../../../protocols/records/field.ts";
import type { SlicedWork } from "../../../runtime/time-slices.ts";
import type { DeviceQueries } from "../../../actors/server/stores.ts";
import { deviceByKey } from "../device-lookup.ts";
import {
  type Answer,
  type Call,
  type Endpoint,
  RECORD_SUFFIXES,
  recordAnswer,
  rowsAnswer,
} from "../endpoint.ts";
import { noSuchObject } from "../errors.ts";
import {
  FIELDS_PARAMETER,
  KEY_PARAMETER,
  LAST_TIME_PARAMETER,
  pathText,
  REGEX_PARAMETER,
  TABLE_PARAMETERS,
} from "../parameters.ts";
import { findRows, parsePatterns } from "../row-query.ts";
import { selectionOf } from "../selection-of.ts";
import { tableWindow } from "../table-window.ts";
import { fromNow } from "../times.ts";

const ssidGroup = record(() => SSID_GROUP_TABLE);
const DEVICES_PER_YIELD = 64;

/** Keys of the clients of a network. */
function* clientKeys(device: DeviceRecord): Generator<string> {
  if (device.detail instanceof Dot11Device) yield* device.detail.associated?.values() ?? [];
}

/** Keys of the networks a device was a client of. */
function* networkKeys(device: DeviceRecord): Generator<string> {
  if (!(device.detail instanceof Dot11Device)) return;
  for (const client of device.detail.clients?.values() ?? []) yield client.bssidKey;
}

function clientsOf(call: Call): Answer {
  const { context } = call;
  const device = deviceByKey(call, call.path.key!);
  const clients: DeviceRecord[] = [];
  for (const key of device === undefined ? [] : clientKeys(device)) {
    const client = context.stores.devices.byKey(key);
    if (client !== undefined) clients.push(client);
  }
  return rowsAnswer(context.device, clients, selectionOf(call));
}

/** Everything that client links lead to, beginning with the device itself. */
function* relatedDevices(
  first: DeviceRecord,
  devices: DeviceQueries,
): SlicedWork<readonly DeviceRecord[]> {
  const found = new Map([[formatDeviceKey(first.phy.hash, first.mac), first]]);
  // A Map may grow while it is walked; new entries come at its end.
  let walked = 0;
  for (const device of found.values()) {
    if (++walked % DEVICES_PER_YIELD === 0) yield;
    for (const keys of [clientKeys(device), networkKeys(device)]) {
      for (const key of keys) {
        if (found.has(key)) continue;
        const related = devices.byKey(key);
        if (related !== undefined) found.set(key, related);
      }
    }
  }
  return [...found.values()];
}

async function relatedTo(call: Call): Promise<Answer> {
  const { context } = call;
  const device = deviceByKey(call, call.path.key!);
  const rows = device === undefined ? [] : await context.slices.run(
    relatedDevices(device, context.stores.devices),
    call.signal,
  );
  return rowsAnswer(context.device, rows, selectionOf(call));
}

async function ssidRows(call: Call): Promise<Answer> {
  const { context } = call;
  const selection = selectionOf(call, { strict: true });
  const window = tableWindow(call, selection);
  const lastTime = call.command.number("last_time");
  const since = lastTime === undefined ? undefined : fromNow(lastTime, Math.floor(call.nowSec));
  const found = await context.slices.run(
    findRows({
      type: ssidGroup,
      rows: context.stores.ssids.all(),
      keep: since === undefined ? undefined : (group) => group.lastTime >= since,
      search: window.search,
      patterns: parsePatterns(call.command.get("regex")),
      sort: window.sort,
      nowSec: call.nowSec,
    }),
    call.signal,
  );
  const { rows, wrapping } = window.cut(found.rows, found.total);
  return rowsAnswer(ssidGroup, rows, selection, wrapping);
}

export const dot11Endpoints: readonly Endpoint[] = [
  {
    path: "/phy/phy80211/clients-of/{key}/clients",
    methods: ["GET", "POST"],
    role: "readonly",
    suffixes: RECORD_SUFFIXES,
    summary: "Clients of a network",
    parameters: [KEY_PARAMETER, FIELDS_PARAMETER],
    result: { is: "list", of: "device" },
    handle: clientsOf,
  },
  {
    path: "/phy/phy80211/related-to/{key}/devices",
    methods: ["GET", "POST"],
    role: "readonly",
    suffixes: RECORD_SUFFIXES,
    summary: "Devices that clients and networks connect with this one",
    parameters: [KEY_PARAMETER, FIELDS_PARAMETER],
    result: { is: "list", of: "device" },
    handle: relatedTo,
  },
  {
    path: "/phy/phy80211/ssids/views/ssids",
    methods: ["GET", "POST"],
    role: "readonly",
    suffixes: RECORD_SUFFIXES,
    summary: "SSIDs with the devices that use them",
    parameters: [FIELDS_PARAMETER, REGEX_PARAMETER, LAST_TIME_PARAMETER, ...TABLE_PARAMETERS],
    result: { is: "list", of: SSID_GROUP_TABLE, windows: true },
    handle: ssidRows,
  },
  {
    path: "/phy/phy80211/ssids/by-hash/{hash}/ssid",
    methods: ["GET", "POST"],
    role: "readonly",
    suffixes: RECORD_SUFFIXES,
    summary: "One SSID",
    parameters: [pathText("hash", "Decimal hash of the SSID"), FIELDS_PARAMETER],
    result: { is: "record", of: SSID_GROUP_TABLE },
    handle: (call) => {
      const text = call.path.hash!;
      const group = /^\d{1,20}$/.test(text)
        ? call.context.stores.ssids.byHash(Number(text))
        : undefined;
      if (group === undefined) throw noSuchObject(call, "there is no SSID of this hash");
      return recordAnswer(ssidGroup, group, selectionOf(call));
    },
  },
];
