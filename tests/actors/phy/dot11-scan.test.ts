// Scan reports of other programs: what they make, and what is refused (spec dot11 9.3).
import { describe, expect, test } from "vitest";
import { encodeBeacon } from "../../../protocols/dot11/encode.ts";
import { type Listener, type Members, START_SEC, withListener } from "./listener.ts";

const PATH = "/phy/phy80211/scan/scan_report.cmd";
const UUID = "DEADBEEF-0000-0000-0000-000000000001";
const AP = 0x0011220000a1;
const REPORT = {
  bssid: "00:11:22:00:00:A1",
  ssid: "office",
  capabilities: "[WPA2-PSK-CCMP][ESS]",
  channel: "6",
  freqkhz: 2437000,
  signal: -61,
  timestamp: START_SEC + 7,
};

async function report(listener: Listener, ...reports: unknown[]): Promise<[number, unknown]> {
  const response = await listener.fetch(PATH, {
    source_uuid: UUID,
    source_name: "phone",
    reports,
  });
  expect(response.headers.get("content-type")).toBe("application/json");
  return [response.status, await response.json()];
}
const accepted = [200, { status: "Scan report accepted", success: true }];
const first = async (listener: Listener) =>
  ((await listener.details(AP))["dot11.device.advertised_ssid_map"] as Members[])[0]!;

