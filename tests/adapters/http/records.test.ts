// What endpoints answer: fields, patterns, times, windows, formats, the dialect of 2016 (spec
// rest-api 4 to 6).
import { decode } from "@msgpack/msgpack";
import { describe, expect, test } from "vitest";
import {
  AP_KEY,
  AP_MAC,
  CLIENT_KEY,
  createWebFixture,
  form,
  keyOf,
  NOW_SEC,
  OTHER_MAC,
  SOURCE_UUID,
  testDevice,
  type WebFixture,
} from "../../suites/web-fixture.ts";

const MAC = "kismet.device.base.macaddr";
const PACKETS = "kismet.device.base.packets.total";
const FIELDS = [
  MAC,
  ["kismet.device.base.signal/kismet.common.signal.last_signal", "sig"],
  PACKETS,
];
const AP = { [MAC]: "00:0C:41:82:B2:55", sig: -61, [PACKETS]: 449 };
const CLIENT = { [MAC]: "00:0D:93:82:36:3A", sig: 0, [PACKETS]: 294 };
const OTHER = { [MAC]: "00:0C:41:82:B2:53", sig: 0, [PACKETS]: 144 };

async function json(response: Promise<Response>): Promise<unknown> {
  const answer = await response;
  expect(answer.status).toBe(200);
  return await answer.json();
}

async function text(response: Promise<Response>): Promise<string> {
  return await (await response).text();
}

/** Addresses of the devices a command finds, by their last byte. */
async function found(web: WebFixture, path: string, command: object): Promise<string[]> {
  const rows = await json(web.command(path, { fields: [MAC], ...command }));
  return (rows as Record<string, string>[]).map((row) => row[MAC]!.slice(-2));
}

describe("fields", () => {
  test("plain, renamed, nested, missing and unknown ones", async () => {
    const web = await createWebFixture();
    const fields = [
      "kismet.system.user",
      ["kismet.system.devices.count", "n"],
      MAC,
      ["kismet.device.base.name", "nm"],
      "no.such.field",
      ["no.such.field2", "x"],
    ];
    expect(await json(web.command("/system/status.json", { fields }))).toEqual({
      "kismet.system.user": "tester",
      n: 3,
      [MAC]: 0,
      nm: 0,
      "no.such.field": 0,
      x: 0,
    });
    const device = `/devices/by-key/${AP_KEY}/device.json`;
    expect(await json(web.command(device, { fields: FIELDS }))).toEqual(AP);
  });

  test("a list that is none is ignored on plain endpoints and 400 on views", async () => {
    const web = await createWebFixture();
    for (const fields of ["text", {}, 5]) {
      const status = await json(web.command("/system/status.json", { fields }));
      expect(Object.keys(status as object).length).toBeGreaterThan(10);
      expect((await web.command("/devices/views/all/devices.json", { fields })).status).toBe(400);
    }
    const all = await json(web.command("/devices/views/all/devices.json", { fields: null }));
    expect((all as unknown[]).length).toBe(3);
  });
});

