// Drones as a server hears them: through link headers, the 802.11 tracker, records and serializers.
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { encodeElement } from "../../../protocols/dot11/encode-elements.ts";
import { encodeBeacon, encodeProbeResponse } from "../../../protocols/dot11/encode.ts";
import {
  encodeDroneIdBroken,
  encodeDroneIdFlight,
  encodeDroneIdPurpose,
} from "../../../protocols/dot11/encode-drone-id.ts";
import {
  encodeBasicId,
  encodeLocation,
  encodeMessagePack,
  encodeOperatorId,
  encodeRemoteIdElement,
  encodeRemoteIdNan,
  encodeSelfId,
  encodeSystem,
} from "../../../protocols/dot11/encode-remote-id.ts";
import { UAV_HISTORY_MAX, type UavInfo } from "../../../protocols/records/uav.ts";
import { concatBytes } from "../../suites/hex.ts";
import { firstFrames, hasCaptures } from "./recorded-frames.ts";
import { type Listener, type Members, START_SEC, withListener } from "./listener.ts";

const DRONE = 0x60601f000001;
const STATION = 0x6600000000aa;
const SERIAL = "1581F0000000DRONE001";

function beacon(extra: Uint8Array, ssid = "drone", bssid = DRONE): Uint8Array {
  const network = { ssid, bssid, channel: 6, security: "open" as const, extra };
  return encodeBeacon(network, { timestampUs: 5, sequence: 1 });
}

function flying(counter: number, latitude = 52.52): Uint8Array {
  return encodeRemoteIdElement(
    counter,
    encodeMessagePack([
      encodeBasicId(1, 2, SERIAL),
      encodeLocation({
        latitude,
        longitude: 13.405,
        geodeticAltitudeM: 120.5,
        heightM: 50,
        trackDegrees: 90,
        speedMps: 10,
        verticalSpeedMps: -1,
      }),
      encodeSelfId(0, 'a "survey"'),
      encodeSystem({
        operatorLocationType: 1,
        operatorLatitude: 52.519,
        operatorLongitude: 13.404,
        operatorAltitudeM: 34,
        classification: 1,
        category: 1,
        euClass: 2,
        timeSec: START_SEC,
      }),
      encodeOperatorId("DEU-OP-12345"),
    ]),
  );
}

const flight = {
  version: 2,
  sequence: 1,
  state: 0x01f7,
  serial: "0K1CG000000001",
  drone: { latitude: 52.52, longitude: 13.405 },
  home: { latitude: 52.521, longitude: 13.406 },
  pilot: { latitude: 52.519, longitude: 13.404 },
  altitudeM: 101,
  heightM: 32.5,
  product: 63,
} as const;

async function uavOf(listener: Listener, mac = DRONE): Promise<Members> {
  return (await listener.device(mac))["uav.device"] as Members;
}

const point = (place: unknown) => (place as Members)["kismet.common.location.geopoint"];

