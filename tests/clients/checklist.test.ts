// What each existing client asks for, by the checklist of the specification (rest-api 8.1), in its
// own manner and against a real server: every line must be answered as that client can read it.
import { decode } from "@msgpack/msgpack";
import { afterAll, beforeAll, expect, test } from "vitest";
import { detectPlatform } from "../../adapters/platform/detect.ts";
import type { HttpServer } from "../../runtime/platform.ts";
import {
  AP_KEY,
  BASIC,
  createWebFixture,
  form,
  SOURCE_UUID,
  type WebFixture,
} from "../suites/web-fixture.ts";

/** How a client asks and reads. */
type Habit =
  /** Python library: `json=` variables, every line of the answer parsed alone. */
  | "python"
  /** Scripts of 2016: msgpack both ways, and nothing but 200 is good. */
  | "script"
  /** Web interfaces: forms with `json`, JSON answers. */
  | "page"
  /** Dashboards, exporters, gateways: JSON bodies, JSON answers. */
  | "tool"
  /** Something to keep or to show, not to parse. */
  | "file"
  /** Only the status is looked at. */
  | "status";

type Line = readonly [habit: Habit, method: "GET" | "POST", path: string, command?: object];

const MAC = "00:0C:41:82:B2:55";
const FIELDS = { fields: ["kismet.device.base.macaddr"] };
const PAGE = { ...FIELDS, page: 0, length: 10, sort: "kismet.device.base.macaddr", search: "" };
const source = `/datasource/by-uuid/${SOURCE_UUID}`;
const device = `/devices/by-key/${AP_KEY}`;
const dot11 = "/phy/phy80211";

