// Setting channels of a Wi-Fi interface through `iw`, which the simulated platform plays, and the whole
// way from a definition to a hopping source.
import { afterEach, describe, expect, test } from "vitest";
import type { LiveCapture } from "../../../actors/datasource/live-capture.ts";
import { linuxRadio, parseChannels } from "../../../actors/datasource/linux-radio.ts";
import {
  createSimulatedPlatform,
  type SimulatedPlatform,
} from "../../../adapters/platform/simulated.ts";
import { createMoirai, type Moirai } from "../../../mod.ts";
import { testSettings } from "../../suites/settings.ts";

// As iw 5.19 prints it.
const CHANNELS = `Band 1:
	* 2412 MHz [1] 
	  Maximum TX power: 20.0 dBm
	  Channel widths: 20MHz HT40+
	* 2437 MHz [6] 
	* 2484 MHz [14] (disabled)
Band 2:
	* 5180 MHz [36] 
	  No IR
	* 5300.0 MHz [60] 
Band 4:
	* 5955 MHz [1] 
`;

let running: Moirai | undefined;

afterEach(async () => {
  await running?.stop();
  running = undefined;
});

function withRadio(options: { iw?: boolean; refuse?: string } = {}) {
  const platform = createSimulatedPlatform({ seed: 1, startMs: 1_700_000_000_000 });
  platform.files.put("/sys/class/net/wlan0/phy80211/name", "phy3\n");
  platform.files.put("/sys/class/net/wlan0/address", "00:11:22:33:44:55\n");
  const commands: string[] = [];
  if (options.iw ?? true) {
    platform.programs.provide("iw", async ({ args, stdout, stderr }) => {
      commands.push(args.join(" "));
      if (args[0] === "phy") await stdout.write(new TextEncoder().encode(CHANNELS));
      if (options.refuse !== undefined && args.includes(options.refuse)) {
        await stderr.write(
          new TextEncoder().encode("command failed: Device or resource busy (-16)\n"),
        );
        return 240;
      }
      return 0;
    });
  }
  return { platform, commands, sets: () => commands.filter((one) => one.includes("set freq")) };
}

async function serverOn(platform: SimulatedPlatform): Promise<Moirai> {
  const closed = { wake: () => {} };
  const live: LiveCapture = {
    program: "libpcap",
    list: () =>
      Promise.resolve([{
        name: "wlan0",
        description: "",
        up: true,
        running: true,
        loopback: false,
        wireless: true,
        linkTypes: [127],
      }]),
    open: () =>
      Promise.resolve({
        linkType: 127,
        processId: 7,
        version: "libpcap 1",
        statistics: () => ({ received: 0, kernelDropped: 0, interfaceDropped: 0 }),
        read: () => new Promise<undefined>((resolve) => closed.wake = () => resolve(undefined)),
        close: () => {
          closed.wake();
          return Promise.resolve();
        },
      }),
  };
  running = await createMoirai({ platform, settings: testSettings(), live });
  return running;
}

test("parseChannels() leaves out what is disabled, and names channels as they are set", () => {
  expect(parseChannels(CHANNELS)).toEqual(["1", "6", "36", "60", "1W6e"]);
  expect(parseChannels("nl80211 not found.")).toEqual([]);
});

