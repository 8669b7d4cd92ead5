// SSID groups and the endpoints that show them (spec dot11 9.1, 9.2).
import { describe, expect, test } from "vitest";
import {
  encodeBeacon,
  encodeProbeRequest,
  encodeProbeResponse,
  type Network,
} from "../../../protocols/dot11/encode.ts";
import { SsidGroups } from "../../../actors/phy/dot11/ssid-groups.ts";
import type { DeviceRecord } from "../../../protocols/records/device.ts";
import { ProbedSsid } from "../../../protocols/records/dot11-device.ts";
import { ssidHashOfText } from "../../../protocols/dot11/ssid.ts";
import { type Listener, type Members, START_SEC, withListener } from "./listener.ts";

const AP = 0x0011220000a1;
const TWIN = 0x0011220000b2;
const STATION = 0x6600000000aa;
const NETWORK: Network = { ssid: "office", bssid: AP, channel: 6, security: "wpa2-psk" };
const at = (sequence: number) => ({ timestampUs: sequence, sequence });
const VIEW = "/phy/phy80211/ssids/views/ssids.json";
const GROUP = "dot11.ssidgroup.";

/** Three groups: office (two access points and a client), guests, zoo; heard seconds apart. */
function street(listener: Listener): void {
  listener.hear(encodeBeacon(NETWORK, at(1)), { timeSec: START_SEC });
  listener.hear(
    [
      encodeProbeResponse({ ...NETWORK, bssid: TWIN, security: "open" }, STATION, at(2)),
      encodeProbeRequest(STATION, "office", 3),
      encodeProbeRequest(STATION, "", 4),
    ],
    { timeSec: START_SEC + 10 },
  );
  listener.hear(
    encodeBeacon({ ...NETWORK, bssid: TWIN + 2, ssid: "guests", security: "open" }, at(5)),
    {
      timeSec: START_SEC + 20,
    },
  );
  listener.hear(
    encodeBeacon({ ...NETWORK, bssid: TWIN + 4, ssid: "zoo", security: "open" }, at(6)),
    {
      timeSec: START_SEC + 30,
    },
  );
}

const names = (rows: unknown) => (rows as Members[]).map((row) => row[`${GROUP}ssid`]);

describe("an SSID group", () => {
  test("lists who advertises, answers and asks for a name, with the first encryption seen", () =>
    withListener({}, async (listener) => {
      street(listener);
      const [office] = await listener.ask(VIEW) as Members[];
      expect(office).toEqual({
        "dot11.ssidgroup.hash": ssidHashOfText("office", 6),
        "dot11.ssidgroup.ssid": "office",
        "dot11.ssidgroup.ssid_len": 6,
        "dot11.ssidgroup.crypt_set": 268436160,
        "dot11.ssidgroup.crypt_string": "WPA2 WPA2-PSK AES-CCMP",
        "dot11.ssidgroup.first_time": START_SEC,
        "dot11.ssidgroup.last_time": START_SEC + 10,
        "dot11.ssidgroup.advertising_devices": [listener.key(AP)],
        "dot11.ssidgroup.advertising_devices_len": 1,
        "dot11.ssidgroup.responding_devices": [listener.key(TWIN)],
        "dot11.ssidgroup.responding_devices_len": 1,
        "dot11.ssidgroup.probing_devices": [listener.key(STATION)],
        "dot11.ssidgroup.probing_devices_len": 1,
      });
    }));

  test("is found by the hash of the network's record; another hash is an error", () =>
    withListener({}, async (listener) => {
      street(listener);
      const { hash } = listener.dot11(AP).lastBeaconed!;
      expect(await listener.ask(`/phy/phy80211/ssids/by-hash/${hash}/ssid.json`))
        .toMatchObject({ "dot11.ssidgroup.ssid": "office" });
      for (const wrong of ["1", "x", "-5", "99999999999999999999999"]) {
        const response = await listener.fetch(`/phy/phy80211/ssids/by-hash/${wrong}/ssid.json`);
        expect([response.status, (await response.text()).trim()])
          .toEqual([500, "ERROR: there is no SSID of this hash"]);
      }
    }));

  test("forgets devices that are forgotten, and stays", () =>
    withListener({ tracker_device_timeout: "60" }, async (listener) => {
      street(listener);
      listener.hear(encodeProbeRequest(STATION, "office", 9), { timeSec: START_SEC + 170 });
      const [office] = await listener.ask(VIEW) as Members[];
      expect(office).toMatchObject({
        "dot11.ssidgroup.ssid": "office",
        "dot11.ssidgroup.advertising_devices": [],
        "dot11.ssidgroup.advertising_devices_len": 0,
        "dot11.ssidgroup.responding_devices": [],
        "dot11.ssidgroup.probing_devices": [listener.key(STATION)],
      });
    }));

  test("is not kept with dot11_view_ssids=false; the endpoints stay", () =>
    withListener({ dot11_view_ssids: "false" }, async (listener) => {
      street(listener);
      expect(await listener.ask(VIEW)).toEqual([]);
      expect((await listener.fetch("/phy/phy80211/ssids/by-hash/1/ssid.json")).status).toBe(500);
    }));
});