describe("formats", () => {
  test("ekjson and itjson are lines, tjson one document; an empty list is nothing", async () => {
    const web = await createWebFixture();
    const command = { fields: [MAC, [PACKETS, "a.b"]] };
    const view = "/devices/views/all/devices";
    expect(await text(web.command(`${view}.ekjson`, command))).toBe(
      '{"kismet_device_base_macaddr": "00:0C:41:82:B2:55","a_b": 449}\n' +
        '{"kismet_device_base_macaddr": "00:0D:93:82:36:3A","a_b": 294}\n' +
        '{"kismet_device_base_macaddr": "00:0C:41:82:B2:53","a_b": 144}\n',
    );
    expect(await text(web.command(`${view}.itjson`, { fields: [PACKETS] }))).toBe(
      `{"${PACKETS}": 449}\n{"${PACKETS}": 294}\n{"${PACKETS}": 144}\n`,
    );
    expect(await text(web.command(`${view}.tjson`, { fields: [["x.y", "p.q"]] }))).toBe(
      '[{"p_q": 0},{"p_q": 0},{"p_q": 0}]',
    );
    for (const [suffix, empty] of [["ekjson", ""], ["itjson", ""], ["json", "[]"]]) {
      const path = `/devices/last-time/${NOW_SEC}/devices.${suffix}`;
      expect(await text(web.ask(path))).toBe(empty);
    }
    expect(await text(web.ask("/system/timestamp.ekjson"))).toBe(
      '{"kismet_system_timestamp_sec": 1700000000,"kismet_system_timestamp_usec": 250000}\n',
    );
  });

  test("a window is one document in every format", async () => {
    const web = await createWebFixture();
    const path = "/devices/views/all/devices";
    const window = (suffix: string) =>
      web.ask(
        `${path}.${suffix}`,
        form({
          json: JSON.stringify({ fields: [PACKETS] }),
          page: "0",
          length: "1",
        }),
      );
    const plain = `{"data": [{"${PACKETS}": 449}],"last_page": 3,"last_row": 3,"total_row": 3}`;
    expect(await text(window("json"))).toBe(plain);
    expect(await text(window("itjson"))).toBe(`${plain}\n`);
    expect(await text(window("ekjson"))).toBe(
      `${
        plain.replaceAll("kismet.device.base.packets.total", "kismet_device_base_packets_total")
      }\n`,
    );
    expect(JSON.parse(await text(window("prettyjson")))).toMatchObject({ last_page: 3 });
    const packed = decode(await (await window("msgpack")).arrayBuffer());
    expect(packed).toEqual([14, {
      data: [13, [[14, { [PACKETS]: [8, 449] }]]],
      last_page: [8, 3],
      last_row: [8, 3],
      total_row: [8, 3],
    }]);
  });

  test("multikey as-object has the keys as they are in every format", async () => {
    const web = await createWebFixture();
    const command = { devices: [AP_KEY, "1_1"], fields: [["kismet.device.base.type", "a.b"]] };
    const path = "/devices/multikey/as-object/devices";
    expect(await text(web.command(`${path}.json`, command))).toBe(
      `{"${AP_KEY}": {"a.b": "Wi-Fi AP"}}`,
    );
    expect(await text(web.command(`${path}.ekjson`, command))).toBe(
      `{"${AP_KEY}": {"a_b": "Wi-Fi AP"}}\n`,
    );
    const packed = decode(await (await web.command(`${path}.msgpack`, command)).arrayBuffer());
    expect(packed).toEqual([17, { [AP_KEY]: [14, { "a.b": [0, "Wi-Fi AP"] }] }]);
    const empty = { devices: [], fields: FIELDS };
    expect(await text(web.command(`${path}.json`, empty))).toBe("{}");
  });
});

