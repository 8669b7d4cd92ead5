// Commands and questions of single groups of endpoints: tuning, searches of 2016, filters of logs,
// modules of the page (spec rest-api 1.7, 5.11, 5.14, 6.4, 6.5).
import { describe, expect, test } from "vitest";
import { AP_KEY, createWebFixture, form, SOURCE_UUID } from "../../suites/web-fixture.ts";

describe("tuning", () => {
  const stem = `/datasource/by-uuid/${SOURCE_UUID}`;

  test.each([
    [{ channel: "6" }, { channel: "6" }],
    [{ channel: 11, cmd: "lock", uuid: "x" }, { channel: "11" }],
    [{ rate: 5 }, { rate: 5 }],
    [{ rate: "2.5", channels: ["1", "6HT40+"] }, { channels: ["1", "6HT40+"], rate: 2.5 }],
    [{ channels: ["1"], shuffle: 1 }, { channels: ["1"], shuffle: true }],
  ])("set_channel %j asks for %j", async (body, wish) => {
    const web = await createWebFixture();
    expect((await web.command(`${stem}/set_channel.cmd`, body)).status).toBe(200);
    expect(web.commands).toEqual([`tune ${SOURCE_UUID} ${JSON.stringify(wish)}`]);
  });

  test.each([
    [{}, 400],
    [{ channel: {} }, 400],
    [{ channels: "1,6" }, 400],
    [{ channels: [1] }, 400],
    [{ rate: "fast" }, 400],
    [{ rate: 1, shuffle: "maybe" }, 400],
  ])("set_channel %j is %i", async (body, status) => {
    const web = await createWebFixture();
    expect((await web.command(`${stem}/set_channel.cmd`, body)).status).toBe(status);
    expect(web.commands).toEqual([]);
  });

  test("a source that cannot is a 500 with the reason in an object", async () => {
    const web = await createWebFixture();
    const answer = await web.command(`${stem}/set_channel.cmd`, { channel: "nope" });
    expect([answer.status, await answer.json()]).toEqual([
      500,
      { error: "could not tune file: there is no channel nope" },
    ]);
  });

  test("set_hop takes no wish, and the one of the python client", async () => {
    const web = await createWebFixture();
    expect((await web.ask(`${stem}/set_hop.cmd`)).status).toBe(200);
    expect((await web.command(`${stem}/set_hop.cmd`, { hop: true })).status).toBe(200);
    expect(web.commands).toEqual([`tune ${SOURCE_UUID} {}`, `tune ${SOURCE_UUID} {}`]);
  });

  test("the packet sources of 2016 lock and hop", async () => {
    const web = await createWebFixture();
    const path = "/packetsource/config/channel.cmd";
    const uuid = SOURCE_UUID.toLowerCase();
    const lock = await web.command(path, { cmd: "LOCK", uuid, channel: "6" });
    expect([lock.status, await lock.text()]).toEqual([200, "OK"]);
    expect((await web.command(path, { cmd: "hop", uuid })).status).toBe(200);
    expect(web.commands).toEqual([
      `tune ${SOURCE_UUID} {"channel":"6"}`,
      `tune ${SOURCE_UUID} {}`,
    ]);
    for (
      const wrong of [{ cmd: "jump", uuid }, { cmd: "lock", uuid }, { cmd: "hop", uuid: "x" }, {}, {
        cmd: "lock",
        uuid,
        channel: "nope",
      }]
    ) {
      expect((await web.command(path, wrong)).status).toBe(400);
    }
  });
});

describe("ssid_regex and probe_regex", () => {
  test("answer JSON to JSON and msgpack to msgpack, with the fourteen members of 2016", async () => {
    const web = await createWebFixture();
    const path = "/phy/phy80211/ssid_regex.cmd";
    const found = await (await web.command(path, { essid: ["^nope", "^Coh.*r$"] })).json();
    expect((found as Record<string, unknown>[]).map((one) => one["kismet.device.base.macaddr"]))
      .toEqual(["00:0C:41:82:B2:55"]);
    expect(Object.keys((found as object[])[0]!).length).toBe(14);
    // {"essid": ["^Coherer$"]}
    const packed = await web.ask(path, form({ msgpack: "gaVlc3NpZJGpXkNvaGVyZXIk" }));
    expect(packed.headers.get("content-type")).toBe("application/msgpack");
    const bytes = new Uint8Array(await packed.arrayBuffer());
    // A typed vector of one typed field map.
    expect([...bytes.subarray(0, 5)]).toEqual([0x92, 13, 0x91, 0x92, 14]);
    const none = await web.command("/phy/phy80211/probe_regex.jcmd", { essid: ["."] });
    expect(await none.json()).toEqual([]);
    const fields = { essid: ["."], fields: ["kismet.device.base.channel"] };
    expect(await (await web.command(path, fields)).json()).toEqual([
      { "kismet.device.base.channel": "6" },
    ]);
  });

  test.each([[{}], [{ essid: "x" }], [{ essid: ["("] }], [{ essid: [5] }], [{
    essid: Array.from({ length: 65 }, () => "x"),
  }]])("%j is 400", async (body) => {
    const web = await createWebFixture();
    expect((await web.command("/phy/phy80211/ssid_regex.cmd", body)).status).toBe(400);
  });

  test("need no login where clients of 2016 are let in", async () => {
    const web = await createWebFixture({ settings: { httpd_legacy_anonymous_read: "true" } });
    const body = form({ json: '{"essid":["."]}' });
    expect((await web.askNobody("/phy/phy80211/ssid_regex.cmd", body)).status).toBe(200);
    const strict = await createWebFixture();
    expect((await strict.askNobody("/phy/phy80211/ssid_regex.cmd", body)).status).toBe(401);
  });
});

