// Alerts that clients define, raise and fetch, and addresses that they watch, over HTTP.
import { describe, expect, test } from "vitest";
import { encodeProbeRequest } from "../../../protocols/dot11/encode.ts";
import type { AlertRecord } from "../../../protocols/records/alert.ts";
import { type Listener, START_SEC, withListener } from "../phy/listener.ts";
import { AP, beacon, EVERYBODY, nextSequence, STATION } from "../../suites/alert-frames.ts";

const GOOD = {
  name: "knock",
  description: "Somebody knocks",
  class: "other",
  severity: 10,
  throttle: "10/min",
  burst: "2/sec",
  phyname: "IEEE802.11",
};

const post = (listener: Listener, path: string, command: unknown) =>
  listener.fetch(path, command).then(async (answer) => [answer.status, await answer.text()]);
const define = (listener: Listener, command: unknown) =>
  post(listener, "/alerts/definitions/define_alert.cmd", command);
const alertsOf = (listener: Listener, header: string): AlertRecord[] =>
  listener.moirai.stores.alerts.all().filter((alert) => alert.header === header);
const probe = () => encodeProbeRequest(STATION, "", nextSequence());

describe("define_alert", () => {
  test("makes an alert known, which can then be raised in both spellings", async () => {
    await withListener({}, async (listener) => {
      expect(await define(listener, GOOD)).toEqual([200, ""]);
      const definitions = await listener.ask("/alerts/definitions.json") as object[];
      expect(definitions.at(-1)).toMatchObject({
        "kismet.alert.definition.header": "KNOCK",
        "kismet.alert.definition.class": "OTHER",
        "kismet.alert.definition.severity": 10,
        "kismet.alert.definition.description": "Somebody knocks",
        "kismet.alert.definition.phyid": 0,
        "kismet.alert.definition.limit_rate": 10,
        "kismet.alert.definition.limit_unit": 1,
        "kismet.alert.definition.limit_burst": 2,
        "kismet.alert.definition.burst_unit": 0,
      });
      const raising = { name: "KNOCK", text: "tock", bssid: "00:1B:11:00:00:01", channel: "6" };
      expect(await post(listener, "/alerts/raise_alerts.cmd", raising)).toMatchObject([200, {}]);
      expect(await post(listener, "/alerts/raise_alert.cmd", raising)).toMatchObject([200, {}]);
      expect(await post(listener, "/alerts/raise_alert.cmd", raising)).toEqual([
        400,
        expect.stringContaining("alert KNOCK was raised as often as its limits allow"),
      ]);
      expect(alertsOf(listener, "KNOCK")).toMatchObject([
        { text: "tock", transmitter: AP, source: 0, channel: "6", severity: 10, evidence: [] },
        { text: "tock" },
      ]);
    });
  });

  test("takes what the clients of 2016 leave out", async () => {
    await withListener({}, async (listener) => {
      const { class: _class, severity: _severity, phyname: _phy, ...old } = GOOD;
      expect(await define(listener, old)).toEqual([200, ""]);
      const definitions = await listener.ask("/alerts/definitions.json") as object[];
      expect(definitions.at(-1)).toMatchObject({
        "kismet.alert.definition.class": "OTHER",
        "kismet.alert.definition.severity": 5,
        "kismet.alert.definition.phyid": -1,
      });
    });
  });

  // The reference process dies of the first of these.
  test.each<[number, string, object]>([
    [400, "throttle is missing", { ...GOOD, throttle: undefined }],
    [400, "burst is missing", { ...GOOD, burst: undefined }],
    [400, "name is missing", { ...GOOD, name: undefined }],
    [400, "description is missing", { ...GOOD, description: undefined }],
    [400, "throttle is no rate", { ...GOOD, throttle: "often" }],
    [400, "burst is no rate", { ...GOOD, burst: "1/fortnight" }],
    [400, "burst is counted over a longer time", { ...GOOD, throttle: "1/sec", burst: "1/day" }],
    [400, "severity is 0 (info)", { ...GOOD, severity: 7 }],
    [400, "severity must be a number", { ...GOOD, severity: "high" }],
    [400, "phyname names no PHY", { ...GOOD, phyname: "CB radio" }],
    [400, "letters, digits and underscores", { ...GOOD, name: "a b" }],
    [400, "name must be a text", { ...GOOD, name: ["KNOCK"] }],
    [400, "more than 1024 characters", { ...GOOD, description: "x".repeat(2000) }],
    [503, "there is an alert DEAUTHFLOOD already", { ...GOOD, name: "deauthflood" }],
  ])("answers %i: %s", async (status, sentence, command) => {
    await withListener({}, async (listener) => {
      const before = listener.moirai.stores.alerts.definitions().length;
      expect(await define(listener, command)).toEqual([status, expect.stringContaining(sentence)]);
      expect(listener.moirai.stores.alerts.definitions()).toHaveLength(before);
    });
  });
});

describe("raise_alerts", () => {
  test.each<[string, object]>([
    ["name is no alert of this server", { name: "NOPE", text: "t" }],
    ["text is missing", { name: "KNOCK" }],
    ["source is no MAC address", { name: "KNOCK", text: "t", source: "me" }],
    ["channel must be a text", { name: "KNOCK", text: "t", channel: 6 }],
  ])("answers 400: %s", async (sentence, command) => {
    await withListener({}, async (listener) => {
      await define(listener, GOOD);
      expect(await post(listener, "/alerts/raise_alerts.cmd", command)).toEqual([
        400,
        expect.stringContaining(sentence),
      ]);
    });
  });
});

