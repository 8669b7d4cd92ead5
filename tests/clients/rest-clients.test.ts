// Clients with the habits of those that exist, against a whole server on a real port that has read
// a capture (spec rest-api 8 and 10).
import { spawnSync } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openSessions, type Sessions } from "../../actors/session/sessions.ts";
import { ENDPOINTS } from "../../adapters/http/endpoints.ts";
import { detectPlatform } from "../../adapters/platform/detect.ts";
import { createMoirai, type Moirai } from "../../mod.ts";
import { concat, encodeBeacon } from "../../protocols/dot11/encode.ts";
import { encodePcapHeader, encodePcapRecord } from "../../protocols/pcap/pcap-writer.ts";
import { DLT_IEEE802_11 } from "../../protocols/linktype/linktypes.ts";
import { testSettings } from "../suites/settings.ts";
import {
  ClientFailure,
  type Json,
  monitoredDevices,
  PythonClient,
  ScriptOf2016,
  WebInterface,
} from "./clients.ts";

const START_US = 1_700_000_000_000_000;
const BASE = "kismet.device.base.";
const MAC = `${BASE}macaddr`;
const PACKETS = `${BASE}packets.total`;
const PASSWORD = "pass:word";

let directory = "";
let moirai: Moirai;
let sessions: Sessions;
let origin = "";
let source = "";

/** Networks "ap1" to "ap12", of which the n-th was heard n times. */
function capture(): Uint8Array {
  const records: Uint8Array[] = [];
  for (let number = 1; number <= 12; number++) {
    const network = {
      ssid: `ap${number}`,
      bssid: 0x020000000000 + number,
      channel: number,
      security: "wpa2-psk",
    } as const;
    for (let sequence = 0; sequence < number; sequence++) {
      const frame = encodeBeacon(network, { timestampUs: sequence * 102_400, sequence });
      records.push(encodePcapRecord(START_US + number * 1_000_000 + sequence, frame));
    }
  }
  return concat(encodePcapHeader(DLT_IEEE802_11), ...records);
}

beforeAll(async () => {
  const platform = await detectPlatform();
  directory = await mkdtemp(join(tmpdir(), "moirai-clients-"));
  const file = join(directory, "a.pcap");
  await writeFile(file, capture());
  const settings = testSettings({ httpd_port: "0", httpd_legacy_anonymous_read: "true" });
  sessions = await openSessions({
    platform,
    settings,
    paths: {
      plainPassword: join(directory, "kismet_httpd.conf"),
      hashedPassword: join(directory, "moirai_httpd.json"),
      tokens: join(directory, "session.db"),
      logins: join(directory, "moirai_sessions.json"),
    },
    scrypt: { cost: 16, blockSize: 1, parallelization: 1, keyBytes: 32 },
  });
  await sessions.setPassword("kismet", PASSWORD, undefined);
  moirai = await createMoirai({ platform, settings, web: { directory: undefined, sessions } });
  await moirai.start();
  origin = `http://127.0.0.1:${moirai.address!.port}`;
  source = (await moirai.commands.addDatasource(file)).uuid;
  await moirai.idle();
});

afterAll(async () => {
  await moirai.stop();
  await sessions.tokens.flush();
  await rm(directory, { recursive: true, force: true });
});

const apMac = (number: number): string =>
  `02:00:00:00:00:${number.toString(16).toUpperCase().padStart(2, "0")}`;

async function statusOf(work: Promise<unknown>): Promise<number> {
  return await work.then(() => 200, (error: unknown) => {
    if (error instanceof ClientFailure) return error.status;
    throw error;
  });
}

