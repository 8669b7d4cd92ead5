// Devices one by one and in lists (spec rest-api 5.5).
import { recentDevices } from "../../../actors/device/recent-devices.ts";
import { DEVICE_SUMMARY_TABLE } from "../../../protocols/records/device-table.ts";
import { int64, record, uint8 } from "../../../protocols/records/field.ts";
import { selectField } from "../../../protocols/serialize/selection.ts";
import { deviceList, devicesByKeys, devicesByMacs, existingDevice } from "../device-lookup.ts";
import {
  type Answer,
  type Call,
  type Endpoint,
  RECORD_SUFFIXES,
  recordAnswer,
  rowsAnswer,
  SEED_SUFFIXES,
} from "../endpoint.ts";
import { failed, noSuchObject } from "../errors.ts";
import {
  bodyTexts,
  FIELDS_PARAMETER,
  KEY_PARAMETER,
  pathText,
  REGEX_PARAMETER,
  TIME_PARAMETER,
} from "../parameters.ts";
import type { Wrapping } from "../record-chunks.ts";
import { findRows, parsePatterns, pathOf } from "../row-query.ts";
import { selectionOf } from "../selection-of.ts";
import { parseWholeTime } from "../times.ts";

const summary = record(() => DEVICE_SUMMARY_TABLE);

const MACS_PARAMETER = bodyTexts("devices", "Addresses, with or without masks");
const KEYS_PARAMETER = bodyTexts("devices", "Keys of devices");

const SIGNAL = "kismet.common.signal.";

/** Members that scripts of 2016 ask for, and where they are now (6.4). */
const RENAMED_STEPS = new Map<string, readonly string[]>([
  [
    "dot11.device.last_beaconed_ssid",
    ["dot11.device.last_beaconed_ssid_record", "dot11.advertisedssid.ssid"],
  ],
  ["kismet.device.base.packets.rx", ["kismet.device.base.packets.rx_total"]],
  ["kismet.device.base.packets.tx", ["kismet.device.base.packets.tx_total"]],
  ...["last_signal", "min_signal", "max_signal", "last_noise", "min_noise", "max_noise"].flatMap(
    (name) =>
      ["dbm", "rssi"].map((unit) => [`${SIGNAL}${name}_${unit}`, [`${SIGNAL}${name}`]] as const),
  ),
]);

/** Full devices as lines; the fourteen members of 2016 as one document. */
function allDevices(call: Call): Answer {
  const { context, suffix } = call;
  const selection = selectionOf(call);
  const devices = context.stores.devices.all();
  const isSummary = (suffix === "json" || suffix === "msgpack") && selection === undefined;
  return isSummary ? rowsAnswer(summary, devices) : rowsAnswer(context.device, devices, selection);
}

async function devicesSince(call: Call): Promise<Answer> {
  const { context } = call;
  const since = parseWholeTime(call.path.time!, call.nowSec);
  if (since === undefined) throw noSuchObject(call, "the time is no number");
  const selection = selectionOf(call);
  const { devices } = context.stores;
  const found = await context.slices.run(
    findRows({
      type: context.device,
      rows: recentDevices(devices, undefined, since, "lastTime"),
      keep: (device) => device.lastTime > since,
      search: undefined,
      patterns: parsePatterns(call.command.get("regex")),
      sort: undefined,
      nowSec: call.nowSec,
    }),
    call.signal,
  );
  const wrapping = call.format === "msgpack" ? seedWrapping(call, since) : undefined;
  return rowsAnswer(context.device, found.rows, selection, wrapping);
}

/** The wrapper of 2016 (6.4): whether to reload everything, and the time for the next question. */
function seedWrapping(call: Call, since: number): Wrapping {
  const { lastRemovalSec } = call.context.stores.devices;
  const refresh = lastRemovalSec !== 0 && lastRemovalSec >= since ? 1 : 0;
  return {
    listName: "kismet.device.list",
    before: [
      { name: "kismet.devicelist.refresh", type: uint8, value: refresh },
      { name: "kismet.devicelist.timestamp", type: int64, value: Math.floor(call.nowSec) },
    ],
    after: [],
  };
}

function oneDevice(call: Call): Answer {
  const device = existingDevice(call, call.path.key!);
  return recordAnswer(call.context.device, device, selectionOf(call));
}

/** One member of a device, as a document of its own. */
function devicePart(call: Call): Answer {
  const { context } = call;
  const device = existingDevice(call, call.path.key!);
  const steps = pathOf(call.path.path!);
  const at = (path: readonly string[]) =>
    selectField(context.device, device, path, Math.floor(call.nowSec));
  const found = at(steps) ?? at(steps.flatMap((step) => RENAMED_STEPS.get(step) ?? step));
  if (found === undefined) throw failed(404, "the device has no such member");
  return recordAnswer(found.type, found.value, selectionOf(call));
}

