// Bluetooth LE devices as a server hears them: through link headers, the tracker, records and serializers.
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  encodeAd,
  encodeEddystoneTlm,
  encodeEddystoneUid,
  encodeFindMy,
  encodeFlags,
  encodeIBeacon,
  encodeName,
  encodeServiceData,
  encodeServices,
  encodeTxPower,
} from "../../../protocols/btle/encode-data.ts";
import {
  encodeBtleFrame,
  encodeBtlePacket,
  encodeExtended,
  encodePdu,
  type PduValues,
} from "../../../protocols/btle/encode-frame.ts";
import { joinBytes } from "../../../protocols/bytes.ts";
import { encodePcapHeader } from "../../../protocols/pcap/pcap-writer.ts";
import { formatDeviceKey } from "../../../protocols/records/device-key.ts";
import { BTLE_SERVICES_MAX } from "../../../protocols/records/btle.ts";
import { fromHex } from "../../suites/hex.ts";
import { type Listener, type Members, START_SEC, withListener } from "./listener.ts";

const PHY_HASH = 0x02e10127;
const BEACON = 0x112233445566;
const STATIC = 0xc12233445566;
const PHONE = 0x4a0000000001;
const UUID = fromHex("f7826da64fa24e988024bc5b71e0893e");
const radio = { rfChannel: 0, signalDbm: -60 };

function adv(data: Uint8Array, values: Partial<PduValues> = {}): Uint8Array {
  return encodeBtleFrame(encodePdu({ type: 0, sender: BEACON, data, ...values }));
}

function hear(
  listener: Listener,
  frames: Uint8Array | readonly Uint8Array[],
  reception: Parameters<Listener["hearPackets"]>[2] = {},
  values = radio,
): void {
  const list = frames instanceof Uint8Array ? [frames] : frames;
  listener.hearPackets(list.map((frame) => encodeBtlePacket(values, frame)), 256, reception);
}

async function deviceOf(listener: Listener, mac = BEACON): Promise<Members> {
  const key = formatDeviceKey(PHY_HASH, mac);
  return await listener.ask(`/devices/by-key/${key}/device.json`) as Members;
}

const btleOf = async (listener: Listener, mac = BEACON) =>
  (await deviceOf(listener, mac))["btle.device"] as Members;

const counters = async (listener: Listener) =>
  (await listener.phy("BTLE"))!["moirai.phy.counters"] as Members;