describe("devices", () => {
  test("by key, also in lower case and as the number of 2016", async () => {
    const web = await createWebFixture();
    const decimal = String(BigInt(AP_MAC));
    for (const key of [AP_KEY, AP_KEY.toLowerCase(), decimal]) {
      const path = `/devices/by-key/${key}/device.json`;
      expect(await json(web.command(path, { fields: FIELDS }))).toEqual(AP);
    }
  });

  test.each(["1_1", "nonsense", keyOf(0x123456), "73588229205", "9".repeat(40)])(
    "unknown or malformed key %s is 500, 404 for msgpack",
    async (key) => {
      const web = await createWebFixture();
      expect((await web.ask(`/devices/by-key/${key}/device.json`)).status).toBe(500);
      expect((await web.ask(`/devices/by-key/${key}/device.msgpack`)).status).toBe(404);
    },
  );

  test("one member of a device by its path", async () => {
    const web = await createWebFixture();
    const at = (path: string) => web.ask(`/devices/by-key/${AP_KEY}/device.json/${path}`);
    expect(await json(at("kismet.device.base.channel"))).toBe("6");
    expect(await json(at("kismet.device.base.signal/kismet.common.signal.last_signal"))).toBe(-61);
    const ssid = await json(at("dot11.device/dot11.device.last_beaconed_ssid_record"));
    expect(ssid).toMatchObject({ "dot11.advertisedssid.ssid": "Coherer" });
    expect((await at("no.such.member")).status).toBe(404);
    const seed = `/devices/by-key/${AP_KEY}/device.msgpack/kismet.device.base.channel`;
    expect(decode(await (await web.ask(seed)).arrayBuffer())).toEqual([0, "6"]);
  });

  test("by address, with masks, in lists", async () => {
    const web = await createWebFixture();
    const mac = (address: string) => found(web, `/devices/by-mac/${address}/devices.json`, {});
    expect(await mac("00:0C:41:82:B2:55")).toEqual(["55"]);
    expect(await mac("00:0C:00:00:00:00*FF:FF:00:00:00:00")).toEqual(["55", "53"]);
    expect(await mac("00:0C:41:82:B2:00*")).toEqual([]);
    expect((await web.ask("/devices/by-mac/zz/devices.json")).status).toBe(500);
    expect((await web.ask("/devices/by-mac/00:00:00:00:00:01/devices.msgpack")).status).toBe(404);
    const multi = (devices: unknown) => web.command("/devices/multimac/devices.json", { devices });
    const list = ["00:0D:93:82:36:3A", "00:0C:41:00:00:00/FF:FF:FF:00:00:00"];
    expect(await found(web, "/devices/multimac/devices.json", { devices: list }))
      .toEqual(["55", "3A", "53"]);
    expect((await multi(["00:zz"])).status).toBe(500);
    expect((await multi(undefined)).status).toBe(500);
    expect((await multi("text")).status).toBe(400);
    expect((await multi([5])).status).toBe(400);
    expect(await found(web, "/devices/multikey/devices.json", { devices: [CLIENT_KEY, "1_1"] }))
      .toEqual(["3A"]);
    const bad = { devices: ["nonsense"] };
    expect((await web.command("/devices/multikey/devices.json", bad)).status).toBe(500);
  });

  test("names and tags are commands to the actors", async () => {
    const web = await createWebFixture();
    const stem = `/devices/by-key/${AP_KEY.toLowerCase()}`;
    const name = form({ json: '{"username":"my+ap é"}' });
    expect((await web.ask(`${stem}/set_name.cmd`, name)).status).toBe(200);
    const tag = { tagname: "notes", tagvalue: "" };
    expect((await web.command(`${stem}/set_tag.jcmd`, tag)).status).toBe(200);
    expect(web.commands).toEqual([`name ${AP_KEY} my+ap é`, `tag ${AP_KEY} notes `]);
    expect((await web.command("/devices/by-key/1_1/set_name.cmd", { username: "x" })).status)
      .toBe(500);
  });
});