describe("linuxRadio()", () => {
  test.each([
    ["6", "2437 NOHT"],
    ["6HT40+", "2437 HT40+"],
    ["36VHT80", "5180 80MHz"],
    ["1W6e", "5955 NOHT"],
    ["2462", "2462 NOHT"],
    ["165HT20", "5825 HT20"],
  ])("sets %s as %s", async (channel, words) => {
    const { platform, sets } = withRadio();
    await (await linuxRadio(platform, "wlan0")).set(channel);
    expect(sets()).toEqual([`dev wlan0 set freq ${words}`]);
  });

  test.each(["", "x", "6; rm -rf /", "6HT9", "999", "-6", "6 NOHT"])(
    "refuses %j",
    async (channel) => {
      const { platform, sets } = withRadio();
      await expect((await linuxRadio(platform, "wlan0")).set(channel)).rejects.toThrow(
        "is no channel",
      );
      expect(sets()).toEqual([]);
    },
  );

  test("says what is missing", async () => {
    const none = await linuxRadio(withRadio({ iw: false }).platform, "wlan0");
    await expect(none.set("6")).rejects.toThrow("the program iw, which sets channels, is not");
    const wire = await linuxRadio(withRadio().platform, "eth0");
    await expect(wire.set("6")).rejects.toThrow("eth0 is no Wi-Fi interface of this machine");
    const outside = await linuxRadio(withRadio().platform, "../../etc");
    expect(outside.channels).toEqual([]);
  });

  test("says what iw says", async () => {
    const { platform } = withRadio({ refuse: "2437" });
    await expect((await linuxRadio(platform, "wlan0")).set("6")).rejects
      .toThrow("it cannot be tuned to 6 (command failed: Device or resource busy (-16))");
  });
});

describe("a Wi-Fi interface of this machine", () => {
  test("has the UUID of its address, knows its channels and hops over them", async () => {
    const { platform, sets } = withRadio();
    const moirai = await serverOn(platform);
    const record = await moirai.commands.addDatasource("wlan0");
    expect(record.uuid).toBe("5FE308BD-0000-0000-0000-001122334455");
    await platform.clock.advanceAsync(1_000);
    expect(record).toMatchObject({
      driver: { type: "linuxwifi" },
      channels: ["1", "6", "36", "60", "1W6e"],
      hopping: true,
      hopRate: 5,
      hopShuffleSkip: 4,
    });
    const freqs = sets().map((command) => command.split(" ")[4]);
    expect(freqs.slice(0, 5).sort()).toEqual(["2412", "2437", "5180", "5300", "5955"]);
    await moirai.commands.tuneDatasource(record.uuid, { channel: "36" });
    const count = sets().length;
    await platform.clock.advanceAsync(5_000);
    expect(sets()).toHaveLength(count);
    expect(record).toMatchObject({ hopping: false, channel: "36" });
    await moirai.commands.closeDatasource(record.uuid);
  });

  test("stays on the channel of its definition", async () => {
    const { platform, sets } = withRadio();
    const moirai = await serverOn(platform);
    await moirai.commands.addDatasource("wlan0:channel=6,channel_hop=false");
    await platform.clock.advanceAsync(5_000);
    expect(sets()).toEqual(["dev wlan0 set freq 2437 NOHT"]);
  });

  test("without iw captures all the same, and says that nobody sets its channel", async () => {
    const { platform } = withRadio({ iw: false });
    const moirai = await serverOn(platform);
    const record = await moirai.commands.addDatasource("wlan0:channel=6");
    expect(record.running).toBe(true);
    const sentence = "the program iw, which sets channels, is not installed";
    expect(moirai.stores.messages.all().map(({ text }) => text))
      .toContain(`wlan0: channel 6 was not set: ${sentence}`);
    await expect(moirai.commands.tuneDatasource(record.uuid, { channel: "1" }))
      .rejects.toThrow(`could not tune wlan0: ${sentence}`);
  });

  test("does not open on a channel that its radio refuses", async () => {
    const { platform } = withRadio({ refuse: "2437" });
    const moirai = await serverOn(platform);
    await expect(moirai.commands.addDatasource("wlan0:channel=6,retry=false"))
      .rejects.toThrow("it cannot be tuned to 6 (command failed");
  });

  test("fails when its radio refuses every channel, and is opened again", async () => {
    const { platform } = withRadio();
    const moirai = await serverOn(platform);
    const record = await moirai.commands.addDatasource("wlan0");
    await platform.clock.advanceAsync(300);
    platform.programs.provide("iw", async ({ args }) => args.includes("set") ? 237 : 0);
    await platform.clock.advanceAsync(3_000);
    expect(record.errorReason).toContain("it refuses all its channels");
    expect(record.running).toBe(false);
  });
});