async function devicesByMac(call: Call): Promise<Answer> {
  const { context } = call;
  const found = await context.slices.run(devicesByMacs(call, [call.path.mac!]), call.signal);
  if (found.length === 0 && call.format === "msgpack") throw failed(404, "no such device");
  return rowsAnswer(context.device, found, selectionOf(call));
}

export const deviceEndpoints: readonly Endpoint[] = [
  {
    path: "/devices/all_devices",
    methods: ["GET", "POST"],
    role: "readonly",
    suffixes: ["ekjson", "itjson", "json", "msgpack"],
    seedReadable: true,
    summary: "Every device; json and msgpack give the short list of 2016",
    parameters: [FIELDS_PARAMETER],
    result: { is: "list", of: "device" },
    results: { json: { is: "list", of: DEVICE_SUMMARY_TABLE } },
    handle: allDevices,
  },
  {
    path: "/devices/last-time/{time}/devices",
    methods: ["GET", "POST"],
    role: "readonly",
    suffixes: [...RECORD_SUFFIXES, "jcmd"],
    seedReadable: true,
    summary: "Devices seen after a time",
    parameters: [TIME_PARAMETER, FIELDS_PARAMETER, REGEX_PARAMETER],
    result: { is: "list", of: "device" },
    handle: devicesSince,
  },
  {
    path: "/devices/by-key/{key}/device",
    methods: ["GET", "POST"],
    role: "readonly",
    suffixes: RECORD_SUFFIXES,
    seedReadable: true,
    summary: "One device",
    parameters: [KEY_PARAMETER, FIELDS_PARAMETER],
    result: { is: "record", of: "device" },
    handle: oneDevice,
  },
  {
    path: "/devices/by-key/{key}/device",
    methods: ["GET", "POST"],
    role: "readonly",
    suffixes: RECORD_SUFFIXES,
    rest: "path",
    seedReadable: true,
    summary: "One member of a device",
    parameters: [
      KEY_PARAMETER,
      pathText("path", "Names of fields, with slashes between them"),
      FIELDS_PARAMETER,
    ],
    result: { is: "value", about: "The member: a number, a text, a list or a record", schema: {} },
    handle: devicePart,
  },
  {
    path: "/devices/{key}",
    methods: ["GET", "POST"],
    role: "readonly",
    suffixes: SEED_SUFFIXES,
    seedReadable: true,
    summary: "One device, the address of 2017",
    parameters: [KEY_PARAMETER, FIELDS_PARAMETER],
    result: { is: "record", of: "device" },
    handle: oneDevice,
  },
  {
    path: "/devices/{key}",
    methods: ["GET", "POST"],
    role: "readonly",
    suffixes: SEED_SUFFIXES,
    rest: "path",
    seedReadable: true,
    summary: "One member of a device, the address of 2017",
    parameters: [
      KEY_PARAMETER,
      pathText("path", "Names of fields, with slashes between them"),
      FIELDS_PARAMETER,
    ],
    result: { is: "value", about: "The member: a number, a text, a list or a record", schema: {} },
    handle: devicePart,
  },
  {
    path: "/devices/by-mac/{mac}/devices",
    methods: ["GET", "POST"],
    role: "readonly",
    suffixes: RECORD_SUFFIXES,
    seedReadable: true,
    summary: "Devices of an address on any PHY",
    parameters: [pathText("mac", "Address, with a mask after an asterisk"), FIELDS_PARAMETER],
    result: { is: "list", of: "device" },
    handle: devicesByMac,
  },
  {
    path: "/devices/multimac/devices",
    methods: ["POST"],
    role: "readonly",
    suffixes: RECORD_SUFFIXES,
    summary: "Devices of several addresses",
    parameters: [MACS_PARAMETER, FIELDS_PARAMETER],
    result: { is: "list", of: "device" },
    handle: async (call) => {
      const work = devicesByMacs(call, deviceList(call));
      const found = await call.context.slices.run(work, call.signal);
      return rowsAnswer(call.context.device, found, selectionOf(call));
    },
  },
  {
    path: "/devices/multikey/devices",
    methods: ["POST"],
    role: "readonly",
    suffixes: RECORD_SUFFIXES,
    summary: "Devices of several keys",
    parameters: [KEYS_PARAMETER, FIELDS_PARAMETER],
    result: { is: "list", of: "device" },
    handle: (call) => {
      const found = devicesByKeys(call, deviceList(call));
      return rowsAnswer(call.context.device, found.values(), selectionOf(call));
    },
  },
  {
    path: "/devices/multikey/as-object/devices",
    methods: ["POST"],
    role: "readonly",
    suffixes: RECORD_SUFFIXES,
    summary: "Devices of several keys, by key",
    parameters: [KEYS_PARAMETER, FIELDS_PARAMETER],
    result: { is: "map", of: "device" },
    handle: (call) => ({
      kind: "map",
      type: call.context.device,
      entries: devicesByKeys(call, deviceList(call)),
      selection: selectionOf(call),
    }),
  },
];