const CHECKLIST: readonly Line[] = [
  ["status", "GET", "/session/check_session"],
  ["status", "GET", "/session/create_session"],
  ["status", "GET", "/session/check_setup_ok"],
  ["status", "GET", "/session/check_login"],
  ["page", "GET", "/system/user_status.json"],
  ["python", "GET", "/system/status.json"],
  ["script", "GET", "/system/status.msgpack"],
  ["python", "GET", "/system/timestamp.json"],
  ["file", "GET", "/system/tracked_fields.html"],
  ["python", "POST", "/devices/last-time/0/devices.itjson", FIELDS],
  ["tool", "POST", "/devices/last-time/-60/devices.json", FIELDS],
  ["tool", "GET", "/devices/last-time/-60.0/devices.json"],
  ["python", "GET", "/devices/all_devices.itjson"],
  ["script", "GET", "/devices/all_devices.msgpack"],
  ["python", "POST", `${device}/device.json`, FIELDS],
  ["page", "GET", `${device}/device.json`],
  ["file", "GET", `${device}/device.prettyjson`],
  ["python", "GET", `${device}/device.json/kismet.device.base.channel`],
  ["script", "GET", `${device}/device.msgpack/dot11.device/dot11.device.last_beaconed_ssid`],
  ["python", "POST", `/devices/by-mac/${MAC}/devices.json`, FIELDS],
  ["script", "GET", `/devices/by-mac/${MAC}/devices.msgpack`],
  ["python", "POST", "/devices/multimac/devices.itjson", { devices: [MAC], ...FIELDS }],
  ["tool", "POST", "/devices/multimac/devices.json", { devices: [MAC], ...FIELDS }],
  ["page", "POST", "/devices/multikey/as-object/devices.json", { devices: [AP_KEY], ...FIELDS }],
  ["page", "GET", "/devices/views/all_views.json"],
  ["python", "GET", "/devices/views/phydot11_accesspoints/devices.itjson"],
  ["page", "POST", "/devices/views/all/devices.json", PAGE],
  ["tool", "POST", "/devices/views/all/last-time/-60/devices.json", FIELDS],
  ["status", "POST", `${device}/set_name.cmd`, { username: "mine" }],
  ["status", "POST", `${device}/set_tag.cmd`, { tagname: "notes", tagvalue: "of mine" }],
  ["python", "POST", `${dot11}/clients-of/${AP_KEY}/clients.itjson`, FIELDS],
  ["page", "POST", `${dot11}/ssids/views/ssids.json`, PAGE],
  ["page", "GET", `${dot11}/ssids/by-hash/4000000001/ssid.json`],
  ["file", "GET", `${dot11}/by-key/${AP_KEY}/device/${MAC}/pcap/handshake.pcap`],
  ["file", "GET", `${dot11}/by-key/${AP_KEY}/pcap/handshake-pmkid.pcap`],
  ["file", "GET", `${dot11}/by-key/${AP_KEY}/pcap/handshake.pcap`],
  ["script", "POST", `${dot11}/ssid_regex.cmd`, { essid: ["^Coherer$"] }],
  ["page", "GET", "/channels/channels.json"],
  ["python", "POST", "/packetchain/packet_stats.json", {
    fields: [["kismet.packetchain.packets_rrd/kismet.common.rrd.minute_vec", "minute"]],
  }],
  ["page", "GET", "/packetchain/packet_stats.json"],
  ["python", "GET", "/messagebus/last-time/0.0/messages.json"],
  ["page", "GET", "/messagebus/last-time/0/messages.json"],
  ["tool", "GET", "/messagebus/all_messages.json"],
  ["tool", "GET", "/alerts/all_alerts.json"],
  ["tool", "GET", "/alerts/definitions.json"],
  ["python", "GET", "/alerts/last-time/1600000000.5/alerts.itjson"],
  ["tool", "GET", "/alerts/last-time/0/alerts.json"],
  ["page", "GET", "/alerts/wrapped/last-time/0/alerts.json"],
  ["page", "POST", "/alerts/alerts_view.json", { page: 0, length: 10 }],
  ["page", "GET", "/alerts/by-id/1/alert.json"],
  ["status", "POST", "/alerts/definitions/define_alert.cmd", {
    name: "NEW",
    description: "of the python library, without class and severity",
    throttle: "10/min",
    burst: "1/sec",
  }],
  ["status", "POST", "/alerts/raise_alert.cmd", { name: "TEST", text: "singular" }],
  ["status", "POST", "/alerts/raise_alerts.cmd", { name: "TEST", text: "plural" }],
  ["python", "GET", "/datasource/all_sources.itjson"],
  ["tool", "GET", "/datasource/all_sources.json"],
  ["page", "GET", `${source}/source.json`],
  ["python", "GET", "/datasource/list_interfaces.itjson"],
  ["page", "GET", "/datasource/list_interfaces.json"],
  ["python", "POST", "/datasource/add_source.cmd", { definition: "a.pcap" }],
  ["python", "POST", `${source}/set_channel.cmd`, { channel: "6" }],
  ["python", "POST", `${source}/set_channel.cmd`, { rate: 2, channels: ["1", "6"] }],
  ["page", "POST", `${source}/set_channel.cmd`, { cmd: "lock", uuid: "x", channel: "6" }],
  ["python", "POST", `${source}/set_hop.cmd`, { hop: true }],
  ["python", "POST", `${source}/pause_source.cmd`, {}],
  ["python", "POST", `${source}/resume_source.cmd`, {}],
  ["python", "POST", `${source}/close_source.cmd`, {}],
  ["page", "GET", `${source}/close_source.cmd`],
  ["python", "POST", `${source}/open_source.cmd`, {}],
  ["page", "GET", `${source}/open_source.cmd`],
  ["page", "GET", `${source}/disable_source.cmd`],
  ["script", "GET", "/packetsource/all_sources.msgpack"],
  ["status", "POST", "/packetsource/config/channel.cmd", { cmd: "HOP", uuid: SOURCE_UUID }],
  ["status", "POST", "/packetsource/config/add_source.cmd", { source: "a.pcap" }],
  ["status", "POST", "/auth/apikey/generate.cmd", { name: "ui", role: "readonly", duration: 0 }],
  ["page", "GET", "/auth/apikey/list.json"],
  ["status", "POST", "/auth/apikey/revoke.cmd", { name: "ui" }],
  ["file", "GET", "/dynamic.js"],
  ["page", "GET", "/dynamic.json"],
];