describe("the python library", () => {
  const withPassword = () => new PythonClient(origin, { user: "kismet", password: PASSWORD });

  test("logs in by password and by key; a wrong one is a false", async () => {
    expect(await withPassword().checkSession()).toBe(true);
    const wrong = new PythonClient(origin, { user: "kismet", password: "wrong" });
    expect(await wrong.checkSession()).toBe(false);
    const { token } = await sessions.tokens.createApi("py", "readonly", 0);
    expect(await new PythonClient(origin, { apikey: token }).checkSession()).toBe(true);
    expect(await new PythonClient(origin, { apikey: "nope" }).checkSession()).toBe(false);
  });

  test("reads what it reads, line by line", async () => {
    const client = withPassword();
    const status = await client.value("system/status.json") as Json;
    expect(status["kismet.system.devices.count"]).toBe(12);
    const time = await client.value("system/timestamp.json") as Json;
    expect(typeof time["kismet.system.timestamp.sec"]).toBe("number");
    const fields = [MAC, [PACKETS, "packets"]];
    const all = await client.lines("devices/last-time/0/devices.itjson", { fields });
    expect(all.length).toBe(12);
    expect(all[2]).toEqual({ [MAC]: apMac(3), packets: 3 });
    expect(await client.lines("devices/last-time/-60/devices.itjson", { fields })).toEqual([]);
    const views = await client.value("devices/views/all_views.json") as Json[];
    expect(views.map((view) => view["kismet.devices.view.id"])).toContain("phydot11_accesspoints");
    const aps = "devices/views/phydot11_accesspoints/devices.itjson";
    expect((await client.lines(aps, { fields })).length).toBe(12);
    expect((await client.lines("datasource/all_sources.itjson")).length).toBe(1);
    const messages = await client.value("messagebus/last-time/0.0/messages.json") as Json;
    expect(messages["kismet.messagebus.list"]).not.toEqual([]);
    const rates = await client.value("packetchain/packet_stats.json", {
      fields: [["kismet.packetchain.packets_rrd/kismet.common.rrd.minute_vec", "minute"]],
    }) as Json;
    expect((rates.minute as number[]).length).toBe(60);
  });

  test("asks for devices by key, by member, by address and by several", async () => {
    const client = withPassword();
    const [device] = await client.value(`devices/by-mac/${apMac(5)}/devices.json`) as Json[];
    const key = String(device![`${BASE}key`]);
    const whole = await client.value(`devices/by-key/${key}/device.json`) as Json;
    expect(whole[PACKETS]).toBe(5);
    const stem = `devices/by-key/${key}/device.json`;
    expect(await client.value(`${stem}/${BASE}channel`)).toBe("5");
    const ssid = "dot11.device/dot11.device.last_beaconed_ssid_record/dot11.advertisedssid.ssid";
    expect(await client.value(`${stem}/${ssid}`)).toBe("ap5");
    expect(await statusOf(client.value(`${stem}/no.such`))).toBe(404);
    const many = { devices: [apMac(1), "02:00:00:00:00:00/FF:FF:FF:FF:FF:FC"], fields: [MAC] };
    expect((await client.lines("devices/multimac/devices.itjson", many)).length).toBe(3);
    const clients = `phy/phy80211/clients-of/${key}/clients.itjson`;
    expect(await client.lines(clients, { fields: [MAC] })).toEqual([]);
  });

  test("gives commands with a key of admin; a readonly one gets 401 for each", async () => {
    const admin = await sessions.tokens.createApi("py admin", "admin", 0);
    const reader = await sessions.tokens.createApi("py reader", "readonly", 0);
    const client = new PythonClient(origin, { apikey: admin.token });
    const readonly = new PythonClient(origin, { apikey: reader.token });
    const stem = `datasource/by-uuid/${source}`;
    const commands: [string, Json][] = [
      [`${stem}/pause_source.cmd`, {}],
      [`${stem}/resume_source.cmd`, {}],
      [`${stem}/close_source.cmd`, {}],
      [`${stem}/open_source.cmd`, {}],
    ];
    for (const [path, command] of commands) {
      expect([path, await statusOf(readonly.post(path, command))]).toEqual([path, 401]);
      const record = JSON.parse(await client.post(path, command)) as Json;
      expect(record["kismet.datasource.uuid"]).toBe(source);
    }
    // A file has no channels: the answer is an object with the reason, not a crash of the client.
    const reason = await client.post(`${stem}/set_hop.cmd`, { hop: true })
      .catch((error: ClientFailure) => error.message);
    expect(reason).toBe('500: {"error":"a source of type pcapfile has no channels to set"}');
    expect(await statusOf(client.post("datasource/add_source.cmd", { definition: "nope.pcap" })))
      .toBe(500);
    const listed = await client.lines("datasource/list_interfaces.itjson");
    expect(Array.isArray(listed)).toBe(true);
    await moirai.idle();
  });

  test.runIf(ENDPOINTS.flat().some((one) => one.path === "/alerts/raise_alert"))(
    "defines an alert without class and severity, and raises it by the old name",
    async () => {
      const client = withPassword();
      const alert = { name: "PYALERT", description: "d", throttle: "10/min", burst: "1/sec" };
      await client.post("alerts/definitions/define_alert.cmd", { ...alert, phyname: "" });
      await client.post("alerts/raise_alert.cmd", { name: "PYALERT", text: "hello" });
      const raised = await client.lines("alerts/last-time/0.0/alerts.itjson") as Json[];
      expect(raised.map((one) => one["kismet.alert.text"])).toContain("hello");
    },
  );
});