describe("a scan report", () => {
  test("makes an access point, its network, its group and a virtual datasource, and no event", () =>
    withListener({}, async (listener) => {
      expect(await report(listener, REPORT)).toEqual(accepted);
      expect(await listener.device(AP)).toMatchObject({
        "kismet.device.base.type": "Wi-Fi AP",
        "kismet.device.base.name": "office",
        "kismet.device.base.crypt": "WPA2 WPA2-PSK AES-CCMP",
        "kismet.device.base.channel": "6",
        "kismet.device.base.frequency": 2437000,
        "kismet.device.base.packets.total": 1,
        "kismet.device.base.signal": { "kismet.common.signal.last_signal": -61 },
        "kismet.device.base.seenby": [{ "kismet.common.seenby.num_packets": 1 }],
      });
      expect(await first(listener)).toMatchObject({
        "dot11.advertisedssid.ssid": "office",
        "dot11.advertisedssid.ssid_hash": listener.dot11(AP).lastBeaconed!.hash,
        "dot11.advertisedssid.crypt_bitfield": 274945016842,
        "dot11.advertisedssid.channel": "6",
        "dot11.advertisedssid.first_time": START_SEC + 7,
        "dot11.advertisedssid.cloaked": 0,
        "dot11.advertisedssid.beacons_sec": 0,
      });
      expect(listener.dot11(AP).types).toBe(1);
      expect(await listener.ask("/datasource/all_sources.json")).toMatchObject([{
        "kismet.datasource.uuid": UUID,
        "kismet.datasource.name": "phone",
        "kismet.datasource.definition": "",
        "kismet.datasource.capture_interface": "virtual",
        "kismet.datasource.hardware": "IEEE80211 scan",
        "kismet.datasource.running": 0,
        "kismet.datasource.num_packets": 1,
        "kismet.datasource.type_driver": { "kismet.datasource.driver.type": "virtual" },
      }]);
      expect(await listener.ask("/phy/phy80211/ssids/views/ssids.json")).toMatchObject([{
        "dot11.ssidgroup.ssid": "office",
        "dot11.ssidgroup.advertising_devices": [listener.key(AP)],
      }]);
      expect(listener.published()).toEqual(["NEW_DEVICE"]);
    }));

  test.each<[string, Record<string, unknown>, Record<string, unknown>]>([
    ["without capabilities", { capabilities: undefined }, { crypt_string: "Open", ssid: "office" }],
    ["of a WEP network", { capabilities: "[WEP][ESS]" }, { crypt_string: "WEP" }],
    ["of SAE", { capabilities: "[RSN-SAE-CCMP]" }, { crypt_string: "WPA3 WPA3-SAE AES-CCMP" }],
    ["of a hidden network", { ssid: "" }, { ssid: "", cloaked: 1 }],
    ["with a name that needs care", { ssid: 'a"b\u0001' }, { ssid: 'a\\"b\\u0001', ssidlen: 4 }],
    ["with a name that is too long", { ssid: "x".repeat(40) }, { ssidlen: 32 }],
    ["without a channel", { channel: undefined }, { channel: "" }],
  ])("%s", (_, change, members) =>
    withListener({}, async (listener) => {
      expect(await report(listener, { ...REPORT, ...change })).toEqual(accepted);
      expect(await first(listener)).toMatchObject(
        Object.fromEntries(
          Object.entries(members).map(([name, value]) => [`dot11.advertisedssid.${name}`, value]),
        ),
      );
    }));

  test("of an ad-hoc network, with a position and tags", () =>
    withListener({}, async (listener) => {
      await report(listener, {
        ...REPORT,
        capabilities: "[IBSS]",
        lat: 52.5,
        lon: 13.4,
        alt: 30,
        tags: { floor: "3", room: 7 },
      });
      const device = await listener.device(AP);
      expect(device).toMatchObject({
        "kismet.device.base.type": "Wi-Fi Ad-Hoc",
        "kismet.device.base.tags": { floor: "3", room: "7" },
        "kismet.device.base.location": {
          "kismet.common.location.last": {
            "kismet.common.location.fix": 3,
            "kismet.common.location.geopoint": [13.4, 52.5],
          },
        },
      });
      expect(listener.dot11(AP).lastBeaconed!.location).toBeDefined();
    }));

  test("changes encryption and channel of a known network, and raises what a beacon would", () =>
    withListener({}, async (listener) => {
      await report(listener, REPORT);
      await report(listener, { ...REPORT, capabilities: "[ESS]", channel: "11" });
      expect(await first(listener)).toMatchObject({
        "dot11.advertisedssid.crypt_string": "Open",
        "dot11.advertisedssid.channel": "11",
      });
      const alerts = await listener.ask("/alerts/all_alerts.json") as Members[];
      expect(alerts.map((alert) => alert["kismet.alert.header"]).sort())
        .toEqual(["CHANCHANGE", "CRYPTODROP"]);
    }));

  test("stands beside beacons of the same access point", () =>
    withListener({}, async (listener) => {
      const network = { ssid: "office", bssid: AP, channel: 6, security: "wpa2-psk" } as const;
      listener.hear(encodeBeacon(network, { timestampUs: 1, sequence: 1 }));
      await report(listener, { ...REPORT, ssid: "guests" });
      listener.hear(encodeBeacon(network, { timestampUs: 2, sequence: 2 }));
      const records = [...listener.dot11(AP).advertised!.values()];
      expect(records.map(({ ssid, beacons }) => [ssid, beacons]))
        .toEqual([["office", 2], ["guests", 0]]);
      expect(records[0]).toMatchObject({ maxRateMbps: 144.4, beaconRate: 10 });
    }));

  test.each([
    ["says nothing", {}],
    ["has no address", { ...REPORT, bssid: undefined }],
    ["has neither signal, frequency nor channel", { bssid: REPORT.bssid, ssid: "office" }],
    ["is of a group address", { ...REPORT, bssid: "01:00:5E:00:00:01" }],
  ])("that %s is accepted and ignored", (_, content) =>
    withListener({}, async (listener) => {
      expect(await report(listener, content)).toEqual(accepted);
      expect(listener.moirai.stores.devices.size).toBe(0);
    }));

  test.each<[string, Record<string, unknown>, string]>([
    ["bssid", { bssid: "nonsense" }, "report 1: bssid must be an address"],
    [
      "bssid",
      { bssid: "00:11:22:00:00:00/FF:FF:FF:00:00:00" },
      "report 1: bssid must be an address",
    ],
    ["signal", { signal: "loud" }, "report 1: signal must be a number"],
    ["signal", { signal: 1e9 }, "report 1: signal must be between -255 and 255"],
    ["lat", { lat: 91 }, "report 1: lat must be between -90 and 90"],
    ["channel", { channel: "<b>" }, "report 1: channel must be a channel"],
    ["ssid", { ssid: ["x"] }, "report 1: ssid must be a text"],
    ["tags", { tags: "x" }, "report 1: tags must be an object"],
  ])(
    "with a bad %s ends the request, with the reason",
    (_, change, reason) =>
      withListener({}, async (listener) => {
        const bad = { ...REPORT, ...change };
        expect(await report(listener, bad, REPORT)).toEqual([500, {
          status: reason,
          success: false,
        }]);
        expect(listener.moirai.stores.devices.size).toBe(0);
      }),
  );

  test("before a bad one stays", () =>
    withListener({}, async (listener) => {
      expect(await report(listener, REPORT, { ...REPORT, bssid: 7 }, { ...REPORT, bssid: "x" }))
        .toEqual([500, { status: "report 2: bssid must be an address", success: false }]);
      expect(listener.record(AP)!.name).toBe("office");
      expect(listener.moirai.stores.devices.size).toBe(1);
    }));

  test("raises its own alert, whatever the one before it raised", () =>
    withListener({}, async (listener) => {
      const other = { ...REPORT, bssid: "00:11:22:00:00:B1" };
      await report(
        listener,
        REPORT,
        other,
        { ...REPORT, capabilities: "[ESS]" },
        { ...other, capabilities: "[WPA3-SAE-CCMP][ESS]" },
      );
      const alerts = await listener.ask("/alerts/all_alerts.json") as Members[];
      expect(alerts.map((alert) => alert["kismet.alert.header"]).sort())
        .toEqual(["ADVCRYPTCHANGE", "CRYPTODROP"]);
    }));

  test.each([
    [{}, "source_uuid is missing"],
    [{ source_uuid: UUID }, "source_name is missing"],
    [{ source_uuid: UUID, source_name: "x" }, "reports must be a list"],
    [{ source_uuid: "x", source_name: "x", reports: [] }, "source_uuid is no UUID"],
    [{ source_uuid: UUID, source_name: "x", reports: [7] }, "report 1: a report must be an object"],
    [
      { source_uuid: UUID, source_name: "x", reports: Array.from({ length: 5000 }, () => 0) },
      "reports has more than 4096 entries",
    ],
  ])("in a request %j is refused", (command, reason) =>
    withListener({}, async (listener) => {
      const response = await listener.fetch(PATH, command);
      expect([response.status, await response.json()])
        .toEqual([500, { status: reason, success: false }]);
    }));

  test("cannot speak for a datasource that captures", () =>
    withListener({}, async (listener) => {
      await listener.addSource("roof");
      const [source] = listener.moirai.stores.datasources.all();
      const response = await listener.fetch(PATH, {
        source_uuid: source!.uuid,
        source_name: "x",
        reports: [REPORT],
      });
      expect(await response.json()).toEqual({
        status: "source_uuid is the UUID of a datasource that captures",
        success: false,
      });
    }));
});