describe("Remote ID", () => {
  test("in a beacon becomes the record of the access point that sends it", async () => {
    await withListener({}, async (listener) => {
      listener.hear(beacon(flying(1)), { freqMhz: 2437 });
      const uav = await uavOf(listener);
      expect(uav).toMatchObject({
        "uav.manufacturer": "DJI",
        "uav.model": "",
        "uav.serialnumber": SERIAL,
        "uav.match_type": "Remote ID WiFi",
        "uav.last_telemetry": {
          "uav.telemetry.location": {
            "kismet.common.location.geopoint": [13.405, 52.52],
            "kismet.common.location.alt": 120.5,
            "kismet.common.location.fix": 3,
            "kismet.common.location.speed": 36,
            "kismet.common.location.heading": 90,
            "kismet.common.location.time_sec": START_SEC,
          },
          "uav.telemetry.timestamp": START_SEC,
          "uav.telemetry.yaw": 90,
          "uav.telemetry.height": 50,
          "uav.telemetry.v_east": 10,
          "uav.telemetry.v_up": -1,
          "uav.telemetry.motor_on": 1,
          "uav.telemetry.airborne": 1,
        },
        "uav.telemetry.app_location": {
          "kismet.common.location.geopoint": [13.404, 52.519],
          "kismet.common.location.alt": 34,
        },
        "moirai.uav.remote_id": {
          "moirai.uav.transport": "beacon",
          "moirai.uav.ua_type": 2,
          "moirai.uav.status": 2,
          "moirai.uav.track": 90,
          "moirai.uav.speed": 10,
          "moirai.uav.self_id": 'a \\"survey\\"',
          "moirai.uav.operator_id": "DEU-OP-12345",
          "moirai.uav.operator_location_type": 1,
          "moirai.uav.category": 1,
          "moirai.uav.eu_class": 2,
          "moirai.uav.system_time": START_SEC,
          "moirai.uav.messages": 5,
        },
      });
      expect(uav).not.toHaveProperty(["uav.telemetry.home_location"]);
      expect(uav).not.toHaveProperty(["uav.type"]);
      expect(uav["uav.telemetry_history"]).toHaveLength(1);
      expect(listener.messages.join("\n"))
        .toContain(`drone 60:60:1F:00:00:01 told by Remote ID WiFi: DJI ${SERIAL}`);
      // The place where the receiver stands is another thing.
      expect((await listener.device(DRONE))["kismet.device.base.location"]).toBeUndefined();
    });
  });

  test("of a NAN frame belongs to its sender, not to the cluster", async () => {
    await withListener({}, async (listener) => {
      const pack = encodeMessagePack([
        encodeBasicId(2, 1, "D-ABCD"),
        encodeBasicId(3, 1, Uint8Array.from({ length: 16 }, (_, index) => index)),
        encodeLocation({ status: 1, latitude: 1, longitude: 2 }),
        encodeSystem({ operatorLatitude: 1.5, operatorLongitude: 2.5 }),
      ]);
      listener.hear(encodeRemoteIdNan(DRONE, 9, pack, 1), { freqMhz: 2437 });
      const uav = await uavOf(listener);
      expect(uav).toMatchObject({
        "uav.manufacturer": "",
        "uav.serialnumber": "",
        "uav.last_telemetry": {
          "uav.telemetry.airborne": 0,
          "uav.telemetry.location": { "kismet.common.location.fix": 2 },
        },
        "moirai.uav.remote_id": {
          "moirai.uav.transport": "nan",
          "moirai.uav.registration": "D-ABCD",
          "moirai.uav.utm_id": "000102030405060708090A0B0C0D0E0F",
        },
      });
      // The operator's place is the point of take-off.
      expect(point(uav["uav.telemetry.home_location"])).toEqual([2.5, 1.5]);
      expect(uav).not.toHaveProperty(["uav.telemetry.app_location"]);
      expect(await uavOf(listener, 0x506f9a0100ff)).toBeUndefined();
    });
  });

  test("that says the same again changes nothing, and is counted", async () => {
    await withListener({}, async (listener) => {
      for (let sequence = 0; sequence < 5; sequence++) {
        const frame = beacon(flying(1));
        frame[22] = sequence << 4;
        listener.hear(frame);
      }
      listener.hear(beacon(flying(2, 52.53)));
      expect((await uavOf(listener))["uav.telemetry_history"]).toHaveLength(2);
      expect(await listener.phy("UAV")).toMatchObject({
        "kismet.phy.packet_count": 0,
        "kismet.phy.device_count": 0,
        "moirai.phy.counters": { drones: 1, remote_ids: 2, repeated: 4, malformed: 0 },
      });
    });
  });

  test("adds to the way when the position is another, not when only the counter is", async () => {
    await withListener({}, (listener) => {
      for (let counter = 0; counter < 5; counter++) listener.hear(beacon(flying(counter)));
      const info = listener.record(DRONE)!.attached!.get("uav.device") as UavInfo;
      expect([info.history.length, info.remoteId!.messages]).toEqual([1, 25]);
    });
  });

  test.skipIf(!hasCaptures)(
    "of a real transmitter (skipped where ../shared is absent)",
    async () => {
      await withListener({}, async (listener) => {
        listener.hear(firstFrames("odid_wifi_bcn_sample.pcap", 6), { freqMhz: 2437 });
        // Bytes of its sixth beacon: identifier of kind 0, no status, 0x1b25c572, 0xb6b49b91, 237
        // and 100 m, 20.5 m/s to 339 degrees, take-off, 500 m around.
        expect(await uavOf(listener, 0x84cca8604324)).toMatchObject({
          "uav.serialnumber": "MFG1A0123456789",
          "uav.last_telemetry": {
            "uav.telemetry.location": {
              "kismet.common.location.alt": 237,
              "kismet.common.location.speed": 73.800003,
              "kismet.common.location.heading": 339,
            },
            "uav.telemetry.height": 100,
            "uav.telemetry.airborne": 0,
          },
          "uav.telemetry.home_location": { "kismet.common.location.fix": 2 },
          "moirai.uav.remote_id": {
            "moirai.uav.status": 0,
            "moirai.uav.self_id": "Recreational",
            "moirai.uav.operator_id": "GBR-OP-123ABCD",
            "moirai.uav.operator_location_type": 0,
            "moirai.uav.area_count": 1,
            "moirai.uav.area_radius": 500,
            "moirai.uav.category": 1,
            "moirai.uav.eu_class": 5,
          },
        });
        const info = listener.record(0x84cca8604324)!.attached!.get("uav.device") as UavInfo;
        expect(info.last!.location!.latitude).toBe(0x1b25c572 / 1e7);
        expect(info.last!.location!.longitude).toBe((0xb6b49b91 | 0) / 1e7);
        // Six beacons, of which two repeat the position before.
        expect(info.history).toHaveLength(4);
      });
    },
  );

  test("keeps so much of the way, and says how much it did not keep", async () => {
    await withListener({}, async (listener) => {
      for (let index = 0; index < UAV_HISTORY_MAX + 3; index++) {
        listener.hear(beacon(flying(index, 50 + index / 1000)));
      }
      const uav = await uavOf(listener);
      const history = uav["uav.telemetry_history"] as Members[];
      expect(history).toHaveLength(UAV_HISTORY_MAX);
      expect(point(history[0]!["uav.telemetry.location"])).toEqual([13.405, 50.003]);
      expect(history.at(-1)).toEqual(uav["uav.last_telemetry"]);
      expect(uav["moirai.uav.not_kept"]).toBe(3);
    });
  });

  test("that is malformed is counted and makes no drone", async () => {
    await withListener({}, async (listener) => {
      const cut = flying(1);
      listener.hear(beacon(encodeElement(221, cut.subarray(2, cut.length - 1))));
      expect(await uavOf(listener)).toBeUndefined();
      expect(listener.faults.toObject()).toEqual({ "dot11.remote_id_malformed": 1 });
    });
  });

  test("of a malformed list is not believed; of a cut frame it is", async () => {
    await withListener({}, async (listener) => {
      const broken = beacon(concatBytes(flying(1), Uint8Array.of(221, 9, 1)));
      listener.hear(broken);
      expect(await uavOf(listener)).toBeUndefined();
      listener.hear(beacon(concatBytes(flying(2), Uint8Array.of(221, 9, 1))), { cutBytes: 8 });
      expect((await uavOf(listener))["uav.serialnumber"]).toBe(SERIAL);
    });
  });
});

