// For every endpoint one request that succeeds in the fixture: values for its path, and a command.
import type { Endpoint } from "../../adapters/http/endpoint.ts";
import { ENDPOINTS } from "../../adapters/http/endpoints.ts";
import { SOCKETS } from "../../adapters/websocket/sockets.ts";
import { AP_KEY, form, SOURCE_UUID } from "./web-fixture.ts";

/** Values of path parameters by their names. */
const VALUES: Readonly<Record<string, string>> = {
  key: AP_KEY,
  mac: "00:0C:41:82:B2:55",
  view: "all",
  phy: "IEEE802.11",
  uuid: SOURCE_UUID,
  time: "0",
  hash: "1",
  block: "any",
  type: "found",
  path: "kismet.device.base.name",
  file: "any",
  class: "kismet",
  name: "n",
  title: "packets",
};

/** Where the same name means something else: the beginning of the path, and its values. */
const OTHER_VALUES: readonly (readonly [stem: string, values: Readonly<Record<string, string>>])[] =
  [
    ["/phy/phy80211/ssids/by-hash/", { hash: "4000000001" }],
    ["/streams/by-id/", { id: "1" }],
    ["/filters/packet/", { id: "kismetdb_packets" }],
    ["/filters/class/", { id: "kismetdb_devices" }],
  ];

/** Members that many commands share; each ignores what it does not know. */
const MEMBERS: Readonly<Record<string, unknown>> = {
  definition: "a.pcap",
  source: "a.pcap",
  username: "new",
  password: "new password",
  tagname: "tag",
  tagvalue: "",
  name: "n",
  role: "readonly",
  duration: 0,
  devices: [],
  lat: 52.1,
  lon: 4.3,
  essid: ["."],
  channel: "6",
};

const OTHER_MEMBERS: readonly (readonly [path: string, members: Record<string, unknown>])[] = [
  ["/logging/kismetdb/pcap/drop", { drop_before: 1 }],
  ["/alerts/definitions/define_alert", {
    description: "d",
    throttle: "10/min",
    burst: "1/sec",
  }],
  ["/alerts/raise_alerts", { text: "t", source: "" }],
  ["/alerts/raise_alert", { text: "t", source: "" }],
  ["/devices/alerts/mac/{type}/add", { mac: "00:0C:41:82:B2:55" }],
  ["/devices/alerts/mac/{type}/remove", { macs: ["00:0C:41:82:B2:55"] }],
  ["/phy/phy80211/scan/scan_report", {
    source_uuid: SOURCE_UUID,
    source_name: "phone",
    reports: [{ bssid: "00:0C:41:82:B2:55", ssid: "n", signal: -50 }],
  }],
  ["/auth/apikey/revoke", { name: "to be revoked" }],
  ["/packetsource/config/channel", { cmd: "lock", uuid: SOURCE_UUID }],
  ["/filters/packet/{id}/set_default", { default: "pass" }],
  ["/filters/class/{id}/set_default", { default: "pass" }],
  ["/filters/packet/{id}/{phy}/{block}/set_filter", { filter: { "00:0C:41:82:B2:55": true } }],
  ["/filters/class/{id}/{phy}/set_filter", { filter: { "00:0C:41:82:B2:55": true } }],
  ["/filters/packet/{id}/{phy}/{block}/remove_filter", { filter: ["00:0C:41:82:B2:55"] }],
  ["/filters/class/{id}/{phy}/remove_filter", { filter: ["00:0C:41:82:B2:55"] }],
];

/** Roles that keys have: each that a route asks for, but for the administrator, and one of nobody. */
export const KEY_ROLES: readonly string[] = [
  ...new Set([...ENDPOINTS.flat(), ...SOCKETS].map((one) => one.role)),
  "made up",
].filter((role) => !["public", "any", "admin"].includes(role));

const MONITOR_WISH = JSON.stringify({ monitor: "*", request: 1, rate: 0 });
const POSITION = JSON.stringify({ lat: 48.2, lon: 16.37 });

/**
 * For every websocket that takes text: a message after which one comes back, at once or within the
 * second.
 */
export const SOCKET_EXAMPLES: Readonly<Record<string, string>> = {
  "/runtime/actors.ws": JSON.stringify({ inspect: "root/packet-chain" }),
  "/eventbus/events.ws": JSON.stringify({ SUBSCRIBE: "TIMESTAMP" }),
  "/devices/monitor.ws": MONITOR_WISH,
  "/devices/views/{view}/monitor.ws": MONITOR_WISH,
  "/devices/views/phy/{phy}/monitor.ws": MONITOR_WISH,
  "/devices/views/seenby-uuid/{uuid}/monitor.ws": MONITOR_WISH,
  "/debug/echo.ws": "hello",
  "/gps/web/update.ws": POSITION,
  "/gps/meta/{name}/update.ws": POSITION,
};

/** API tokens that an example needs to exist. */
export const EXAMPLE_TOKENS: readonly string[] = ["to be revoked"];

/** A path of the endpoint that exists in the fixture; `values` replace single parameters. */
export function examplePath(
  endpoint: Pick<Endpoint, "path" | "suffixes" | "rest">,
  suffix = endpoint.suffixes[0],
  values: Readonly<Record<string, string>> = {},
): string {
  const others = OTHER_VALUES.find(([stem]) => endpoint.path.startsWith(stem))?.[1] ?? {};
  const value = (name: string): string => {
    const found = values[name] ?? others[name] ?? VALUES[name];
    if (found === undefined) throw new Error(`${endpoint.path} needs an example of {${name}}`);
    return found;
  };
  const path = endpoint.path.replace(/\{(\w+)\}/g, (_, name: string) => value(name));
  const rest = endpoint.rest === undefined ? "" : `/${value(endpoint.rest)}`;
  return `${path}${suffix === undefined ? "" : `.${suffix}`}${rest}`;
}

export function exampleMembers(endpoint: Pick<Endpoint, "path">): Record<string, unknown> {
  const others = OTHER_MEMBERS.find(([path]) => path === endpoint.path)?.[1];
  return { ...MEMBERS, ...others };
}

/** The request's method and body. */
export function exampleRequest(endpoint: Pick<Endpoint, "path" | "methods">): RequestInit {
  if (endpoint.methods[0] === "GET") return {};
  const members = exampleMembers(endpoint);
  return form({
    username: String(members.username),
    password: String(members.password),
    json: JSON.stringify(members),
  });
}

/** The answer; of a live stream, which has no end, only the beginning. */
export async function finite(answer: Response): Promise<Response> {
  const name = answer.headers.get("content-disposition") ?? "";
  if (answer.status !== 200 || !name.endsWith('.pcapng"')) return answer;
  const reader = answer.body!.getReader();
  const { value } = await reader.read();
  await reader.cancel();
  return new Response(value, { status: answer.status, headers: answer.headers });
}