describe("evidence", () => {
  test("of an alert is a capture of the frames that caused it", async () => {
    await withListener({}, async (listener) => {
      const frame = beacon({ security: "open" });
      listener.hear(beacon(), { timeSec: START_SEC });
      listener.hear(frame, { timeSec: START_SEC + 1, freqMhz: 2437 });
      const [alert] = alertsOf(listener, "CRYPTODROP");
      const record = await listener.ask(`/alerts/by-id/${alert!.hash}/alert.json`);
      expect(record).toMatchObject({ "moirai.alert.evidence": 1 });
      const answer = await listener.fetch(`/alerts/by-id/${alert!.hash}/evidence.pcap`);
      expect(answer.headers.get("content-type")).toBe("application/vnd.tcpdump.pcap");
      const bytes = new Uint8Array(await answer.arrayBuffer());
      const view = new DataView(bytes.buffer);
      expect([view.getUint32(0, true), view.getUint32(20, true)]).toEqual([0xa1b2c3d4, 105]);
      expect([view.getUint32(24, true), view.getUint32(32, true)]).toEqual([
        START_SEC + 1,
        frame.length,
      ]);
      expect(bytes.subarray(40)).toEqual(frame);
    });
  });

  test("of an unknown alert is 404, of a malformed hash an error", async () => {
    await withListener({}, async (listener) => {
      expect((await listener.fetch("/alerts/by-id/1/evidence.pcap")).status).toBe(404);
      expect((await listener.fetch("/alerts/by-id/x/evidence.pcap")).status).toBe(500);
    });
  });
});

describe("alerts_view", () => {
  test("serves pages, sorted and searched", async () => {
    await withListener({ alert: "KNOCK,100/min,100/sec" }, async (listener) => {
      await define(listener, GOOD);
      for (const text of ["one", "two", "three"]) {
        await post(listener, "/alerts/raise_alerts.cmd", { name: "KNOCK", text });
      }
      const fields = ["kismet.alert.text"];
      const page = await listener.ask(
        "/alerts/alerts_view.json?page=0&length=2&search=t",
        { fields },
      ) as { data: Record<string, string>[]; last_row: number; total_row: number };
      expect(page.data.map((row) => row["kismet.alert.text"])).toEqual(["two", "three"]);
      expect(page.last_row).toBe(2);
      expect(await listener.ask("/alerts/alerts_view.json", {})).toHaveLength(
        listener.moirai.stores.alerts.all().length,
      );
    });
  });
});

describe("watched devices", () => {
  test("are told when they come, and when they come back after the configured time", async () => {
    await withListener({ devicefound: "F0:18:98:00:00:00/FF:FF:FF:00:00:00" }, (listener) => {
      listener.hear(beacon());
      expect(alertsOf(listener, "DEVICEFOUND")).toEqual([]);
      listener.hear(probe(), { timeSec: START_SEC });
      listener.hear(probe(), { timeSec: START_SEC + 60 });
      listener.hear(probe(), { timeSec: START_SEC + 121 });
      expect(alertsOf(listener, "DEVICEFOUND")).toMatchObject([
        {
          text: "F0:18:98:00:00:01 is heard for the first time",
          source: STATION,
          destination: EVERYBODY,
        },
        { text: "F0:18:98:00:00:01 is heard again after 61 seconds" },
      ]);
    });
  });

  test("are told once when they fall silent, and again after they came back", async () => {
    await withListener({ devicelost: "F0:18:98:00:00:01" }, (listener) => {
      const { clock } = listener.platform;
      listener.hear(probe());
      clock.advance(60_000);
      expect(alertsOf(listener, "DEVICELOST")).toEqual([]);
      clock.advance(300_000);
      expect(alertsOf(listener, "DEVICELOST")).toHaveLength(1);
      listener.hear(probe(), { timeSec: START_SEC + 400 });
      clock.advance(300_000);
      expect(alertsOf(listener, "DEVICELOST")).toHaveLength(2);
      expect(alertsOf(listener, "DEVICELOST")[0]).toMatchObject({ source: STATION });
    });
  });

  test("can be added, listed and removed while the server runs", async () => {
    await withListener({}, async (listener) => {
      listener.hear(probe());
      const at = (path: string) => `/devices/alerts/mac/${path}`;
      expect(await post(listener, at("found/add.cmd"), { mac: "f0:18:98:00:00:01" }))
        .toEqual([200, ""]);
      await post(listener, at("both/add.cmd"), { macs: ["02:00:00:00:00:02"] });
      expect(await listener.ask(at("found/macs.json"))).toEqual([
        "F0:18:98:00:00:01",
        "02:00:00:00:00:02",
      ]);
      expect(await listener.ask(at("lost/macs.json"))).toEqual(["02:00:00:00:00:02"]);
      listener.hear(probe(), { timeSec: START_SEC + 100 });
      expect(alertsOf(listener, "DEVICEFOUND")).toHaveLength(1);
      await post(listener, at("found/remove.cmd"), { mac: "F0:18:98:00:00:01" });
      listener.hear(probe(), { timeSec: START_SEC + 300 });
      expect(alertsOf(listener, "DEVICEFOUND")).toHaveLength(1);
      expect(await post(listener, at("seen/add.cmd"), { mac: "F0:18:98:00:00:01" }))
        .toEqual([500, expect.stringContaining("found, lost or both")]);
      expect(await post(listener, at("found/add.cmd"), {}))
        .toEqual([500, expect.stringContaining("no address is given")]);
      expect(await post(listener, at("found/add.cmd"), { mac: "nobody" }))
        .toEqual([500, expect.stringContaining("nobody is no MAC address")]);
    });
  });

  test("a configured line that is no address is told", async () => {
    await withListener({ devicefound: "grandmother" }, (listener) => {
      expect(listener.messages).toContain(
        "configuration: devicefound: grandmother is no MAC address",
      );
    });
  });
});
