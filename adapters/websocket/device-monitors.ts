// Device monitors as websockets (spec rest-api 7.3): one message per device that changed, over all
// devices or those of a view.
import {
  MONITOR_RATE_MAX_SEC,
  MONITOR_RATE_MIN_SEC,
  type MonitorWish,
} from "../../actors/subscriber/device-monitor.ts";
import { recentDevices } from "../../actors/device/recent-devices.ts";
import type { DeviceQueries } from "../../actors/server/stores.ts";
import { parseMac } from "../../protocols/mac.ts";
import type { DeviceRecord } from "../../protocols/records/device.ts";
import { parseDeviceKey } from "../../protocols/records/device-key.ts";
import type { JsonSchema } from "../../protocols/serialize/json-schema.ts";
import { pathText } from "../http/parameters.ts";
import { parseShape, SHAPE_PROPERTIES } from "./record-encoder.ts";
import type { SocketCall, SocketEndpoint } from "./socket-endpoint.ts";
import { acceptSubscriber } from "./subscriber-socket.ts";

const COUNT: JsonSchema = { type: "integer", minimum: 0 };

const WISH_SCHEMA: JsonSchema = {
  type: "object",
  properties: {
    monitor: {
      type: "string",
      description: "* for all devices, a device key, or an address, which may have a mask",
    },
    request: { ...COUNT, description: "Number of the subscription; a second one replaces it" },
    rate: { ...COUNT, description: "Seconds between updates; 0: the first at once" },
    cancel: { ...COUNT, description: "Number of a subscription to end" },
    ...SHAPE_PROPERTIES,
  },
};

const MONITOR_MESSAGES: Pick<SocketEndpoint, "takes" | "gives"> = {
  takes: [{
    name: "MonitorWish",
    about: "Devices to hear of from now on, or no longer; never answered",
    content: { is: "json", schema: WISH_SCHEMA },
  }],
  gives: [{
    name: "ChangedDevice",
    about: "One device: all at first, then those that changed",
    content: { is: "record", of: "device" },
  }],
};

export const deviceMonitorSocket: SocketEndpoint = {
  path: "/devices/monitor.ws",
  role: "readonly",
  summary: "Devices as they change",
  parameters: [],
  ...MONITOR_MESSAGES,
  open: (call) => openMonitor(call, undefined),
};

export const viewMonitorSocket: SocketEndpoint = {
  path: "/devices/views/{view}/monitor.ws",
  role: "readonly",
  summary: "Devices of one view as they change",
  parameters: [pathText("view", "Id of a view")],
  ...MONITOR_MESSAGES,
  open: (call) => openMonitor(call, call.path.view!),
};

/** The names that lists of views have too (spec rest-api 6.5). */
export const phyMonitorSocket: SocketEndpoint = {
  path: "/devices/views/phy/{phy}/monitor.ws",
  role: "readonly",
  summary: "Devices of one PHY as they change",
  parameters: [pathText("phy", "Name of a PHY")],
  ...MONITOR_MESSAGES,
  open: (call) => openMonitor(call, `phy-${call.path.phy}`),
};

export const sourceMonitorSocket: SocketEndpoint = {
  path: "/devices/views/seenby-uuid/{uuid}/monitor.ws",
  role: "readonly",
  summary: "Devices that one datasource hears, as they change",
  parameters: [pathText("uuid", "UUID of a datasource")],
  ...MONITOR_MESSAGES,
  open: (call) => openMonitor(call, `seenby-${call.path.uuid!.toUpperCase()}`),
};

function openMonitor(call: SocketCall, viewId: string | undefined): Response | undefined {
  const { devices } = call.context.stores;
  if (viewId !== undefined && devices.view(viewId) === undefined) return undefined;
  return acceptSubscriber(call, (subscriber, wish) => {
    const monitor = parseMonitor(wish, devices, viewId);
    if (monitor !== undefined) subscriber.send({ type: "MONITOR_START", wish: monitor });
    if (isRequestId(wish.cancel)) {
      subscriber.send({ type: "MONITOR_CANCEL", request: wish.cancel });
    }
  });
}

/** Undefined for anything that is no complete wish: those are ignored. */
function parseMonitor(
  wish: Readonly<Record<string, unknown>>,
  devices: DeviceQueries,
  viewId: string | undefined,
): MonitorWish | undefined {
  const { monitor, request, rate } = wish;
  if (typeof monitor !== "string" || !isRequestId(request) || !isRequestId(rate)) return undefined;
  const subject = parseSubject(monitor);
  const shape = parseShape(wish);
  if (subject === undefined || shape === undefined) return undefined;
  return {
    request,
    rateSec: Math.min(Math.max(rate, MONITOR_RATE_MIN_SEC), MONITOR_RATE_MAX_SEC),
    atOnce: rate === 0,
    // A view may come and go; while it is gone there is nothing to tell.
    devices: (sinceSec) => {
      const view = viewId === undefined ? undefined : devices.view(viewId);
      if (viewId !== undefined && view === undefined) return [];
      const known = subject.find?.(devices);
      if (known === undefined) return recentDevices(devices, view, sinceSec, "modTime");
      return view === undefined ? known : known.filter((device) => view.has(device));
    },
    matches: subject.matches,
    shape,
  };
}

interface Subject {
  readonly matches: (device: DeviceRecord) => boolean;
  /** Quicker than walking all devices, where there is such a way. */
  readonly find?: (devices: DeviceQueries) => readonly DeviceRecord[];
}

/** `*`, a device key, or an address with or without a mask. */
function parseSubject(text: string): Subject | undefined {
  if (text === "*") return { matches: () => true };
  const key = parseDeviceKey(text);
  if (key !== undefined) {
    return {
      matches: (device) => device.mac === key.mac && device.phy.hash === key.phyHash,
      find: (devices) => {
        const device = devices.byKey(text);
        return device === undefined ? [] : [device];
      },
    };
  }
  const masked = parseMac(text);
  if (masked === undefined) return undefined;
  const { mac, maskBits } = masked;
  if (maskBits === 48) {
    return {
      matches: (device) => device.mac === mac,
      find: (devices) => devices.byMac(mac, 48),
    };
  }
  const scale = 2 ** (48 - maskBits);
  const prefix = Math.floor(mac / scale);
  return { matches: (device) => Math.floor(device.mac / scale) === prefix };
}

function isRequestId(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}
