// Drones told by JSON reports of capture tools: hostile text, bounds, records, logs.
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { LINKTYPE_NONE, PacketBatch } from "../../../protocols/packet/packet-batch.ts";
import { UAV_HISTORY_MAX, type UavInfo } from "../../../protocols/records/uav.ts";
import { REPORT_CHARACTERS_MAX } from "../../../protocols/text/report-object.ts";
import { encodeBeacon } from "../../../protocols/dot11/encode.ts";
import { RF_DRONE } from "../../helper/drone-tool.ts";
import { type Listener, type Members, START_SEC, withListener } from "./listener.ts";

const MAC = 0x43028a03391e;

function report(json: string | object, type = "antsdr-droneid", frame?: Uint8Array): PacketBatch {
  const batch = new PacketBatch();
  batch.count = 1;
  batch.linkType = frame === undefined ? LINKTYPE_NONE : 105;
  batch.bytes = frame ?? new Uint8Array(0);
  batch.capturedLength[0] = batch.wireLength[0] = batch.bytes.length;
  batch.timestampUs[0] = START_SEC * 1e6 + 500_000;
  const text = typeof json === "string" ? json : JSON.stringify(json);
  batch.reports = [{
    location: undefined,
    signalKind: 0,
    signal: 0,
    noise: 0,
    freqKhz: 0,
    channel: "",
    record: { type, json: text },
  }];
  return batch;
}

async function deviceOf(listener: Listener): Promise<Members> {
  const found = await listener.ask("/devices/by-mac/43:02:8A:03:39:1E/devices.json") as Members[];
  expect(found).toHaveLength(1);
  return found[0]!;
}

const counters = async (listener: Listener): Promise<Members> =>
  (await listener.phy("UAV"))!["moirai.phy.counters"] as Members;

