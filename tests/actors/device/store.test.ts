import { describe, expect, test } from "vitest";
import { DeviceAgeing } from "../../../actors/device/ageing.ts";
import {
  DeviceStore,
  UPDATE_EXISTING_ONLY,
  UPDATE_FREQUENCY,
  UPDATE_LOCATION,
  UPDATE_PACKETS,
  UPDATE_SEEN_BY,
  UPDATE_SIGNAL,
} from "../../../actors/device/store.ts";
import { FaultCounters } from "../../../protocols/faults.ts";
import { createManufacturers } from "../../../protocols/manuf/manufacturers.ts";
import {
  KIND_DATA,
  KIND_MANAGEMENT,
  PacketBatch,
  SIGNAL_DBM,
} from "../../../protocols/packet/packet-batch.ts";
import { DatasourceRecord } from "../../../protocols/records/datasource.ts";
import { DEVICE_FREQUENCIES_MAX } from "../../../protocols/records/device.ts";
import { phyHash } from "../../../protocols/records/device-key.ts";
import { createRrd } from "../../../protocols/records/rrd.ts";
import { createEventBus } from "../../../runtime/event-bus.ts";
import { SeededRandom } from "../../../runtime/random.ts";
import { testSettings } from "../../suites/settings.ts";

const NOW_MS = 1_700_000_100_000;
const PACKET_US = 1_700_000_000e6;
const A = 0x001b11000001;
const B = 0x001b11000002;
const ALL = UPDATE_SIGNAL | UPDATE_FREQUENCY | UPDATE_PACKETS | UPDATE_SEEN_BY | UPDATE_LOCATION;

function datasource(number: number): DatasourceRecord {
  return new DatasourceRecord({
    number,
    uuid: `00000000-0000-0000-0000-00000000000${number}`,
    key: number,
    name: `source ${number}`,
    definition: "x",
    interface: "x",
    driver: {
      type: "test",
      description: "",
      probeCapable: false,
      listCapable: false,
      localCapable: false,
      remoteCapable: false,
      passiveCapable: false,
      tuningCapable: false,
      hopCapable: false,
    },
    faults: new FaultCounters(),
    packetsRrd: createRrd("default"),
    bytesRrd: createRrd("default"),
  });
}

function setUp(settings: Record<string, string> = {}) {
  const sources = [datasource(1), datasource(2)];
  const bus = createEventBus();
  const store = new DeviceStore({
    random: new SeededRandom(1),
    settings: testSettings(settings),
    bus,
    serverUuid: "00000000-0000-0000-0000-000000000000",
    manufacturers: createManufacturers(),
    datasource: (number) => sources[number - 1],
  });
  store.registerPhy({ id: 0, name: "IEEE802.11", hash: phyHash("IEEE802.11") });
  for (const source of sources) store.addDatasourceView(source);
  store.beginBatch(NOW_MS);
  return { bus, store, settings: testSettings(settings), sources };
}

/** One data packet from A to B, -50 dBm on 2412 MHz. */
function packet(
  change: Partial<{ source: number; kind: number; freqKhz: number; us: number }> = {},
) {
  const batch = new PacketBatch();
  batch.count = 1;
  batch.source = { number: change.source ?? 1, checkFcs: true, faults: new FaultCounters() };
  batch.timestampUs[0] = change.us ?? PACKET_US;
  batch.hasRadio[0] = 1;
  batch.freqKhz[0] = change.freqKhz ?? 2_412_000;
  batch.signalKind[0] = SIGNAL_DBM;
  batch.signal[0] = -50;
  batch.kind[0] = change.kind ?? KIND_DATA;
  batch.dataSize[0] = 100;
  batch.sourceMac[0] = A;
  batch.destinationMac[0] = B;
  return batch;
}

const update = (store: DeviceStore, mac: number, batch: PacketBatch, flags = ALL) =>
  store.update(0, mac, batch, 0, flags, "Wi-Fi Device", 0);