describe("DJI DroneID", () => {
  test("gives serial, model, way, home and pilot", async () => {
    await withListener({}, async (listener) => {
      const extra = concatBytes(
        encodeDroneIdFlight(flight),
        encodeDroneIdPurpose(flight.serial, "pilot-1", "roof survey"),
      );
      listener.hear(beacon(extra));
      const uav = await uavOf(listener);
      expect(uav).toMatchObject({
        "uav.manufacturer": "DJI",
        "uav.model": "Mini 2",
        "uav.serialnumber": "0K1CG000000001",
        "uav.match_type": "DroneID WiFi",
        "uav.last_telemetry": {
          "uav.telemetry.height": 32.5,
          "uav.telemetry.motor_on": 1,
          "uav.telemetry.airborne": 1,
          "uav.telemetry.location": {
            "kismet.common.location.alt": 101,
            "kismet.common.location.fix": 3,
          },
        },
        "moirai.uav.purpose_id": "pilot-1",
        "moirai.uav.purpose": "roof survey",
      });
      const near = (place: unknown) => (point(place) as number[]).map((one) => one.toFixed(3));
      expect(near(uav["uav.telemetry.home_location"])).toEqual(["13.406", "52.521"]);
      expect(near(uav["uav.telemetry.app_location"])).toEqual(["13.404", "52.519"]);
    });
  });

  test("of broken firmware names the maker, and gives way to more", async () => {
    await withListener({}, async (listener) => {
      listener.hear(beacon(encodeDroneIdBroken()));
      expect(await uavOf(listener)).toMatchObject({
        "uav.manufacturer": "DJI",
        "uav.model": "(Broken firmware)",
        "uav.match_type": "DroneID",
        "uav.telemetry_history": [],
      });
      listener.hear(beacon(flying(1)));
      expect((await uavOf(listener))["uav.match_type"]).toBe("Remote ID WiFi");
      listener.hear(beacon(encodeDroneIdFlight(flight)));
      expect((await uavOf(listener))["uav.match_type"]).toBe("Remote ID WiFi");
    });
  });

  test("in frames that somebody else sends to the network is nobody's", async () => {
    await withListener({}, async (listener) => {
      listener.hear(beacon(new Uint8Array(0)));
      const foreign = beacon(encodeDroneIdFlight(flight));
      foreign.set([2, 0, 0, 0, 0, 1], 10);
      listener.hear(foreign);
      expect(await uavOf(listener)).toBeUndefined();
    });
  });
});