describe("a script of 2016", () => {
  test("reads without a login, and follows its keys", async () => {
    const script = new ScriptOf2016(origin, "kismet", PASSWORD);
    const devices = await script.get("devices/all_devices.msgpack") as Json[];
    expect(devices.length).toBe(12);
    // Of the fourteen there is no signal: this capture has none.
    expect(Object.keys(devices[0]!).length).toBe(13);
    const fifth = devices.find((one) => one[MAC] === apMac(5))!;
    const stem = `devices/by-key/${String(fifth[`${BASE}key`])}/device.msgpack`;
    expect(await script.get(`${stem}/dot11.device/dot11.device.last_beaconed_ssid`)).toBe("ap5");
    expect(await script.get("devices/by-key/1_1/device.msgpack")).toBeUndefined();
    const news = await script.get("devices/last-time/0/devices.msgpack") as Json;
    expect((news["kismet.device.list"] as Json[]).length).toBe(12);
    const status = await script.get("system/status.msgpack") as Json;
    expect(status["kismet.system.battery.percentage"]).toBeTypeOf("number");
    const phys = await script.get("phy/all_phys.msgpack") as Json[];
    expect(phys[0]!["kismet.phy.name"]).toBe("ANY");
    const sources = await script.get("packetsource/all_sources.msgpack") as Json[];
    expect(sources[0]!["kismet.oldsource.uuid"]).toBe(source);
  });

  test("searches SSIDs, and logs in when a command wants it", async () => {
    const script = new ScriptOf2016(origin, "kismet", PASSWORD);
    // {"essid": ["^ap1.$"]}
    const found = await script.post("phy/phy80211/ssid_regex.cmd", "gaVlc3NpZJGmXmFwMS4k");
    expect(found.status).toBe(200);
    expect(new Uint8Array(await found.arrayBuffer())[2]).toBe(0x93);
    // {"cmd": "hop", "uuid": "nope"}
    const hop = await script.post(
      "packetsource/config/channel.cmd",
      "gqNjbWSjaG9wpHV1aWSkbm9wZQ==",
    );
    expect([hop.status, await hop.text()]).toEqual([
      400,
      "Invalid request: there is no datasource of this UUID\n",
    ]);
  });
});

describe("the web interfaces", () => {
  const fields = JSON.stringify([MAC, [PACKETS, "packets"], ["no/such", "nothing"]]);

  test("of 2025: the login dialog, pages of a sorted table, commands by GET", async () => {
    const page = new WebInterface(origin);
    expect(await page.login("kismet", "nope")).toBe(false);
    expect(await page.login("kismet", PASSWORD)).toBe(true);
    const rows = await page.form("devices/views/all/devices.json", {
      json: `{"fields":${fields}}`,
      page: "0",
      length: "2",
      sort: PACKETS,
      sort_dir: "asc",
      search: "",
    });
    expect(rows).toEqual({
      data: [
        { [MAC]: apMac(12), packets: 12, nothing: 0 },
        { [MAC]: apMac(11), packets: 11, nothing: 0 },
      ],
      last_page: 6,
      last_row: 12,
      total_row: 12,
    });
    const groups = await page.form("phy/phy80211/ssids/views/ssids.json", {
      json: '{"fields":["dot11.ssidgroup.ssid"]}',
      page: "0",
      length: "3",
      sort: "dot11.ssidgroup.ssid",
      sort_dir: "desc",
    }) as { data: Json[] };
    expect(groups.data.map((one) => one["dot11.ssidgroup.ssid"])).toEqual(["ap1", "ap2", "ap3"]);
    const closed = await page.get(`datasource/by-uuid/${source}/close_source.cmd`) as Json;
    expect(closed["kismet.datasource.running"]).toBe(0);
    const opened = await page.get(`datasource/by-uuid/${source}/open_source.cmd`) as Json;
    expect(opened["kismet.datasource.running"]).toBe(1);
    await moirai.idle();
    expect(await page.get("system/user_status.json")).toHaveProperty(["kismet.system.user"]);
  });

  test("of 2020: DataTables, several devices by key, a device's name", async () => {
    const page = new WebInterface(origin);
    await page.login("kismet", PASSWORD);
    const table = await page.form("devices/views/all/devices.json", {
      json: JSON.stringify({
        fields: JSON.parse(fields),
        colmap: { 0: [MAC], 1: [[PACKETS, "packets"]] },
        datatable: true,
      }),
      draw: "3",
      start: "1",
      length: "1",
      "order[0][column]": "1",
      "order[0][dir]": "asc",
      "search[value]": "",
    });
    expect(table).toEqual({
      draw: 3,
      data: [{ [MAC]: apMac(11), packets: 11, nothing: 0 }],
      recordsTotal: 12,
      recordsFiltered: 12,
    });
    const [device] = await page.get(`devices/by-mac/${apMac(2)}/devices.json`) as Json[];
    const key = String(device![`${BASE}key`]);
    const byKey = await page.form("devices/multikey/as-object/devices.json", {
      json: JSON.stringify({ devices: [key, "1_1"], fields: [MAC] }),
    });
    expect(byKey).toEqual({ [key]: { [MAC]: apMac(2) } });
    await page.form(`devices/by-key/${key}/set_name.cmd`, { json: '{"username":"my ap"}' })
      .catch((error: unknown) => {
        // The answer is a sentence, which the interface does not read.
        if (!(error instanceof SyntaxError)) throw error;
      });
    const named = await page.get(`devices/by-key/${key}/device.json`) as Json;
    expect(named[`${BASE}username`]).toBe("my ap");
  });

  test("their event bus logs in by the address", async () => {
    const pair = `user=kismet&password=${encodeURIComponent(PASSWORD)}`;
    const address = `${origin.replace("http", "ws")}/eventbus/events.ws?${pair}`;
    const socket = new WebSocket(address);
    await new Promise((resolve, reject) => {
      socket.addEventListener("open", resolve);
      socket.addEventListener("error", reject);
    });
    const message = new Promise<string>((resolve) =>
      socket.addEventListener("message", (event) => resolve(String(event.data)))
    );
    socket.send('{"SUBSCRIBE":"TIMESTAMP","fields":["kismet.system.timestamp.sec"]}');
    expect(JSON.parse(await message)).toHaveProperty(["TIMESTAMP", "kismet.system.timestamp.sec"]);
    const closed = new Promise((resolve) => socket.addEventListener("close", resolve));
    socket.close();
    await closed;
  });
});