describe("the BTLE PHY", () => {
  test("makes a device of the example of spec 3.2", () =>
    withListener({}, async (listener) => {
      const lock = joinBytes([encodeFlags(), encodeName("Lock")]);
      hear(listener, adv(lock, { random: true }));
      const device = await deviceOf(listener);
      expect(device).toMatchObject({
        "kismet.device.base.macaddr": "11:22:33:44:55:66",
        "kismet.device.base.phyname": "BTLE",
        "kismet.device.base.type": "BTLE Device",
        "kismet.device.base.name": "Lock",
        "kismet.device.base.commonname": "Lock",
        "kismet.device.base.manuf": "Randomized",
        "kismet.device.base.channel": "37",
        "kismet.device.base.frequency": 2_402_000,
        "kismet.device.base.packets.total": 1,
        "kismet.device.base.packets.tx_total": 1,
        "kismet.device.base.packets.llc": 1,
      });
      expect(device["kismet.device.base.signal"]).toMatchObject({
        "kismet.common.signal.last_signal": -60,
        "kismet.common.signal.type": "dbm",
      });
      expect(device["btle.device"]).toEqual({
        "btle.device.le_limited_discoverable": 0,
        "btle.device.le_general_discoverable": 1,
        "btle.device.br_edr_unsupported": 1,
        "btle.device.simultaneous_br_edr_controller": 0,
        "btle.device.simultaneous_br_edr_host": 0,
        "btle.device.address_type": "non-resolvable private",
        "btle.device.random_address": 1,
        "btle.device.connectable": 1,
        "btle.device.scannable": 1,
        "btle.device.advertisements": 1,
      });
      expect(listener.messages).toContain("new BTLE Device 11:22:33:44:55:66");
      expect(listener.published()).toContain("NEW_DEVICE");
    }));

  test("takes frames without a radio header, and knows makers of public addresses", () =>
    withListener({}, async (listener) => {
      listener.hearPackets([adv(encodeFlags(), { sender: 0x04ee034a8b38 })], 251);
      const device = await deviceOf(listener, 0x04ee034a8b38);
      expect(device["kismet.device.base.manuf"]).toBe("Texas Instruments");
      expect(device["kismet.device.base.channel"]).toBe("");
      expect((device["btle.device"] as Members)["btle.device.address_type"]).toBe("public");
      expect((device["btle.device"] as Members)["btle.device.random_address"]).toBeUndefined();
    }));

  test("takes frames inside PPI, with and without a header of their own", () =>
    withListener({}, async (listener) => {
      // Version, flags, length 8, link type; no fields.
      const ppi = (linkType: string, packet: Uint8Array) =>
        joinBytes([fromHex(`00000800 ${linkType}`), packet]);
      const one = adv(encodeFlags());
      const two = encodeBtlePacket(radio, adv(encodeFlags(), { sender: STATIC, random: true }));
      const broken = adv(encodeFlags(), { sender: PHONE });
      broken[7]! ^= 0xff;
      listener.hearPackets(
        [ppi("fb000000", one), ppi("00010000", two), ppi("fb000000", broken)],
        192,
      );
      expect(listener.moirai.stores.devices.size).toBe(2);
      expect((await deviceOf(listener, STATIC))["kismet.device.base.channel"]).toBe("37");
      expect(listener.faults.toObject()).toEqual({ "frame.fcs": 1 });
    }));

  test("gathers what advertisements and answers tell", () =>
    withListener({}, async (listener) => {
      const told = joinBytes([
        encodeFlags(0x05),
        encodeServices([0x180f, 0x180d, 0x180f]),
        encodeTxPower(-12),
        encodeAd(0x19, [0xc1, 0x03]),
        encodeAd(0x08, new TextEncoder().encode("Hea")),
      ]);
      const answer = joinBytes([
        encodeName('Heart\u001b "1"'),
        encodeAd(0x07, fromHex("fb349b5f80000080001000000f180000")),
        encodeAd(0xff, [0x87, 0x00, 1]),
      ]);
      hear(listener, [
        adv(told, { sender: STATIC, random: true, type: 6 }),
        adv(answer, { sender: STATIC, random: true, type: 4 }),
      ]);
      expect((await deviceOf(listener, STATIC))["kismet.device.base.name"])
        .toBe('Heart\\u001b \\"1\\"');
      expect(await btleOf(listener, STATIC)).toMatchObject({
        "btle.device.le_limited_discoverable": 1,
        "btle.device.br_edr_unsupported": 1,
        "btle.device.address_type": "random static",
        "btle.device.short_name": "Hea",
        "btle.device.tx_power": -12,
        "btle.device.appearance": 961,
        "btle.device.appearance_name": "Human Interface Device",
        "btle.device.company_id": 0x87,
        "btle.device.company": "Garmin",
        "btle.device.service_uuids": ["180F", "180D", "0000180F-0000-1000-8000-00805F9B34FB"],
        "btle.device.scannable": 1,
        "btle.device.advertisements": 1,
        "btle.device.scan_responses": 1,
      });
    }));

  test("keeps what each format of a beacon told last, and lists trackers", () =>
    withListener({}, async (listener) => {
      const tlm = (frames: number) =>
        encodeEddystoneTlm({ batteryMv: 3000, temperatureC: 20, frames, uptimeSec: 5 });
      hear(listener, [
        adv(encodeEddystoneUid(UUID.subarray(0, 10), UUID.subarray(10), -18)),
        adv(tlm(1)),
        adv(tlm(2)),
        adv(encodeIBeacon({ uuid: UUID, major: 1, minor: 2, powerDbm: -59 }), { sender: PHONE }),
        adv(encodeFindMy(0x10, new Uint8Array(22), 1), { sender: STATIC, random: true }),
        adv(encodeServiceData(0x180f, [100]), { sender: 5 }),
      ]);
      expect((await btleOf(listener))["btle.device.beacons"]).toEqual({
        "eddystone-uid": {
          "btle.device.beacon.kind": "eddystone-uid",
          "btle.device.beacon.namespace": "F7826DA64FA24E988024",
          "btle.device.beacon.identifier": "BC5B71E0893E",
          "btle.device.beacon.power": -18,
        },
        "eddystone-tlm": {
          "btle.device.beacon.kind": "eddystone-tlm",
          "btle.device.beacon.battery": 3000,
          "btle.device.beacon.temperature": 20,
          "btle.device.beacon.frames": 2,
          "btle.device.beacon.uptime": 5,
        },
      });
      expect((await btleOf(listener, PHONE))["btle.device.beacons"]).toMatchObject({
        ibeacon: { "btle.device.beacon.uuid": "F7826DA6-4FA2-4E98-8024-BC5B71E0893E" },
      });
      expect((await btleOf(listener))["btle.device.tracker"]).toBeUndefined();
      expect((await btleOf(listener, STATIC))["btle.device.tracker"]).toBe("Apple Find My");
      const trackers = await listener.ask("/devices/views/phybtle_trackers/devices.json");
      expect((trackers as Members[]).map((one) => one["kismet.device.base.macaddr"]))
        .toEqual(["C1:22:33:44:55:66"]);
      expect(await counters(listener)).toMatchObject({ trackers: 1, repeated: 0 });
    }));

  test("counts who asks whom, and makes no devices of those who are only asked", () =>
    withListener({}, async (listener) => {
      const ask = { sender: PHONE, random: true, target: BEACON };
      const parameters = fromHex("f51dd492 123456 03 0a00 1800 0000 4800 ffffffff1f a5");
      hear(listener, [
        adv(new Uint8Array(0), { ...ask, type: 3 }),
        adv(parameters, { ...ask, type: 5 }),
      ]);
      expect(listener.moirai.stores.devices.size).toBe(1);
      expect(await btleOf(listener, PHONE)).toMatchObject({
        "btle.device.address_type": "resolvable private",
        "btle.device.scan_requests": 1,
        "btle.device.connection_requests": 1,
      });
      expect((await btleOf(listener, PHONE))["btle.device.advertisements"]).toBeUndefined();
    }));

  test("knows extended advertisements by the address they carry", () =>
    withListener({}, async (listener) => {
      const ids = { data: 1, set: 4 };
      const pointer = encodeExtended({ ids, aux: { channel: 22, offset: 50 } });
      const whole = encodeExtended({
        sender: BEACON,
        random: true,
        ids,
        txPowerDbm: 8,
        data: encodeName("long"),
      });
      hear(listener, [encodeBtleFrame(pointer), encodeBtleFrame(whole)]);
      expect(await btleOf(listener)).toMatchObject({
        "btle.device.extended": 1,
        "btle.device.set_id": 4,
        "btle.device.tx_power": 8,
      });
      expect((await deviceOf(listener))["kismet.device.base.name"]).toBe("long");
      expect(await counters(listener)).toMatchObject({ anonymous: 1, malformed: 0 });
    }));

  test("makes nothing of wrong CRCs, connections and PDUs that contradict themselves", () =>
    withListener({}, async (listener) => {
      const wrong = adv(encodeFlags());
      wrong[9]! ^= 1;
      const connection = fromHex("f51dd492 0209 0500040009070010 00 aabbcc");
      const short = encodeBtleFrame(fromHex("0005 6655443322"));
      listener.hearPackets([wrong, connection, short], 251);
      hear(listener, adv(encodeFlags()), {}, { ...radio, crc: "invalid" } as typeof radio);
      expect(listener.moirai.stores.devices.size).toBe(0);
      expect(listener.faults.toObject()).toEqual({ "frame.fcs": 2, "btle.address_missing": 1 });
      expect(await counters(listener)).toMatchObject({ connection_frames: 1, malformed: 1 });
      // The connection's frame is one of this PHY, though nobody's.
      expect((await listener.phy("BTLE"))!["kismet.phy.packet_count"]).toBe(1);
    }));

  test("believes what stands before data that breaks off", () =>
    withListener({}, async (listener) => {
      hear(listener, adv(joinBytes([encodeName("ok"), fromHex("1eff4c00")])));
      expect((await deviceOf(listener))["kismet.device.base.name"]).toBe("ok");
      expect(listener.faults.toObject()).toEqual({ "btle.data_malformed": 1 });
    }));

  test("counts the same advertisement again, but not another radio's copy of it", () =>
    withListener({}, async (listener) => {
      for (const name of ["one", "two"]) {
        listener.platform.files.put(`/${name}.pcap`, encodePcapHeader(251));
        await listener.moirai.commands.addDatasource(`/${name}.pcap`);
      }
      const frame = adv(encodeFlags());
      const packets = async () => (await deviceOf(listener))["kismet.device.base.packets.total"];
      hear(listener, [frame, frame], { source: 1 });
      expect(await packets()).toBe(2);
      hear(listener, frame, { source: 2 });
      expect(await packets()).toBe(2);
      hear(listener, frame, { source: 2, timeSec: START_SEC + 1 });
      expect(await packets()).toBe(3);
      hear(listener, frame, { source: 1, timeSec: START_SEC + 2 });
      expect(await packets()).toBe(4);
      const seenBy = (await deviceOf(listener))["kismet.device.base.seenby"] as Members[];
      expect(seenBy.map((one) => one["kismet.common.seenby.num_packets"])).toEqual([3, 2]);
      expect(await counters(listener)).toMatchObject({ copies: 1, repeated: 4 });
    }));

  test("btle_ignore_random leaves devices with random addresses out", () =>
    withListener({ btle_ignore_random: "true" }, async (listener) => {
      hear(listener, [adv(encodeFlags(), { random: true }), adv(encodeFlags(), { sender: 5 })]);
      expect(listener.moirai.stores.devices.size).toBe(1);
      expect(await counters(listener)).toMatchObject({ ignored: 1 });
    }));

  test("keeps so many services, and counts the others", () =>
    withListener({}, async (listener) => {
      for (let first = 0; first < 80; first += 10) {
        hear(listener, adv(encodeServices(Array.from({ length: 10 }, (_, n) => first + n))));
      }
      const record = await btleOf(listener);
      expect(record["btle.device.service_uuids"]).toHaveLength(BTLE_SERVICES_MAX);
      expect(record["btle.device.not_kept"]).toBe(80 - BTLE_SERVICES_MAX);
    }));
});

