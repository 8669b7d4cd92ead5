// Beacons and tags of scenarios, from the air to their records and to captures.
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { joinBytes } from "../../../protocols/bytes.ts";
import { PacketBatch } from "../../../protocols/packet/packet-batch.ts";
import { CaptureReader } from "../../../protocols/pcap/capture-reader.ts";
import { BtleDevice } from "../../../protocols/records/btle.ts";
import type { DeviceRecord } from "../../../protocols/records/device.ts";
import { SeededRandom } from "../../../runtime/random.ts";
import type { BeaconOptions } from "../../../runtime/scenario/beacon.ts";
import { minutes, scenario, seconds } from "../../../runtime/scenario/scenario.ts";
import { beaconStore } from "../../../scenarios/beacon-store.ts";
import { followingTag } from "../../../scenarios/following-tag.ts";
import { AirRecorder } from "../../../testing/air-recorder.ts";
import { simulate, type Simulation } from "../../../testing/simulate.ts";

const btleOf = ({ detail }: DeviceRecord) => detail instanceof BtleDevice ? detail : undefined;
const beacons = (run: Simulation) =>
  run.devices().flatMap((device) => [...btleOf(device)?.beacons?.keys() ?? []]);
const ofKind = (run: Simulation, kind: string) =>
  run.devices().filter((device) => btleOf(device)?.beacons?.has(kind));

const alone = (options: BeaconOptions, name = "thing") =>
  scenario("alone", "One beacon, two metres away", minutes(1), (on) => {
    on.bluetoothRadio("hand");
    on.beacon(name, { ...options, at: { x: 2, y: 0 } });
  });

describe("a beacon", () => {
  test.each(
    [
      [{ kind: "ibeacon", major: 7, minor: 9 }, "ibeacon", { major: 7, minor: 9, powerDbm: -40 }],
      [{ kind: "altbeacon" }, "altbeacon", { major: 1, minor: 1 }],
      [{ kind: "eddystone" }, "eddystone-uid", { powerDbm: 0 }],
      [{ kind: "eddystone" }, "eddystone-tlm", { batteryMv: 2950, temperatureC: 21.5 }],
      [{ kind: "eddystone-url", url: "https://a.test" }, "eddystone-url", {
        url: "https://a.test",
      }],
      [{ kind: "find-my" }, "find-my", { separated: true, status: 16 }],
      [{ kind: "tile" }, "tile", {}],
      [{ kind: "smarttag" }, "smarttag", {}],
      [{ kind: "exposure-notification" }, "exposure-notification", {}],
    ] as const,
  )("of the options %o is heard as %s", async (options, kind, expected) => {
    await using run = await simulate(alone(options), { seed: 3 });
    await run.toEnd();
    const [device, ...others] = run.devices();
    expect(others).toEqual([]);
    expect(btleOf(device!)!.beacons!.get(kind)).toMatchObject(expected);
    // One advertisement a second, each on three channels of which the radio hears one at a time.
    expect(device!.packets).toBeGreaterThan(50);
    expect(device!.packets).toBeLessThan(70);
    expect([...device!.frequencies().keys()].sort()).toEqual([2_402_000, 2_426_000, 2_480_000]);
  });

  test("a thing with a name takes connections", async () => {
    const options = { kind: "peripheral", services: [0x180d], mac: "00:22:d0:00:00:01" } as const;
    await using run = await simulate(alone(options, "Heart"), { seed: 3 });
    await run.advance(seconds(5));
    const [device] = run.devices();
    expect(device).toMatchObject({ name: "Heart", mac: 0x0022d0000001, type: "BTLE Device" });
    expect(btleOf(device!)).toMatchObject({
      addressType: "public",
      connectable: true,
      services: ["180D"],
      txPowerDbm: 0,
    });
  });

  test("takes a new address and new identifiers together", async () => {
    const options = { kind: "ibeacon", rotateMs: seconds(20) } as const;
    await using run = await simulate(alone(options), { seed: 3 });
    await run.toEnd();
    const heard = run.devices().map((device) => btleOf(device)!);
    expect(heard.map(({ addressType }) => addressType))
      .toEqual(["resolvable private", "resolvable private", "resolvable private"]);
    expect(new Set(heard.map((one) => one.beacons!.get("ibeacon")!.uuid)).size).toBe(3);
  });

  test("gets weaker with distance", async () => {
    const far = scenario("far", "Two beacons", minutes(1), (on) => {
      on.bluetoothRadio("hand");
      on.beacon("near", { kind: "tile", mac: "00:00:00:00:00:01", at: { x: 1, y: 0 } });
      on.beacon("far", { kind: "tile", mac: "00:00:00:00:00:02", at: { x: 20, y: 0 } });
    });
    await using run = await simulate(far, { seed: 3 });
    await run.toEnd();
    const [near, distant] = run.devices().sort((a, b) => a.mac - b.mac);
    // 0 dBm less 40 dB on the first metre, and 27 dB for each further tenfold.
    expect(near!.signal!.max).toBeGreaterThan(-43);
    expect(distant!.signal!.max).toBeLessThan(-70);
  });
});