let web: WebFixture;
let server: HttpServer;

beforeAll(async () => {
  web = await createWebFixture({ platform: await detectPlatform() });
  server = await web.app.context.platform.serve({
    hostname: "127.0.0.1",
    port: 0,
    maxBodyBytes: 100_000,
    fetch: web.app.fetch,
  });
});

afterAll(async () => {
  await web.system.stop();
  await server.close(0);
});

/** The request as a client of that habit sends it. */
function requestOf([habit, method, , command = {}]: Line): RequestInit {
  if (method === "GET") return {};
  if (habit === "tool") {
    const headers = { "content-type": "application/json; charset=UTF-8" };
    return { method, headers, body: JSON.stringify(command) };
  }
  // {"essid": ["^Coherer$"]}, the only command that scripts send here.
  if (habit === "script") return form({ msgpack: "gaVlc3NpZJGpXkNvaGVyZXIk" });
  const { page, length, sort, search, ...rest } = command as Record<string, unknown>;
  const variables = Object.entries({ page, length, sort, search })
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => [name, String(value)]);
  return form({ json: JSON.stringify(rest), ...Object.fromEntries(variables) });
}

function readAs(habit: Habit, bytes: Uint8Array): void {
  const text = new TextDecoder().decode(bytes);
  if (habit === "script") expect(decode(bytes)).toHaveLength(2);
  else if (habit === "python") {
    for (const line of text.split("\n").filter((one) => one !== "")) JSON.parse(line);
  } else if (habit === "page" || habit === "tool") expect(JSON.parse(text)).toBeTypeOf("object");
  else if (habit === "file") expect(bytes.length).toBeGreaterThan(20);
}

// In their order: later lines use what earlier ones made.
test.each(CHECKLIST.map((line) => [line.slice(0, 3).join(" "), line] as const))(
  "%s",
  async (_, line) => {
    const [habit, , path] = line;
    const init = requestOf(line);
    const answer = await fetch(`http://127.0.0.1:${server.port}${path}`, {
      ...init,
      headers: { ...init.headers as Record<string, string>, authorization: BASIC },
    });
    const bytes = new Uint8Array(await answer.arrayBuffer());
    expect([answer.status, new TextDecoder().decode(bytes)]).toEqual([200, expect.any(String)]);
    readAs(habit, bytes);
    expect(web.reports).toEqual([]);
  },
);

test("the topics that the web interface listens to are taken, also those nothing sends yet", async () => {
  const address = `ws://127.0.0.1:${server.port}/eventbus/events.ws`;
  const socket = new WebSocket(`${address}?user=admin&password=secret%20pass%3Aword`);
  await new Promise((resolve) => socket.addEventListener("open", resolve, { once: true }));
  const topics = [
    "TIMESTAMP",
    "ALERT",
    "BATTERY",
    "GPS_LOCATION",
    "MESSAGE",
    "PACKETCHAIN_STATS",
    "RADIATION",
  ];
  for (const topic of topics) socket.send(JSON.stringify({ SUBSCRIBE: topic }));
  const { subscribers } = web.app.context;
  while (subscribers.records()[0]?.topics.length !== topics.length) {
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  const system = new Promise<string>((resolve) =>
    socket.addEventListener("message", ({ data }) => resolve(String(data)), { once: true })
  );
  web.bus.publish("BATTERY", web.stores.system());
  expect(Object.keys(JSON.parse(await system))).toEqual(["BATTERY"]);
  socket.close();
  await new Promise((resolve) => socket.addEventListener("close", resolve, { once: true }));
});