describe("DeviceStore.update()", () => {
  test("creates a device with packet times, and counts by direction and kind", () => {
    const { store } = setUp();
    const sender = update(store, A, packet())!;
    update(store, A, packet({ kind: KIND_MANAGEMENT, us: PACKET_US + 5e6 }));
    const receiver = update(store, B, packet())!;
    expect(sender).toMatchObject({
      mac: A,
      type: "Wi-Fi Device",
      manufacturer: "D-Link Corporation",
      firstTime: 1_700_000_000,
      lastTime: 1_700_000_005,
      modTime: 1_700_000_100,
      packets: 2,
      txPackets: 2,
      rxPackets: 0,
      dataPackets: 1,
      llcPackets: 1,
      dataSize: 100,
    });
    expect(receiver).toMatchObject({ packets: 1, txPackets: 0, rxPackets: 1 });
    expect(sender.history().packets!.view(1_700_000_100).seconds[1_700_000_100 % 60]).toBe(2);
  });

  test("the newest time never goes back, a source's does", () => {
    const { store } = setUp();
    const device = update(store, A, packet({ us: PACKET_US + 9e6 }))!;
    update(store, A, packet());
    expect(device.lastTime).toBe(1_700_000_009);
    expect(device.seenBy[0]).toMatchObject({ lastTime: 1_700_000_000, packets: 2 });
  });

  test("keeps signals apart from counters, and ignores frequency 0", () => {
    const { store } = setUp();
    const device = update(store, A, packet(), UPDATE_PACKETS)!;
    expect(device.signal).toBeUndefined();
    update(store, A, packet(), UPDATE_FREQUENCY);
    expect(device.signal).toMatchObject({ kind: 0, last: 0 });
    update(store, A, packet({ freqKhz: 0 }), UPDATE_FREQUENCY | UPDATE_SIGNAL);
    expect(device.signal).toMatchObject({ kind: 1, last: -50, min: -50, max: -50 });
    expect([...device.frequencies()]).toEqual([[2_412_000, 1]]);
  });

  test("one device, two sources: one packet count, two seen-by entries and views", () => {
    const { store, sources } = setUp();
    const device = update(store, A, packet())!;
    update(store, A, packet({ source: 2 }), UPDATE_SEEN_BY | UPDATE_EXISTING_ONLY);
    expect(device.packets).toBe(1);
    expect(device.seenBy.map((one) => [one.source.number, one.packets])).toEqual([[1, 1], [2, 1]]);
    for (const source of sources) expect(store.view(`seenby-${source.uuid}`)!.size).toBe(1);
  });

  test("creates nothing for packets that only update", () => {
    const { store } = setUp();
    expect(update(store, A, packet(), ALL | UPDATE_EXISTING_ONLY)).toBeUndefined();
    expect(store.size).toBe(0);
  });

  test("a header that names endless frequencies fills a bounded map", () => {
    const { store } = setUp();
    for (let n = 1; n <= DEVICE_FREQUENCIES_MAX + 50; n++) {
      update(store, A, packet({ freqKhz: n * 1000 }));
    }
    expect(store.find(0, A)!.frequencies().size).toBeLessThanOrEqual(DEVICE_FREQUENCIES_MAX);
    expect(store.trimmed).toBeGreaterThanOrEqual(49);
  });

  test("averages positions by unit vectors, and keeps bounds and the last point", () => {
    const { store } = setUp();
    const at = (latitude: number, longitude: number, fix: number, altitudeM = 0) => {
      const batch = packet();
      batch.location = { latitude, longitude, altitudeM, speedKmh: 0, headingDegrees: 0, fix };
      return batch;
    };
    const device = update(store, A, at(10, 20, 2))!;
    store.beginBatch(NOW_MS + 1000);
    update(store, A, at(12, 22, 3, 100));
    update(store, A, at(50, 50, 1));
    expect(device.location).toMatchObject({
      fix: 3,
      min: { latitude: 10, longitude: 20 },
      max: { latitude: 12, longitude: 22, altitudeM: 100 },
      last: { latitude: 12, longitude: 22, fix: 3 },
    });
    expect(device.location!.average!.latitude).toBeCloseTo(11, 1);
    expect(device.location!.average!.altitudeM).toBe(100);
  });
});

describe("DeviceStore", () => {
  test("announces a device once, after its packet", () => {
    const { bus, store } = setUp();
    const seen: number[] = [];
    bus.subscribe("NEW_DEVICE", ({ payload }) => seen.push(payload.mac));
    update(store, A, packet());
    expect(seen).toEqual([]);
    store.announce();
    update(store, A, packet());
    store.announce();
    expect(seen).toEqual([A]);
  });

  test("finds by key, by address and by masked address", () => {
    const { store } = setUp();
    update(store, A, packet());
    update(store, B, packet());
    update(store, 0xaabbccddeeff, packet());
    expect(store.byKey("4202770D00000000_10000111B00")!.mac).toBe(A);
    expect(store.byKey("4202770d00000000_010000111b00")!.mac).toBe(A);
    expect(store.byKey("00_0")).toBeUndefined();
    expect(store.byMac(A, 48).map((one) => one.mac)).toEqual([A]);
    expect(store.byMac(0x001b11ffffff, 24).map((one) => one.mac)).toEqual([A, B]);
    expect(store.byMac(0, 0)).toHaveLength(3);
  });

  test("a person's name outranks the device's own, and tags are bounded", () => {
    const { store } = setUp();
    const device = update(store, A, packet())!;
    store.setName(device, "A");
    expect(device.commonName).toBe("A");
    store.setUsername(device, "B");
    store.setName(device, "C");
    expect([device.name, device.commonName]).toEqual(["C", "B"]);
    for (let n = 0; n < 200; n++) store.setTag(device, `tag${n}`, "x");
    expect(device.tags!.size).toBe(128);
  });

  test("forgets idle devices and the oldest above the limit, in every view", () => {
    const { store, settings } = setUp({ tracker_device_timeout: "60", tracker_max_devices: "2" });
    const times = [0, 30, 95, 98].map((seconds) => PACKET_US + seconds * 1e6);
    times.forEach((us, n) => update(store, A + n, packet({ us })));
    // 1,700,000,100 is a whole minute: both checks run.
    new DeviceAgeing(store, settings).tick(1_700_000_100);
    expect([...store.all()].map((one) => one.mac)).toEqual([A + 2, A + 3]);
    expect(store.view("phy-IEEE802.11")!.size).toBe(2);
    expect([...store.views()].every((view) => view.size <= 2)).toBe(true);
    expect(store.lastRemovalSec).toBe(1_700_000_100);
    const again = update(store, A, packet())!;
    expect(again.packets).toBe(1);
  });
});