describe("times", () => {
  // The devices were seen 5, 100 and 1000 seconds ago.
  test.each([
    ["0", ["55", "3A", "53"]],
    ["0.0", ["55", "3A", "53"]],
    ["-60", ["55"]],
    ["-60.0", ["55"]],
    ["-100", ["55"]],
    ["-101", ["55", "3A"]],
    [String(NOW_SEC - 100), ["55"]],
    [String(NOW_SEC - 101), ["55", "3A"]],
    [`${NOW_SEC - 101}.9`, ["55", "3A"]],
    [`${NOW_SEC}00`, []],
  ])("last-time %s is later than", async (time, expected) => {
    const web = await createWebFixture();
    expect(await found(web, `/devices/last-time/${time}/devices.json`, {})).toEqual(expected);
  });

  test.each([
    ["-100", ["55", "3A"]],
    ["abc", ["55", "3A", "53"]],
    [String(NOW_SEC - 1000), ["55", "3A", "53"]],
  ])("view last-time %s is not earlier than", async (time, expected) => {
    const web = await createWebFixture();
    for (
      const stem of ["/devices/views/all", "/device/views/all", "/devices/views/phy/IEEE802.11"]
    ) {
      expect(await found(web, `${stem}/last-time/${time}/devices.json`, {})).toEqual(expected);
    }
  });

  test("last_time in the command of a view; text that is none is 400", async () => {
    const web = await createWebFixture();
    const view = "/devices/views/all/devices.json";
    expect(await found(web, view, { last_time: -100 })).toEqual(["55", "3A"]);
    expect(await found(web, view, { last_time: NOW_SEC - 5 })).toEqual(["55"]);
    expect((await web.command(view, { last_time: "soon" })).status).toBe(400);
    expect((await web.ask("/devices/last-time/abc/devices.json")).status).toBe(500);
    expect((await web.ask("/devices/last-time/abc/devices.msgpack")).status).toBe(404);
    expect((await web.ask("/messagebus/last-time/abc/messages.json")).status).toBe(500);
  });

  test("messages and alerts after a time", async () => {
    const web = await createWebFixture();
    const messages = await json(web.ask("/messagebus/last-time/-60.5/messages.json"));
    expect(messages).toMatchObject({
      "kismet.messagebus.list": [{ "kismet.messagebus.message_string": "second" }],
      "kismet.messagebus.timestamp": NOW_SEC,
    });
    const alerts = async (time: string) =>
      (await json(web.ask(`/alerts/last-time/${time}/alerts.json`)) as Record<string, number>[])
        .map((alert) => alert["kismet.alert.hash"]);
    expect(await alerts("0.0")).toEqual([1, 2]);
    expect(await alerts(`${NOW_SEC - 100.5}`)).toEqual([2]);
    expect(await alerts(`${NOW_SEC - 101}.4`)).toEqual([1, 2]);
    expect(await alerts("-60")).toEqual([2]);
    const bad = await web.ask("/alerts/last-time/abc/alerts.json");
    expect([bad.status, await bad.text()]).toEqual([400, "{}"]);
    const wrapped = await json(web.ask("/alerts/wrapped/last-time/-60/alerts.json"));
    expect(wrapped).toMatchObject({ "kismet.alert.timestamp": NOW_SEC + 0.25 });
    expect((wrapped as Record<string, unknown[]>)["kismet.alert.list"]!.length).toBe(1);
    expect(await json(web.ask("/alerts/by-id/2/alert.json"))).toMatchObject({
      "kismet.alert.text": "alert 2",
    });
    const unknown = await web.ask("/alerts/by-id/77/alert.json");
    expect([unknown.status, await unknown.text()]).toEqual([404, "{}"]);
    expect((await web.ask("/alerts/by-id/x/alert.json")).status).toBe(500);
  });
});

describe("regex", () => {
  const SSID = "dot11.device/dot11.device.advertised_ssid_map/dot11.advertisedssid.ssid";

  test.each([
    [[[SSID, "^Coh"]], ["55"]],
    [[[SSID, "coh"]], []],
    [[[SSID, "(?i)coh"]], ["55"]],
    [[[MAC, "^00:0C:41"]], ["55", "53"]],
    [[["kismet.device.base.type", "Client$"], [SSID, "."]], ["55", "3A"]],
    [[[PACKETS, "4"]], []],
    [[["no.such", "."]], []],
    [[], []],
  ])("%j keeps %j", async (regex, expected) => {
    const web = await createWebFixture();
    expect(await found(web, "/devices/views/all/devices.json", { regex })).toEqual(expected);
    expect(await found(web, "/devices/views/all/last-time/0/devices.json", { regex }))
      .toEqual(expected);
    expect(await found(web, "/devices/last-time/0/devices.json", { regex })).toEqual(expected);
  });

  test.each([
    [[[MAC, "("]]],
    [[[MAC, "(a)\\1"]]],
    ["text"],
    [[[MAC]]],
    [[[MAC, 5]]],
    [[5]],
    [Array.from({ length: 65 }, () => [MAC, "a"])],
  ])("%j is 400", async (regex) => {
    const web = await createWebFixture();
    for (
      const path of [
        "/devices/views/all/devices.json",
        "/devices/last-time/0/devices.json",
        "/phy/phy80211/ssids/views/ssids.json",
      ]
    ) {
      const response = await web.command(path, { regex });
      expect(response.status).toBe(400);
      expect(await response.text()).toMatch(/^Invalid request: /);
    }
  });

  test("a pattern that makes others explode is answered at once", async () => {
    const web = await createWebFixture();
    web.stores.list[0]!.commonName = "a".repeat(2000);
    const regex = [["kismet.device.base.commonname", "^(a+)+$x"]];
    const startMs = performance.now();
    expect(await found(web, "/devices/views/all/devices.json", { regex })).toEqual([]);
    expect(performance.now() - startMs).toBeLessThan(2000);
  });
});