test.each<[string, BeaconOptions, string]>([
  [
    "two",
    { kind: "tile", mac: "00:00:00:00:00:01", rotateMs: 5 },
    "has a fixed address and changes it",
  ],
  ["often", { kind: "tile", intervalMs: 5 }, "advertises every 5 ms, not 20 to 10240"],
  ["never", { kind: "tile", rotateMs: 0 }, "changes its address every 0 ms"],
  ["big", { kind: "ibeacon", major: 70_000 }, "has the number 70000, which has not 16 bits"],
  ["where", { kind: "eddystone-url" }, 'has the address "", not https:// and 1 to 17 characters'],
  ["a name that is much too long", { kind: "peripheral" }, "36 bytes to advertise; 31 have room"],
])(
  "a beacon %s that contradicts itself is refused where it is written",
  (name, options, reason) => {
    expect(() => alone(options, name)).toThrow(reason);
  },
);

test("a radio for Bluetooth has channels of Bluetooth", () => {
  const on40 = () =>
    scenario("wrong", "", 1000, (on) => on.bluetoothRadio("hand", { channels: ["40"] }));
  expect(on40).toThrow('"40" is no channel of Bluetooth LE');
});

test("radios hear their own kind alone", async () => {
  const both = scenario("both", "Channel 11 of two kinds", seconds(20), (on) => {
    on.radio("wifi", { channels: ["11"] });
    on.bluetoothRadio("btle", { channels: ["11", "37"] });
    on.accessPoint({ ssid: "net", channel: "11", security: "open" });
    on.beacon("tag", { kind: "tile" });
  });
  await using run = await simulate(both, { seed: 1 });
  await run.toEnd();
  const heardBy = run.devices().map((device) => [
    device.phy.name,
    device.seenBy.map(({ source }) => source.name),
  ]);
  expect(heardBy.sort()).toEqual([["BTLE", ["btle"]], ["IEEE802.11", ["wifi"]]]);
  const tag = run.devices().find(({ phy }) => phy.name === "BTLE")!;
  expect(run.cast.radios[1]!.heard).toBe(tag.packets);
});

test("beacon-store has every beacon it names", async () => {
  await using run = await simulate(beaconStore, { seed: 2 });
  await run.toEnd();
  expect(new Set(beacons(run))).toEqual(
    new Set([
      "ibeacon",
      "eddystone-uid",
      "eddystone-tlm",
      "eddystone-url",
      "altbeacon",
      "exposure-notification",
    ]),
  );
  expect(run.devices().some(({ name }) => name === "Headphones 500")).toBe(true);
});

test("following-tag: three addresses of one tag stay, those of others pass by", async () => {
  await using run = await simulate(followingTag, { seed: 2 });
  await run.toEnd();
  const stay = (device: DeviceRecord) => device.lastTime - device.firstTime;
  const long = ofKind(run, "find-my").filter((device) => stay(device) > 5 * 60);
  expect(long).toHaveLength(3);
  // One begins when the other ends.
  const [first, second, third] = long.sort((a, b) => a.firstTime - b.firstTime);
  expect(second!.firstTime - first!.lastTime).toBeLessThan(10);
  expect(third!.firstTime - second!.lastTime).toBeLessThan(10);
  expect(ofKind(run, "tile")).toHaveLength(1);
  expect(run.moirai.stores.devices.view("phybtle_trackers")!.size).toBeGreaterThanOrEqual(5);
});

function capture(): Uint8Array {
  const cast = beaconStore.begin(new SeededRandom(1));
  const recorder = new AirRecorder(cast, Date.UTC(2026, 0, 1));
  const parts: Uint8Array[] = [];
  for (let untilMs = 0; untilMs <= seconds(60); untilMs += seconds(1)) {
    cast.world.advance(untilMs);
    parts.push(recorder.take());
  }
  return joinBytes(parts);
}

test("a capture of both kinds has an interface for each", () => {
  const reader = new CaptureReader();
  reader.append(capture());
  reader.finish();
  const batch = new PacketBatch();
  const packets = new Map<number, number>();
  while (reader.fill(batch) === "packets") {
    packets.set(batch.linkType, (packets.get(batch.linkType) ?? 0) + batch.count);
  }
  expect([...packets.keys()].sort()).toEqual([127, 256]);
  for (const count of packets.values()) expect(count).toBeGreaterThan(300);
});

const hasTshark = spawnSync("tshark", ["--version"]).status === 0;

test.skipIf(!hasTshark)("tshark reads that capture (skipped where it is not installed)", () => {
  const folder = mkdtempSync(join(tmpdir(), "moirai-beacons-"));
  try {
    const path = join(folder, "store.pcapng");
    writeFileSync(path, capture());
    const fields = ["frame.interface_name", "_ws.malformed", "btle.crc.incorrect", "btle_rf.flags"]
      .flatMap((field) => ["-e", field]);
    const run = spawnSync("tshark", ["-r", path, "-T", "fields", "-E", "separator=|", ...fields], {
      encoding: "utf8",
      maxBuffer: 2 ** 26,
    });
    const kinds = new Set(run.stdout.trimEnd().split("\n"));
    expect([...kinds].sort()).toEqual(["shelf|||0x0c17", "till|||"]);
  } finally {
    rmSync(folder, { recursive: true });
  }
}, 60_000);