describe("tools of third parties", () => {
  test("home automation posts JSON without escaping it", async () => {
    const answer = await fetch(`${origin}/devices/last-time/0.0/devices.json`, {
      method: "POST",
      headers: {
        authorization: `Basic ${btoa(`kismet:${PASSWORD}`)}`,
        "content-type": "application/x-www-form-urlencoded",
      },
      body: `json={"fields": ["${MAC}"], "regex": [["${MAC}", "^02:00:00:00:00:0[12]$"]]}`,
    });
    expect(await answer.json()).toEqual([{ [MAC]: apMac(1) }, { [MAC]: apMac(2) }]);
  });

  test("a java client asks for pairs of fields and filters by type", async () => {
    const answer = await fetch(`${origin}/devices/views/all/last-time/0/devices.json`, {
      method: "POST",
      headers: {
        authorization: `Basic ${btoa(`kismet:${PASSWORD}`)}`,
        "content-type": "application/json; charset=UTF-8",
      },
      body: JSON.stringify({
        fields: [[MAC, MAC], [`${BASE}type`, `${BASE}type`]],
        regex: [[`${BASE}type`, "^Wi-Fi AP$"]],
      }),
    });
    const devices = await answer.json() as Json[];
    expect(devices.length).toBe(12);
    expect(devices[0]).toEqual({ [MAC]: apMac(1), [`${BASE}type`]: "Wi-Fi AP" });
  });

  test("a map gateway gets every device once from the monitor, with the cookie alone", async () => {
    const seen = new Set<unknown>();
    for await (
      const device of monitoredDevices(origin, "kismet", PASSWORD, [MAC, [PACKETS, "n"]])
    ) {
      expect(Object.keys(device)).toEqual([MAC, "n"]);
      seen.add(device[MAC]);
      if (seen.size === 12) break;
    }
    expect(seen).toEqual(new Set(Array.from({ length: 12 }, (_, index) => apMac(index + 1))));
  });

  const hasWget = spawnSync("wget", ["--version"]).error === undefined;
  test.runIf(hasWget)(
    "wget, which sends a password only when it is asked to (needs wget)",
    async () => {
      const { spawn } = await import("node:child_process");
      const wget = (password: string) =>
        new Promise<{ code: number | null; output: string }>((resolve) => {
          const child = spawn("wget", [
            "-q",
            "-O-",
            "--tries=1",
            "--user=kismet",
            `--password=${password}`,
            `${origin}/datasource/types.json`,
          ]);
          let output = "";
          child.stdout.on("data", (chunk) => output += String(chunk));
          child.on("close", (code) => resolve({ code, output }));
        });
      const good = await wget(PASSWORD);
      expect([good.code, JSON.parse(good.output)]).toEqual([0, expect.any(Array)]);
      // Its status for a login that failed.
      expect((await wget("wrong")).code).toBe(6);
    },
  );
});
