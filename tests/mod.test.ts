import { describe, expect, test } from "vitest";
import { createSimulatedPlatform } from "../adapters/platform/simulated.ts";
import { PHYS } from "../actors/phy/phys.ts";
import { createMoirai, type Moirai } from "../mod.ts";
import { encodeBeacon } from "../protocols/dot11/encode.ts";
import { PacketBatch } from "../protocols/packet/packet-batch.ts";
import { encodeRadiotap } from "../protocols/radiotap/encode-radiotap.ts";
import type { TreeNode } from "../runtime/actor-spec.ts";
import { testSettings } from "./suites/settings.ts";

const START_MS = 1_700_000_000_000;

async function setUp(sources: readonly string[] = []) {
  const platform = createSimulatedPlatform({ seed: 1, startMs: START_MS });
  const moirai = await createMoirai({ platform, settings: testSettings(), sources });
  return { moirai, platform };
}

function beaconBatch(ssid = "street"): PacketBatch {
  const packet = encodeRadiotap(
    { freqMhz: 2437, signalDbm: -50, rate: 2, fcs: true },
    encodeBeacon(
      { ssid, bssid: 0x001b11000001, channel: 6, security: "wpa2-psk" },
      { timestampUs: 1, sequence: 1 },
    ),
  );
  const batch = new PacketBatch();
  batch.count = 1;
  batch.linkType = 127;
  batch.bytes = packet;
  batch.capturedLength[0] = packet.length;
  batch.wireLength[0] = packet.length;
  batch.timestampUs[0] = START_MS * 1000;
  return batch;
}

const ask = async (moirai: Moirai, path: string) =>
  await (await moirai.fetch(new Request(`http://localhost${path}`))).json() as never;

const names = (node: TreeNode): unknown =>
  node.children.length === 0 ? node.id : { [node.id]: node.children.map(names) };

describe("createMoirai()", () => {
  test("is one supervised tree", async () => {
    const { moirai } = await setUp();
    expect(names(moirai.actors())).toEqual({
      root: [
        "logs",
        "gps",
        { phys: PHYS.map(({ name }) => name) },
        "packet-streams",
        "packet-chain",
        "ticker",
        "datasources",
        "remote",
        "plugins",
        "subscribers",
      ],
    });
    await moirai.stop();
    expect(moirai.actors().life).toBe("stopped");
  });

  test("takes packets of a host's own and answers over fetch", async () => {
    const { moirai } = await setUp();
    const announced: string[] = [];
    moirai.bus.subscribe("*", ({ topic }) => announced.push(topic));
    moirai.push(beaconBatch());
    expect(announced.filter((topic) => topic !== "MESSAGE")).toEqual([
      "NEW_DEVICE",
      "DOT11_ADVERTISED_SSID",
    ]);
    expect(await ask(moirai, "/devices/views/all/devices.json")).toMatchObject([{
      "kismet.device.base.commonname": "street",
      "kismet.device.base.type": "Wi-Fi AP",
      "kismet.device.base.channel": "6",
      "kismet.device.base.crypt": "WPA2 WPA2-PSK AES-CCMP",
    }]);
    await moirai.stop();
  });

  test("many servers live in one process and know nothing of each other", async () => {
    const [one, two] = [await setUp(), await setUp()];
    one.moirai.push(beaconBatch());
    expect(one.moirai.stores.devices.size).toBe(1);
    expect(two.moirai.stores.devices.size).toBe(0);
    await Promise.all([one.moirai.stop(), two.moirai.stop()]);
  });

  test("ticks once a second of the host's clock, and stops ticking when it stops", async () => {
    const { moirai, platform } = await setUp();
    const seconds: number[] = [];
    moirai.bus.subscribe("TIMESTAMP", ({ payload }) => seconds.push(payload.timestampSec));
    platform.clock.advance(3_000);
    expect(seconds).toEqual([1_700_000_001, 1_700_000_002, 1_700_000_003]);
    await moirai.stop();
    platform.clock.advance(3_000);
    expect(seconds).toHaveLength(3);
  });

  test("a programmer's error in a PHY is reported and survived", async () => {
    const platform = createSimulatedPlatform({ seed: 1, startMs: START_MS });
    const moirai = await createMoirai({
      platform,
      settings: testSettings(),
      phys: [{
        name: "BROKEN",
        linkTypes: [105],
        deviceField: undefined,
        tables: [],
        create: () => ({
          name: "BROKEN",
          packets: 0,
          handle: () => {
            throw new Error("a bug");
          },
        }),
      }],
    });
    moirai.push(beaconBatch());
    expect(moirai.stores.devices.size).toBe(1);
    expect(moirai.stores.messages.all().at(-1)!.text)
      .toMatch(/^internal error in root\/phys\/BROKEN: a bug; it starts again in \d+ ms$/);
    platform.clock.advance(60_000);
    moirai.push(beaconBatch("another"));
    expect(moirai.stores.phys().map((phy) => phy.name)).toEqual([
      ...PHYS.map(({ name }) => name),
      "BROKEN",
    ]);
    expect(moirai.actors().life).toBe("running");
    await moirai.stop();
  });

  test("says what could not be opened, and goes on", async () => {
    const { moirai } = await setUp();
    await expect(moirai.commands.addDatasource("missing.pcap")).rejects.toThrow(/missing\.pcap/);
    await expect(moirai.commands.addDatasource("wlan7")).rejects.toThrow("no capture file and no");
    expect(moirai.stores.messages.all().map((message) => message.text).join("\n"))
      .toMatch(/could not open missing\.pcap: .*\n.*could not open wlan7/);
    await moirai.stop();
  });
});