describe("alerts of the BTLE PHY", () => {
  const alerts = (listener: Listener) =>
    [...listener.moirai.stores.alerts.all()].filter((alert) => alert.class !== "SYSTEM");

  test("BLEEDINGTOOTH: a structure that has no room in an advertisement", () =>
    withListener({}, async (listener) => {
      hear(listener, adv(encodeAd(0xff, new Uint8Array(31)), { type: 2 }));
      hear(listener, adv(encodeAd(0xff, new Uint8Array(30))));
      expect(alerts(listener)).toEqual([]);
      const long = adv(encodeAd(0xff, new Uint8Array(31)));
      hear(listener, long);
      const [alert] = alerts(listener);
      expect(alert).toMatchObject({
        header: "BLEEDINGTOOTH",
        text: "11:22:33:44:55:66 advertises a structure of 32 bytes, where 31 have room",
        source: BEACON,
        channel: "37",
      });
      // The evidence is a capture that can be read again, CRC included.
      const capture = await listener.fetch(`/alerts/by-id/${alert!.hash}/evidence.pcap`);
      const bytes = new Uint8Array(await capture.arrayBuffer());
      expect(bytes.subarray(20, 24)).toEqual(fromHex("fb000000"));
      expect(bytes.subarray(40)).toEqual(long);
    }));

  test("FLIPPERZERO: a new device in one of its blocks, once; random addresses prove nothing", () =>
    withListener({}, (listener) => {
      const flipper = { sender: 0x80e126000001 };
      hear(listener, adv(encodeFlags(), { sender: 0x80e127000001, random: true }));
      expect(alerts(listener)).toEqual([]);
      hear(listener, [adv(encodeFlags(), flipper), adv(encodeName("Flipper"), flipper)]);
      expect(alerts(listener).map(({ header, text }) => [header, text])).toEqual([
        ["FLIPPERZERO", "80:E1:26:00:00:01 has an address of a Flipper Zero"],
      ]);
    }));
});