describe("windows", () => {
  const view = "/devices/views/all/devices.json";
  const paged = (web: WebFixture, variables: Record<string, string>) =>
    json(web.ask(view, form({ json: JSON.stringify({ fields: FIELDS }), ...variables })));

  test("pages: asc puts the larger first, as the reference does", async () => {
    const web = await createWebFixture();
    const sorted = { page: "0", length: "2", sort: PACKETS };
    const counts = { last_page: 2, last_row: 3, total_row: 3 };
    expect(await paged(web, { ...sorted, sort_dir: "asc" }))
      .toEqual({ data: [AP, CLIENT], ...counts });
    expect(await paged(web, { ...sorted, sort_dir: "desc" }))
      .toEqual({ data: [OTHER, CLIENT], ...counts });
    expect(await paged(web, { ...sorted, page: "1" })).toEqual({ data: [AP], ...counts });
    expect(await paged(web, { ...sorted, page: "9" })).toEqual({
      data: [OTHER, CLIENT],
      ...counts,
    });
    expect(await paged(web, { ...sorted, page: "-1" }))
      .toEqual({ data: [OTHER, CLIENT], ...counts });
    expect(await paged(web, { page: "0", size: "1" })).toMatchObject({ data: [AP], last_page: 3 });
    expect(await paged(web, { page: "0", length: "0" })).toMatchObject({ last_page: 0 });
    expect(await paged(web, { page: "0", length: "-1" })).toMatchObject({ last_page: 1 });
    expect(await paged(web, { page: "0" })).toMatchObject({ last_page: 1, last_row: 3 });
  });

  test("sort and search without a page give a plain list", async () => {
    const web = await createWebFixture();
    expect(await paged(web, { sort: PACKETS })).toEqual([OTHER, CLIENT, AP]);
    expect(await paged(web, { search: "00:0c" })).toEqual([AP, OTHER]);
    expect(await paged(web, { search: "000C41" })).toEqual([AP, OTHER]);
    expect(await paged(web, { search: "nothing" })).toEqual([]);
    // A record without the field is smaller than every other.
    const path = "kismet.device.base.signal/kismet.common.signal.last_signal";
    expect(await paged(web, { sort: path })).toEqual([CLIENT, OTHER, AP]);
    expect(await paged(web, { sort: path, sort_dir: "asc" })).toEqual([AP, CLIENT, OTHER]);
  });

  test("texts sort as people count, addresses by value, and keys not at all", async () => {
    const web = await createWebFixture();
    for (const [index, name] of ["ap10", "ap9", "AP2"].entries()) {
      web.stores.list[index]!.commonName = name;
    }
    const names = async (sort: string): Promise<unknown> => {
      const fields = [["kismet.device.base.commonname", "n"]];
      const rows = await json(web.ask(view, form({ json: JSON.stringify({ fields }), sort })));
      return (rows as { n: string }[]).map((row) => row.n);
    };
    expect(await names("kismet.device.base.commonname")).toEqual(["AP2", "ap9", "ap10"]);
    expect(await names(MAC)).toEqual(["AP2", "ap10", "ap9"]);
    expect(await names("kismet.device.base.key")).toEqual(["ap10", "ap9", "AP2"]);
  });

  test("search counts: filtered and total; without fields it is ignored", async () => {
    const web = await createWebFixture();
    expect(await paged(web, { page: "0", length: "10", search: "00:0c" })).toEqual({
      data: [AP, OTHER],
      last_page: 1,
      last_row: 2,
      total_row: 3,
    });
    const all = await json(web.ask(view, form({ json: "{}", search: "nothing" })));
    expect((all as unknown[]).length).toBe(3);
  });

  test.each(["page", "length", "size"])("text as %s is 400", async (name) => {
    const web = await createWebFixture();
    const response = await web.ask(view, form({ page: "0", [name]: "x" }));
    expect(response.status).toBe(400);
  });

  test("DataTables", async () => {
    const web = await createWebFixture();
    const command = {
      fields: FIELDS,
      datatable: true,
      colmap: { 0: [MAC], 1: [[PACKETS, "packets"]], 2: "kismet.device.base.type" },
    };
    const ask = (variables: Record<string, string>) =>
      json(web.ask(view, form({ json: JSON.stringify(command), ...variables })));
    const order = { "order[0][column]": "1", "order[0][dir]": "desc" };
    expect(await ask({ draw: "7", start: "1", length: "2", ...order })).toEqual({
      draw: 7,
      data: [CLIENT, AP],
      recordsTotal: 3,
      recordsFiltered: 3,
    });
    expect(await ask({ start: "99", length: "1", ...order, "order[0][dir]": "asc" })).toEqual({
      draw: 0,
      data: [AP],
      recordsTotal: 3,
      recordsFiltered: 3,
    });
    expect(await ask({ "search[value]": "wi-fi client" })).toMatchObject({
      data: [CLIENT],
      recordsFiltered: 1,
    });
    const bad = { datatable: true, colmap: { 0: [[1, 2]] } };
    expect((await web.ask(view, form({ json: JSON.stringify(bad) }))).status).toBe(400);
  });

  test("SSIDs take both styles", async () => {
    const web = await createWebFixture();
    const path = "/phy/phy80211/ssids/views/ssids.json";
    const fields = ["dot11.ssidgroup.ssid"];
    const row = { "dot11.ssidgroup.ssid": "Coherer" };
    const ask = (command: object, variables: Record<string, string>) =>
      json(web.ask(path, form({ json: JSON.stringify({ fields, ...command }), ...variables })));
    expect(await ask({}, {})).toEqual([row]);
    expect(await ask({}, { page: "0", length: "5" })).toMatchObject({ data: [row], last_row: 1 });
    expect(await ask({ datatable: true }, { draw: "3" })).toMatchObject({ draw: 3, data: [row] });
    expect(await ask({ last_time: -50 }, {})).toEqual([]);
    expect(await ask({ regex: [["dot11.ssidgroup.ssid", "x"]] }, {})).toEqual([]);
    const group = await json(web.ask("/phy/phy80211/ssids/by-hash/4000000001/ssid.json"));
    expect(group).toMatchObject({ "dot11.ssidgroup.advertising_devices": [AP_KEY] });
    expect((await web.ask("/phy/phy80211/ssids/by-hash/7/ssid.json")).status).toBe(500);
  });

  test("the table address of 2017 wraps its rows", async () => {
    const web = await createWebFixture();
    const command = { fields: [PACKETS], wrapper: "devices" };
    const variables = { json: JSON.stringify(command), length: "2" };
    expect(await json(web.ask("/devices/summary/devices.json", form(variables)))).toEqual({
      devices: [{ [PACKETS]: 449 }, { [PACKETS]: 294 }],
    });
  });
});