describe("uav_match", () => {
  test("the shipped rules know a name together with an address", async () => {
    await withListener({}, async (listener) => {
      listener.hear(beacon(new Uint8Array(0), "Mavic-ABCDEF"));
      listener.hear(beacon(new Uint8Array(0), "Mavic-ABCDEF", 0x00112233aa00));
      listener.hear(beacon(new Uint8Array(0), "My Mavic-1", 0x60601f0000ff));
      expect(await uavOf(listener)).toMatchObject({
        "uav.manufacturer": "DJI",
        "uav.model": "Mavic",
        "uav.match_type": "UAV Fingerprint",
        "uav.type": { "uav_match_name": "dji_mavic", "uav.manufmatch.mac": "60:60:1F:00:00:00" },
        "uav.telemetry_history": [],
      });
      expect(await uavOf(listener, 0x00112233aa00)).toBeUndefined();
      expect(await uavOf(listener, 0x60601f0000ff)).toBeUndefined();
    });
  });

  test("a name that only answers to probes counts, and drones have a view", async () => {
    await withListener({}, async (listener) => {
      const network = { ssid: "TELLO-1", bssid: DRONE, channel: 6, security: "open" as const };
      listener.hear(encodeBeacon({ ...network, hidden: true }, { timestampUs: 1, sequence: 1 }));
      expect(await uavOf(listener)).toBeUndefined();
      listener.hear(encodeProbeResponse(network, STATION, { timestampUs: 2, sequence: 2 }));
      expect((await uavOf(listener))["uav.model"]).toBe("Tello");
      const rows = await listener.ask("/devices/views/phyuav_drones/devices.json") as Members[];
      expect(rows.map((row) => row["kismet.device.base.macaddr"])).toEqual(["60:60:1F:00:00:01"]);
    });
  });

  const OWN = [
    'name_only:name="A",ssid="^fly"',
    'mac_only:name="B",mac=AA:00:00:00:00:01',
    'both:name="C",ssid="^both$",mac=AA:00:00/FF:FF:FF',
    'either:name="D",ssid="^either$",mac=BA:00:00/FF:FF:FF,match_any=true',
  ];

  test.each([
    [0x020000000001, "flying", "A"],
    [0x020000000001, "no fly", undefined],
    [0xaa0000000001, "x", "B"],
    [0xaa0000000002, "both", "C"],
    [0xaa0000000002, "x", undefined],
    [0x020000000001, "both", undefined],
    [0xba0000000002, "x", "D"],
    [0x020000000001, "either", "D"],
  ])("of %d with the name %s: %s", async (mac, ssid, maker) => {
    await withListener({ uav_match: OWN }, async (listener) => {
      listener.hear(beacon(new Uint8Array(0), ssid, mac));
      expect((await uavOf(listener, mac))?.["uav.manufacturer"]).toBe(maker);
    });
  });

  test.each([
    ["no colon", "has no name before a colon"],
    ["x:]", 'is not RULE:name="..",model="..",ssid="..",mac=..'],
    ['x:name="a"', "names neither ssid nor mac"],
    ["x:mac=zz", 'names "zz", which is no MAC address'],
    ['x:ssid="(a"', "has a pattern that cannot be used"],
  ])("the line %s is told and left out", async (line, reason) => {
    await withListener({ uav_match: [line, OWN[0]!] }, async (listener) => {
      expect(listener.messages.join("\n")).toContain(`configuration: uav_match=${line} ${reason}`);
      const rules = await listener.ask("/phy/phyuav/manuf_matchers.json");
      expect(rules).toEqual([{
        "uav_match_name": "name_only",
        "uav.manufmatch.name": "A",
        "uav.manufmatch.model": "",
        "uav.manufmatch.ssid_regex": "^fly",
        "uav.manufmatch.partial": 0,
      }]);
    });
  });

  test("the shipped rules are all read", async () => {
    await withListener({}, async (listener) => {
      const rules = await listener.ask("/phy/phyuav/manuf_matchers.json") as Members[];
      expect(rules.length).toBeGreaterThan(30);
      expect(listener.messages.filter((text) => text.includes("uav_match"))).toEqual([]);
    });
  });
});