test("mutated frames never throw, and keep records within their limits", () =>
  withListener({}, async (listener) => {
    const seeds = [
      adv(joinBytes([encodeFlags(), encodeName("Lock"), encodeServices([1, 2])])),
      adv(encodeIBeacon({ uuid: UUID, major: 1, minor: 2, powerDbm: -59 })),
      adv(encodeEddystoneUid(UUID.subarray(0, 10), UUID.subarray(10), -18)),
      adv(encodeFindMy(0x10, new Uint8Array(22), 1)),
      encodeBtleFrame(encodeExtended({ sender: BEACON, data: encodeName("x".repeat(200)) })),
    ];
    const mutation = fc.record({
      seed: fc.nat(seeds.length - 1),
      changes: fc.array(fc.record({ at: fc.nat(300), to: fc.nat(255) }), { maxLength: 8 }),
      cut: fc.nat(40),
    });
    fc.assert(
      fc.property(fc.array(mutation, { minLength: 1, maxLength: 20 }), (mutations) => {
        const packets = mutations.map(({ seed, changes, cut }) => {
          const frame = seeds[seed]!.slice();
          for (const { at, to } of changes) frame[at % frame.length] = to;
          // The receiver vouches for the CRC, so that what is wrong gets in.
          const packet = encodeBtlePacket(radio, frame);
          return packet.subarray(0, packet.length - cut % 30);
        });
        listener.hearPackets(packets, 256);
        listener.hearPackets(packets.map((packet) => packet.subarray(10)), 251);
      }),
      { numRuns: 200, seed: 20251121 },
    );
    for (const device of listener.moirai.stores.devices.all()) {
      const { services, beacons } = device.detail as {
        services: string[];
        beacons?: Map<string, unknown>;
      };
      expect(services.length).toBeLessThanOrEqual(BTLE_SERVICES_MAX);
      expect(beacons?.size ?? 0).toBeLessThan(12);
      expect(device.name.length).toBeLessThan(1100);
    }
    const answer = await listener.fetch("/devices/views/all/devices.json");
    expect(answer.status).toBe(200);
    expect((await answer.json() as unknown[]).length).toBeGreaterThan(10);
  }));