describe("802.11 relations", () => {
  test("clients of a network; everything that links lead to", async () => {
    const web = await createWebFixture();
    const stem = "/phy/phy80211";
    expect(await found(web, `${stem}/clients-of/${AP_KEY}/clients.json`, {})).toEqual(["3A"]);
    expect(await found(web, `${stem}/clients-of/${CLIENT_KEY}/clients.json`, {})).toEqual([]);
    expect(await found(web, `${stem}/clients-of/${keyOf(1)}/clients.json`, {})).toEqual([]);
    expect((await web.ask(`${stem}/clients-of/zz/clients.json`)).status).toBe(500);
    expect(await found(web, `${stem}/related-to/${CLIENT_KEY}/devices.json`, {}))
      .toEqual(["3A", "55"]);
    expect(await found(web, `${stem}/related-to/${AP_KEY}/devices.json`, {})).toEqual(["55", "3A"]);
    expect(await found(web, `${stem}/related-to/${keyOf(OTHER_MAC)}/devices.json`, {}))
      .toEqual(["53"]);
    expect(await found(web, `${stem}/related-to/${keyOf(1)}/devices.json`, {})).toEqual([]);
  });
});

describe("datasources", () => {
  test("commands go to the actors and answer the record", async () => {
    const web = await createWebFixture();
    for (const name of ["open", "enable", "close", "disable", "pause", "resume"]) {
      const path = `/datasource/by-uuid/${SOURCE_UUID.toLowerCase()}/${name}_source.cmd`;
      const record = await json(web.ask(path, form({ json: "{}" })));
      expect(record).toMatchObject({ "kismet.datasource.uuid": SOURCE_UUID });
    }
    expect(web.commands.map((line) => line.split(" ")[0]))
      .toEqual(["open", "open", "close", "close", "pause", "resume"]);
    const unknown = "/datasource/by-uuid/00000000-0000-0000-0000-000000000000/source.json";
    expect((await web.ask(unknown)).status).toBe(500);
  });

  test("add_source answers the record, or an object with the reason", async () => {
    const web = await createWebFixture();
    const add = (definition: unknown) => web.command("/datasource/add_source.cmd", { definition });
    expect(await json(add("a.pcap"))).toMatchObject({ "kismet.datasource.name": "file" });
    const failed = await add("nope.pcap");
    expect(failed.status).toBe(500);
    expect(await failed.json()).toEqual({ error: "cannot open nope.pcap: no such file" });
    expect((await add(undefined)).status).toBe(400);
    expect((await web.command("/packetsource/config/add_source.cmd", { source: "nope" })).status)
      .toBe(400);
    const seed = await web.command("/packetsource/config/add_source.cmd", { source: "a.pcap" });
    expect(await seed.text()).toBe("OK");
  });
});