describe("hostile frames", () => {
  const MADE = [
    beacon(flying(1)),
    beacon(encodeDroneIdFlight(flight)),
    beacon(encodeDroneIdPurpose("s", "i", "p")),
    encodeRemoteIdNan(DRONE, 1, encodeMessagePack([encodeBasicId(1, 2, SERIAL)]), 1),
  ];

  test("bent in any way never throw, never grow a record, and can always be served", async () => {
    await withListener({}, async (listener) => {
      const bent = fc.record({
        which: fc.nat(MADE.length - 1),
        flips: fc.array(
          fc.record({ fromEnd: fc.integer({ min: 1, max: 130 }), value: fc.nat(255) }),
          { maxLength: 4 },
        ),
        cut: fc.oneof(fc.constant(0), fc.nat(60)),
      });
      fc.assert(
        fc.property(bent, ({ which, flips, cut }) => {
          const frame = MADE[which]!.slice();
          for (const { fromEnd, value } of flips) frame[frame.length - fromEnd] = value;
          listener.hear(frame.subarray(0, frame.length - cut), { cutBytes: cut % 2 });
        }),
        { numRuns: 1500, seed: 20251121 },
      );
      expect(listener.messages.filter((text) => text.startsWith("internal error"))).toEqual([]);
      const info = listener.record(DRONE)!.attached!.get("uav.device") as UavInfo;
      expect(info.history).toHaveLength(UAV_HISTORY_MAX);
      for (const { location } of info.history) {
        if (location === undefined) continue;
        expect(Math.abs(location.latitude)).toBeLessThanOrEqual(90);
        expect(Math.abs(location.longitude)).toBeLessThanOrEqual(180);
      }
      for (const text of [info.serialNumber, info.remoteId!.selfId!, info.purpose!]) {
        expect(text).not.toMatch(/[^\x20-\x7e]/);
      }
      expect(await uavOf(listener)).toHaveProperty(["uav.serialnumber"]);
    });
  });
});