test("groups end at a limit, are counted, and make room when nobody has their names any more", () => {
  const groups = new SsidGroups(4);
  const device = { phy: { id: 0, name: "", hash: 1 }, mac: 5, firstTime: 1, lastTime: 2 };
  const probes = ["a", "b", "c", "d", "e"].map((ssid) => new ProbedSsid(ssid, 1, 0, 1));
  for (const name of probes) groups.note("probing", device as DeviceRecord, name);
  expect([groups.size, groups.refused]).toEqual([4, 1]);
  // Those that nobody has any more stay while there is room for as many again.
  for (const name of probes) groups.leave("probing", device as DeviceRecord, name);
  expect([...groups.all()].map(({ ssid }) => ssid)).toEqual(["c", "d"]);
  groups.note("probing", device as DeviceRecord, probes[4]!);
  expect([groups.size, groups.refused]).toEqual([3, 1]);
});

describe("the view of SSID groups", () => {
  const view = (command?: unknown, query = "") => async (listener: Listener) => {
    street(listener);
    return await listener.ask(`${VIEW}${query}`, command);
  };
  const shows = async (
    ask: (listener: Listener) => Promise<unknown>,
    check: (answer: unknown) => void,
  ) => await withListener({}, async (listener) => check(await ask(listener)));

  test("is a plain list without a page", () =>
    shows(view(), (rows) => expect(names(rows)).toEqual(["office", "guests", "zoo"])));

  test("gives the fields that are asked for, under the names asked for", () =>
    shows(
      view({ fields: [`${GROUP}ssid`, [`${GROUP}ssid_len`, "length"]] }),
      (rows) =>
        expect(rows).toEqual([
          { [`${GROUP}ssid`]: "office", length: 6 },
          { [`${GROUP}ssid`]: "guests", length: 6 },
          { [`${GROUP}ssid`]: "zoo", length: 3 },
        ]),
    ));

  test.each([
    [START_SEC + 20, ["guests", "zoo"]],
    [START_SEC + 31, []],
    // Before the present, which is the time of the newest frame here.
    [-5, ["zoo"]],
  ])(
    "since last_time %i",
    (since, expected) =>
      shows(view({ last_time: since }), (rows) => expect(names(rows)).toEqual(expected)),
  );

  test.each([
    [[[`${GROUP}ssid`, "^(zoo|gue)"]], ["guests", "zoo"]],
    [[[`${GROUP}crypt_string`, "WPA2"], [`${GROUP}ssid`, "oo$"]], ["office", "zoo"]],
    [[[`${GROUP}ssid`, "nothing"]], []],
  ])(
    "matching %j",
    (regex, expected) => shows(view({ regex }), (rows) => expect(names(rows)).toEqual(expected)),
  );

  test.each([
    ["?page=0&length=2", ["office", "guests"], 2],
    ["?page=1&length=2", ["zoo"], 2],
    ["?page=0&size=2", ["office", "guests"], 2],
    // A start beyond the end is the beginning.
    ["?page=9&length=2", ["office", "guests"], 2],
    // Ascending puts the largest first, as existing clients expect.
    [`?page=0&length=2&sort=${GROUP}ssid&sort_dir=asc`, ["zoo", "office"], 2],
    [`?page=0&length=2&sort=${GROUP}ssid&sort_dir=desc`, ["guests", "office"], 2],
  ])("in pages %s", (query, expected, lastPage) =>
    shows(view(undefined, query), (answer) => {
      expect(answer).toMatchObject({ last_page: lastPage, last_row: 3, total_row: 3 });
      expect(names((answer as Members)["data"])).toEqual(expected);
    }));

  test("searched in the fields that are asked for, whatever the case", () =>
    shows(
      view({ fields: [`${GROUP}ssid`] }, "?page=0&length=9&search=OFF"),
      (answer) => {
        expect(answer).toMatchObject({ last_row: 1, total_row: 3 });
        expect(names((answer as Members)["data"])).toEqual(["office"]);
      },
    ));

  test.each([
    [{ fields: 7 }, 400],
    [{ regex: [[`${GROUP}ssid`, "("]] }, 400],
    [{ regex: "x" }, 400],
    [{ last_time: "soon" }, 400],
  ])("refuses %j", (command, status) =>
    withListener({}, async (listener) => {
      street(listener);
      expect((await listener.fetch(VIEW, command)).status).toBe(status);
    }));
});