describe("the addresses of 2017 for one device", () => {
  test("are those by key", async () => {
    const web = await createWebFixture();
    const whole = await web.ask(`/devices/${AP_KEY}.msgpack`);
    expect([whole.status, new Uint8Array(await whole.arrayBuffer())[1]]).toEqual([200, 14]);
    const part = await web.ask(`/devices/${AP_KEY}.msgpack/kismet.device.base.channel`);
    expect([...new Uint8Array(await part.arrayBuffer())]).toEqual([0x92, 0, 0xa1, 0x36]);
    expect((await web.ask("/devices/1_1.msgpack")).status).toBe(404);
    expect((await web.ask(`/devices/${AP_KEY}.msgpack/no.such`)).status).toBe(404);
  });
});

describe("filters of logs", () => {
  test("are set, read and forgotten; reading one that holds an address is no end", async () => {
    const web = await createWebFixture();
    const stem = "/filters/packet/kismetdb_packets";
    const filter = { "00:0C:41:82:B2:55": true, "AA:BB:CC:00:00:00/FF:FF:FF:00:00:00": false };
    const phy = `${stem}/IEEE802.11/source`;
    expect((await web.command(`${phy}/set_filter.cmd`, { filter })).status).toBe(200);
    expect((await web.command(`${stem}/set_default.cmd`, { default: "reject" })).status).toBe(200);
    const shown = await (await web.ask(`${stem}/filter.json`)).json() as Record<string, unknown>;
    expect(shown["kismet.packetfilter.default"]).toBe(1);
    expect(shown["kismet.packetfilter.macaddr.blocks_by_phy"]).toEqual({
      "IEEE802.11": {
        "kismet.packetfilter.macaddr.source": {
          "00:0C:41:82:B2:55": 1,
          "AA:BB:CC:00:00:00/FF:FF:FF:00:00:00": 0,
        },
        "kismet.packetfilter.macaddr.destination": {},
        "kismet.packetfilter.macaddr.network": {},
        "kismet.packetfilter.macaddr.other": {},
        "kismet.packetfilter.macaddr.any": {},
      },
    });
    const removal = { filter: Object.keys(filter) };
    expect((await web.command(`${phy}/remove_filter.cmd`, removal)).status).toBe(200);
    expect(web.stores.filters.packets.size).toBe(0);
    const own = "/filters/class/kismetdb_devices";
    const set = await web.command(`${own}/IEEE802.11/set_filter.cmd`, {
      filter: { "000c4182b255": true },
    });
    expect(set.status).toBe(200);
    const devices = await (await web.ask(`${own}/filter.json`)).json() as Record<string, unknown>;
    expect(devices["kismet.classfilter.macaddr.address_by_phy"]).toEqual({
      "IEEE802.11": { "00:0C:41:82:B2:55": 1 },
    });
  });

  test.each([
    ["/filters/packet/nope/filter.json", undefined, 404],
    ["/filters/packet/nope/set_default.cmd", { default: "pass" }, 404],
    ["/filters/packet/kismetdb_packets/p/nope/set_filter.cmd", { filter: {} }, 500],
    ["/filters/packet/kismetdb_packets/p/any/set_filter.cmd", { filter: { x: true } }, 500],
    ["/filters/packet/kismetdb_packets/p/any/set_filter.cmd", {}, 400],
    ["/filters/packet/kismetdb_packets/p/any/set_filter.cmd", { filter: { aa: "maybe" } }, 400],
    ["/filters/class/kismetdb_devices/p/remove_filter.cmd", { filter: {} }, 400],
    ["/filters/class/kismetdb_devices/p/remove_filter.cmd", { filter: ["x"] }, 500],
    ["/filters/class/kismetdb_devices/set_default.cmd", {}, 400],
  ])("%s with %j is %i", async (path, body, status) => {
    const web = await createWebFixture();
    const answer = await (body === undefined ? web.ask(path) : web.command(path, body));
    expect([answer.status, await answer.text()]).toEqual([
      status,
      expect.stringMatching(/^\S.+\n$/),
    ]);
  });
});

describe("/dynamic", () => {
  test("lists the modules of the web interface without a login, and loads them", async () => {
    const modules = [{ module: "kismet_ui_x", js: "js/kismet.ui.x.js" }, {
      module: "evil",
      js: "/plugin/</script>.js",
    }];
    const web = await createWebFixture({ pageModules: modules });
    const list = await web.askNobody("/dynamic.json");
    expect([list.headers.get("content-type"), await list.json()]).toEqual([
      "application/json",
      { dynamicjs: modules },
    ]);
    const script = await web.askNobody("/dynamic.js");
    expect(script.headers.get("content-type")).toContain("application/javascript");
    const text = await script.text();
    expect(text).toContain('"js":"js/kismet.ui.x.js"');
    expect(text).not.toContain("</script>");
  });
});