describe("the UAV PHY and JSON reports", () => {
  test("makes a device of a drone that a receiver told of", () =>
    withListener({}, async (listener) => {
      listener.moirai.push(report(RF_DRONE));
      const device = await deviceOf(listener);
      expect(device).toMatchObject({
        "kismet.device.base.phyname": "UAV",
        "kismet.device.base.macaddr": "43:02:8A:03:39:1E",
        "kismet.device.base.type": "DJI UAV",
        "kismet.device.base.manuf": "DJI",
        "kismet.device.base.name": "Mavic 3-1581F4BND226000C",
        "kismet.device.base.commonname": "Mavic 3-1581F4BND226000C",
        "kismet.device.base.frequency": 5_756_500,
        "kismet.device.base.packets.total": 1,
        "kismet.device.base.first_time": START_SEC,
      });
      expect(device["kismet.device.base.signal"])
        .toMatchObject({ "kismet.common.signal.last_signal": -61 });
      const uav = device["uav.device"] as Members;
      expect(uav).toMatchObject({
        "uav.manufacturer": "DJI",
        "uav.model": "Mavic 3",
        "uav.serialnumber": "1581F4BND226000C",
        "uav.match_type": "DroneID RF",
      });
      expect(uav["uav.last_telemetry"]).toMatchObject({
        "uav.telemetry.timestamp": START_SEC + 0.5,
        "uav.telemetry.height": 32.5,
        "uav.telemetry.v_north": -2,
        "uav.telemetry.v_east": 1.5,
        "uav.telemetry.v_up": 0.25,
      });
      const place = (member: string, of = uav) => of[member] as Members;
      const at = "kismet.common.location.geopoint";
      const last = place("uav.last_telemetry");
      expect(place("uav.telemetry.location", last)).toMatchObject({
        [at]: [13.405, 52.52],
        "kismet.common.location.alt": 101.25,
        "kismet.common.location.fix": 3,
      });
      expect(place("uav.telemetry.home_location")[at]).toEqual([13.406, 52.521]);
      expect(place("uav.telemetry.app_location")[at]).toEqual([13.404, 52.519]);
      expect(await counters(listener)).toMatchObject({ rf_reports: 1, drones: 1, malformed: 0 });
      expect(await listener.phy("UAV")).toMatchObject({ "kismet.phy.packet_count": 1 });
    }));

  test("believes nothing that is out of range, and keeps what it knew", () =>
    withListener({}, async (listener) => {
      listener.moirai.push(report(RF_DRONE));
      listener.moirai.push(report({
        serial_number: RF_DRONE.serial_number,
        device_type: RF_DRONE.device_type,
        drone_lat: 0,
        drone_lon: 0,
        home_lat: 91,
        home_lon: 5,
        app_lat: "x",
        app_lon: null,
        drone_height: "17.5",
        freq: -4,
        rssi: 40,
        speed_e: {},
      }));
      const info = listener.record(MAC)!.attached!.get("uav.device") as UavInfo;
      expect(info.last).toMatchObject({ location: undefined, height: 17.5, eastMps: 0 });
      expect(info.home).toMatchObject({ latitude: 52.521 });
      expect(info.pilot).toMatchObject({ latitude: 52.519 });
      expect(listener.record(MAC)).toMatchObject({ packets: 2, freqKhz: 5_756_500 });
      expect(listener.record(MAC)!.signal).toMatchObject({ last: -61 });
    }));

  test.each([
    ["no JSON", "{"],
    ["a list", "[]"],
    ["nothing", "null"],
    ["no serial number", '{"device_type": "Mini"}'],
    ["no type", '{"serial_number": "1234"}'],
    ["a serial number without end", JSON.stringify({ ...RF_DRONE, serial_number: "9".repeat(65) })],
    ["inherited names", '{"__proto__": {"serial_number": "1234", "device_type": "Mini"}}'],
    ["nested without end", `${"[".repeat(16_000)}`],
    ["too long", JSON.stringify({ ...RF_DRONE, note: "x".repeat(REPORT_CHARACTERS_MAX) })],
  ])("refuses %s, and counts it", (_, json) =>
    withListener({}, async (listener) => {
      listener.moirai.push(report(json));
      expect(listener.moirai.stores.devices.size).toBe(0);
      expect(await counters(listener)).toMatchObject({ malformed: 1, rf_reports: 0 });
      expect(await listener.phy("UAV")).toMatchObject({ "kismet.phy.packet_count": 0 });
    }));

  test("takes no report of a type that is not its own", () =>
    withListener({}, async (listener) => {
      listener.moirai.push(report(RF_DRONE, "RTL433"));
      expect(listener.moirai.stores.devices.size).toBe(0);
      expect(await counters(listener)).toMatchObject({ malformed: 0, rf_reports: 0 });
    }));

  test("leaves a frame that carries a report to the PHY of the frame", () =>
    withListener({}, async (listener) => {
      const bssid = 0x001b11000001;
      const frame = encodeBeacon({ ssid: "street", bssid, channel: 6, security: "open" }, {
        timestampUs: 5,
        sequence: 1,
      });
      const batch = report(RF_DRONE, "antsdr-droneid", frame);
      listener.moirai.push(batch);
      expect([...listener.moirai.stores.devices.all()].map(({ mac }) => mac)).toEqual([bssid]);
      expect(batch.sourceMac[0]).toBe(bssid);
      expect(batch.reportPhys![0]).not.toBe(batch.phyId[0]);
    }));

  test("keeps a bounded history, however much is told", () =>
    withListener({}, async (listener) => {
      for (let count = 0; count < UAV_HISTORY_MAX + 10; count++) {
        listener.moirai.push(report({ ...RF_DRONE, drone_height: count }));
      }
      await Promise.resolve();
      const info = listener.record(MAC)!.attached!.get("uav.device") as UavInfo;
      expect(info.history).toHaveLength(UAV_HISTORY_MAX);
      expect(info.history[0]!.height).toBe(10);
      expect(info.dropped).toBe(10);
    }));

  test("survives every text and every member", () =>
    withListener({}, async (listener) => {
      const member = fc.constantFrom(...Object.keys(RF_DRONE));
      const hostile = fc.oneof(
        fc.string({ unit: "binary" }),
        fc.json(),
        fc.dictionary(member, fc.jsonValue()).map((one) => JSON.stringify({ ...RF_DRONE, ...one })),
      );
      fc.assert(
        fc.property(hostile, (json) => listener.moirai.push(report(json))),
        { seed: 46, numRuns: 300 },
      );
      for (const device of listener.moirai.stores.devices.all()) {
        expect(device.name.length).toBeLessThan(1100);
        const json = await listener.ask(
          `/devices/by-mac/${device.mac.toString(16).padStart(12, "0")}/devices.json`,
        );
        expect(Array.isArray(json)).toBe(true);
      }
    }));
});
