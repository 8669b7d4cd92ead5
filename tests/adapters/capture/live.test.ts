// Live capture with everything real but the radio: a TAP interface of link type 803, libpcap in its
// child process, the whole graph.
import process from "node:process";
import { afterEach, describe, expect, test } from "vitest";
import { createLibpcapCapture } from "../../../adapters/capture/libpcap-capture.ts";
import { detectPlatform } from "../../../adapters/platform/detect.ts";
import { createMoirai, type Moirai } from "../../../mod.ts";
import { encodeBeacon } from "../../../protocols/dot11/encode.ts";
import { encodeRadiotap } from "../../../protocols/radiotap/encode-radiotap.ts";
import { testSettings } from "../../suites/settings.ts";
import { openTap, type Tap, tapProblem } from "../../suites/tap.ts";

const platform = await detectPlatform();
const live = createLibpcapCapture(platform);
const problem = tapProblem() ?? await live.list().then(
  () => undefined,
  (error: Error) => error.message,
);

/** Longest wait for something that a child process and the kernel have a hand in. */
const WAIT_MS = 15_000;

async function until(condition: () => boolean, what: string): Promise<void> {
  const endMs = platform.clock.now() + WAIT_MS;
  while (!condition()) {
    if (platform.clock.now() > endMs) throw new Error(`${what} did not happen`);
    await new Promise<void>((resolve) => platform.clock.setTimeout(resolve, 10));
  }
}

const beacon = (ssid: string, sequence: number) =>
  encodeRadiotap(
    { freqMhz: 2437, signalDbm: -42, rate: 2, fcs: true },
    encodeBeacon(
      { ssid, bssid: 0x001b11000001, channel: 6, security: "wpa2-psk" },
      { timestampUs: sequence, sequence },
    ),
  );

// Engines may run this side by side, and an interface name has at most 15 characters.
let taps = 0;
const nextName = () => `moi${process.pid % 1_000_000}x${taps++}`;

describe.skipIf(problem !== undefined)(`live capture (skipped where: ${problem})`, () => {
  const open: { tap?: Tap; moirai?: Moirai } = {};

  async function setUp(options = "") {
    open.tap = await openTap(nextName());
    open.moirai = await createMoirai({ platform, settings: testSettings(), live });
    const record = await open.moirai.commands.addDatasource(`${open.tap.name}${options}`);
    return { tap: open.tap, moirai: open.moirai, record };
  }

  afterEach(async () => {
    await open.moirai?.stop();
    open.tap?.close();
    delete open.moirai;
    delete open.tap;
  });

  test("frames at one end of a radio appear as devices at the other", async () => {
    const { tap, moirai, record } = await setUp(":name=roof");
    expect(record).toMatchObject({ running: true, linkType: 127, name: "roof", error: false });
    expect(record.driver.type).toBe("linuxwifi");
    expect(record.ipcPid).toBeGreaterThan(0);
    tap.write(beacon("on the air", 1));
    tap.write(beacon("on the air", 2));
    await until(() => record.packets >= 2, "the capture of two frames");
    const [device] = [...moirai.stores.devices.all()];
    expect(device).toMatchObject({
      mac: 0x001b11000001,
      name: "on the air",
      type: "Wi-Fi AP",
      channel: "6",
      packets: 2,
    });
    expect(device!.signal).toMatchObject({ last: -42, kind: 1 });
  });

  test("a filter lets through what it names", async () => {
    const { tap, record } = await setUp(':filter="type mgt subtype beacon"');
    tap.write(encodeRadiotap(
      { freqMhz: 2437, signalDbm: -42, rate: 2 },
      // An acknowledgement.
      Uint8Array.of(0xd4, 0, 0, 0, 0, 0x1b, 0x11, 0, 0, 1),
    ));
    tap.write(beacon("x", 1));
    await until(() => record.packets > 0, "the capture of the beacon");
    expect(record.packets).toBe(1);
  });

  test("a capture process that is killed fails its source, which comes back by itself", async () => {
    const { tap, moirai, record } = await setUp();
    const topics: string[] = [];
    moirai.bus.subscribe("*", ({ topic }) => topics.push(topic));
    process.kill(record.ipcPid, "SIGKILL");
    await until(() => record.error, "the failure");
    expect(record.running).toBe(false);
    expect(record.errorReason).not.toBe("");
    expect(moirai.actors().life).toBe("running");
    await until(() => record.running, "the recovery");
    tap.write(beacon("again", 3));
    await until(() => moirai.stores.devices.size === 1, "a device after the recovery");
    expect(topics.filter((topic) => topic.startsWith("DATASOURCE"))).toEqual([
      "DATASOURCE_ERROR",
      "DATASOURCE_CLOSED",
      "DATASOURCE_OPENED",
    ]);
  });

  test("says what is wrong with an interface, a filter or a link type", async () => {
    open.tap = await openTap(nextName());
    open.moirai = await createMoirai({ platform, settings: testSettings(), live });
    const { commands, stores } = open.moirai;
    const add = (definition: string) => commands.addDatasource(`${definition},retry=false`);
    await expect(add("nosuch0:type=linuxwifi")).rejects.toThrow(/no such interface/);
    await expect(add(`${open.tap.name}:filter="not a filter ("`)).rejects.toThrow(/filter/i);
    const listed = await commands.listInterfaces();
    expect(listed.map((one) => one.interface)).toContain(open.tap.name);
    expect(stores.messages.all().length).toBeGreaterThan(0);
  });
});
