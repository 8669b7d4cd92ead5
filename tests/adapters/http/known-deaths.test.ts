// Requests on which the reference server is known to end: answered here, and the next one too.
import { describe, expect, test } from "vitest";
import { ENDPOINTS } from "../../../adapters/http/endpoints.ts";
import { BASIC, createWebFixture, form, type WebFixture } from "../../suites/web-fixture.ts";

async function goesOn(web: WebFixture): Promise<void> {
  expect((await web.ask("/system/timestamp.json")).status).toBe(200);
  expect(web.reports).toEqual([]);
}

const hasDefinitions = ENDPOINTS.flat().some((one) => one.path.endsWith("/define_alert"));

test.runIf(hasDefinitions)("an alert definition without throttle or burst", async () => {
  const web = await createWebFixture();
  const path = "/alerts/definitions/define_alert.cmd";
  const whole = { name: "NEW", description: "d", class: "OTHER", severity: 5, phyname: "any" };
  for (const body of [whole, { ...whole, throttle: "10/min" }, { ...whole, burst: "1/sec" }, {}]) {
    expect((await web.command(path, body)).status).toBe(400);
  }
  await goesOn(web);
});

test.each(["packet", "class"])("reading a %s filter that holds an address", async (kind) => {
  const web = await createWebFixture();
  const stem = kind === "packet"
    ? "/filters/packet/kismetdb_packets"
    : "/filters/class/kismetdb_devices";
  const block = kind === "packet" ? "/any" : "";
  const set = `${stem}/IEEE802.11${block}/set_filter.cmd`;
  expect((await web.command(set, { filter: { "00:0C:41:82:B2:55": true } })).status).toBe(200);
  for (const suffix of ["json", "prettyjson", "ekjson", "itjson", "tjson", "msgpack"]) {
    const answer = await web.ask(`${stem}/filter.${suffix}`);
    expect([suffix, answer.status]).toEqual([suffix, 200]);
    expect(await answer.text()).toContain("00:0C:41:82:B2:55");
  }
  await goesOn(web);
});

test("a selection of fields on the device monitor", async () => {
  const web = await createWebFixture();
  const server = await web.platform.serve({
    hostname: "127.0.0.1",
    port: 0,
    maxBodyBytes: 1_000_000,
    fetch: web.app.fetch,
  });
  const socket = await web.platform.connect(server.port)
    .openSocket("/devices/monitor.ws", { headers: { authorization: BASIC } });
  for (
    const fields of [["kismet.device.base.macaddr"], [["no/such/path", "x"]], [5], "x", [[]], {}]
  ) {
    socket.sendText(JSON.stringify({ monitor: "*", request: 1, rate: 1, fields }));
  }
  await web.platform.clock.advanceAsync(3000);
  expect(socket.messages.length).toBeGreaterThan(0);
  await goesOn(web);
});

describe("patterns that grow without end elsewhere", () => {
  const NAME = "kismet.device.base.commonname";
  const LONG = "a".repeat(4000);

  test.each([
    ["^(a+)+$", `${LONG}!`],
    ["(a|a)*b", LONG],
    ["(a|aa)+$", `${LONG}!`],
    ["([a-z]+)*$", `${LONG}!`],
    ["(.*a){20}b", LONG],
    ["^(([a-z])+.)+[A-Z]([a-z])+$", LONG],
    ["(x+x+)+y", "x".repeat(4000)],
    ["(a?){60}a{60}c", LONG],
    ["^(.*)*$", `${LONG}\n`],
    ["((a{1,30}){1,30}){1,4}b", LONG],
  ])("%s ends at once, whatever it finds", async (pattern, text) => {
    const web = await createWebFixture();
    for (const device of web.stores.list) device.commonName = text;
    const startMs = performance.now();
    const body = { fields: [NAME], regex: [[NAME, pattern]] };
    const view = await web.command("/devices/views/all/devices.json", body);
    expect([200, 400]).toContain(view.status);
    const searched = await web.ask(
      "/phy/phy80211/ssid_regex.cmd",
      form({ json: JSON.stringify({ essid: [pattern] }) }),
    );
    expect([200, 400]).toContain(searched.status);
    expect(performance.now() - startMs).toBeLessThan(2000);
    await goesOn(web);
  });

  test("while one is looked for in many devices, others are answered", async () => {
    const web = await createWebFixture();
    const [first] = web.stores.list;
    first!.commonName = `${LONG}!`;
    web.stores.devices.all = () => Array.from({ length: 300 }, () => first!);
    const slow = web.command("/devices/last-time/0/devices.json", {
      fields: [NAME],
      regex: [[NAME, "^(a+)+$"]],
    });
    let done = false;
    void slow.then(() => done = true);
    expect((await web.ask("/system/timestamp.json")).status).toBe(200);
    expect(done).toBe(false);
    expect(await (await slow).json()).toEqual([]);
  });
});