describe("the dialect of 2016", () => {
  const SUMMARY = ["key", "macaddr", "phyname", "name", "type", "crypt", "first_time"]
    .concat("last_time", "packets.total", "signal", "channel", "frequency", "manuf", "packets.rrd")
    .map((name) => `kismet.device.base.${name}`);
  const unpack = async (response: Promise<Response>): Promise<unknown> => {
    const answer = await response;
    expect(answer.headers.get("content-type")).toBe("application/msgpack");
    return decode(await answer.arrayBuffer());
  };

  test("all_devices are the fourteen members; full ones with fields", async () => {
    const web = await createWebFixture();
    const [code, rows] = await unpack(web.ask("/devices/all_devices.msgpack")) as [
      number,
      [number, Record<string, unknown>][],
    ];
    expect([code, rows.length]).toEqual([13, 3]);
    expect(Object.keys(rows[0]![1]).sort()).toEqual(SUMMARY.sort());
    expect(rows[0]![1][MAC]).toEqual([11, ["00:0C:41:82:B2:55", "FF:FF:FF:FF:FF:FF"]]);
    const plain = await json(web.ask("/devices/all_devices.json")) as object[];
    expect(Object.keys(plain[0]!).sort()).toEqual(SUMMARY.sort());
    expect(await json(web.command("/devices/all_devices.json", { fields: FIELDS })))
      .toEqual([AP, CLIENT, OTHER]);
    const table = await json(web.ask("/devices/all_devices_dt.json")) as { aaData: unknown[] };
    expect(table.aaData.length).toBe(3);
    const lines = await text(web.ask("/devices/all_devices.itjson"));
    expect(lines.trimEnd().split("\n").map((line) => JSON.parse(line)[MAC])).toEqual([
      AP[MAC],
      CLIENT[MAC],
      OTHER[MAC],
    ]);
  });

  test("last-time says whether to reload everything", async () => {
    const web = await createWebFixture();
    const ask = async (time: string) => {
      const [code, map] = await unpack(web.ask(`/devices/last-time/${time}/devices.msgpack`)) as [
        number,
        Record<string, [number, unknown]>,
      ];
      expect(code).toBe(14);
      return map;
    };
    const first = await ask("-50");
    expect(first["kismet.devicelist.refresh"]).toEqual([2, 0]);
    expect(first["kismet.devicelist.timestamp"]).toEqual([7, NOW_SEC]);
    expect(first["kismet.device.list"]![0]).toBe(13);
    expect((first["kismet.device.list"]![1] as unknown[]).length).toBe(1);
    web.stores.removedSec = NOW_SEC - 20;
    expect((await ask("-50"))["kismet.devicelist.refresh"]).toEqual([2, 1]);
    expect((await ask("-10"))["kismet.devicelist.refresh"]).toEqual([2, 0]);
  });

  test("phys begin with the sum of all; sources have their old names", async () => {
    const web = await createWebFixture();
    const [, phys] = await unpack(web.ask("/phy/all_phys.msgpack")) as [number, unknown[][]];
    expect(phys[0]![1]).toMatchObject({
      "kismet.phy.id": [5, -1],
      "kismet.phy.name": [0, "ANY"],
      "kismet.phy.packets": [8, 1121],
    });
    expect(phys.length).toBe(2);
    const modern = await json(web.ask("/phy/all_phys.json"));
    expect(modern).toMatchObject([{
      "kismet.phy.phy_name": "IEEE802.11",
      "kismet.phy.name": "IEEE802.11",
      "kismet.phy.packet_count": 1121,
    }]);
    const table = await json(web.ask("/phy/all_phys_dt.json")) as { aaData: unknown[] };
    expect(table.aaData.length).toBe(2);
    const [, old] = await unpack(web.ask("/packetsource/all_sources.msgpack")) as [
      number,
      unknown[][],
    ];
    expect(old[0]![1]).toMatchObject({ "kismet.oldsource.sourceline": [0, "a.pcap"] });
    expect(await unpack(web.ask("/datasource/error_sources.msgpack"))).toEqual([13, []]);
    web.stores.source.error = true;
    const [, bad] = await unpack(web.ask("/datasource/error_sources.msgpack")) as [
      number,
      unknown[],
    ];
    expect(bad.length).toBe(1);
    const [, kinds] = await unpack(web.ask("/datasource/supported_sources.msgpack")) as [
      number,
      unknown[][],
    ];
    expect(kinds[0]![1]).toMatchObject({
      "kismet.Datasourcetracker.protosource.type": [0, "pcapfile"],
    });
  });
});

test("tracked_fields is a table of every field, escaped", async () => {
  const web = await createWebFixture();
  const page = await text(web.ask("/system/tracked_fields.html"));
  expect(page).toContain("<td>kismet.device.base.macaddr</td>");
  expect(page).toMatch(/<td>mac_addr&#x2F;|<td>mac_addr\/11<\/td>/);
  expect(page).toContain("dot11.device.last_beaconed_ssid_record");
});

describe("long lists", () => {
  test.each([
    "/devices/all_devices.ekjson",
    "/devices/views/all/devices.json",
    "/devices/views/phy/IEEE802.11/devices.ekjson",
  ])("%s comes in pieces as they are pulled, the first soon", async (path) => {
    const web = await createWebFixture();
    let looked = 0;
    const device = web.stores.list[0]!;
    const walk = function* () {
      for (let index = 0; index < 100_000; index++) {
        looked++;
        yield device;
      }
    };
    web.stores.devices.all = walk;
    for (const view of web.stores.devices.views()) view.devices = walk;
    const response = await web.ask(path);
    const reader = response.body!.getReader();
    await reader.read();
    // One piece of 64 KB, or what a device may be longer than that.
    const piece = looked;
    expect(piece).toBeLessThan(200);
    await reader.read();
    expect(looked).toBeLessThan(2 * piece + 10);
    await reader.cancel();
    expect(looked).toBeLessThan(2 * piece + 10);
    expect(web.app.context.slices.waiting).toBe(0);
  });

  test("are whole and in order", async () => {
    const web = await createWebFixture();
    const { list } = web.stores;
    list.length = 0;
    for (let index = 0; index < 3000; index++) list.push(testDevice(index + 1, NOW_SEC, index % 7));
    const rows = await json(web.ask("/devices/views/all/devices.json")) as Record<
      string,
      unknown
    >[];
    expect(rows.length).toBe(3000);
    expect(rows[2999]![MAC]).toBe("00:00:00:00:0B:B8");
    const packed = decode(
      await (await web.ask("/devices/views/all/devices.msgpack")).arrayBuffer(),
    ) as [number, unknown[]];
    expect([packed[0], packed[1].length]).toEqual([13, 3000]);
    // Stable over runs and merges: equal keys keep their order.
    const sorted = await json(
      web.ask(
        "/devices/views/all/devices.json",
        form({ json: JSON.stringify({ fields: [MAC, PACKETS] }), sort: PACKETS }),
      ),
    ) as Record<string, string | number>[];
    const expected = list.toSorted((a, b) => a.packets - b.packets || a.mac - b.mac);
    expect(sorted.map((row) => row[MAC]))
      .toEqual(expected.map((device) => formatted(device.mac)));
  });
});

function formatted(mac: number): string {
  return mac.toString(16).toUpperCase().padStart(12, "0").replace(/..(?!$)/g, "$&:");
}
