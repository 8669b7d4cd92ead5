// Hopping over channels by capture tools: who hops, how fast, and how sources of one kind divide their
// channels (external-protocol 4.6).
import { afterEach, describe, expect, test } from "vitest";
import {
  createSimulatedPlatform,
  type SimulatedPlatform,
} from "../../../adapters/platform/simulated.ts";
import { createMoirai, type Moirai } from "../../../mod.ts";
import { provideTool, type ScriptedTool, TOOL_DIRECTORY } from "../../suites/scripted-tool.ts";
import { testSettings } from "../../suites/settings.ts";

let running: Moirai | undefined;

afterEach(async () => {
  await running?.stop();
  running = undefined;
});

const WIFI = "kismet_cap_linux_wifi";
const CHANNELS = ["1", "6", "11", "36", "40", "44"];

/** A tool that has a UUID for each interface: `wlan3` ends in 3. */
function manyRadios(platform: SimulatedPlatform): ScriptedTool {
  const tool = provideTool(platform, WIFI, { channels: CHANNELS });
  tool.answers.openRequest = ({ definition }, request, { send }) =>
    send({
      kind: "openReport",
      request,
      ok: true,
      linkType: 105,
      channels: definition.startsWith("wlan9") ? ["1"] : CHANNELS,
      uuid: `5FE308BD-0000-0000-0000-00000000000${definition[4]}`,
    });
  return tool;
}

async function world(settings: Record<string, string | readonly string[]> = {}) {
  const platform = createSimulatedPlatform({ seed: 1, startMs: 1_700_000_000_000 });
  const tool = manyRadios(platform);
  const moirai = running = await createMoirai({
    platform,
    settings: testSettings({
      helper_binary_path: TOOL_DIRECTORY,
      helper_preferred: "linuxwifi",
      ...settings,
    }),
  });
  const add = async (definition: string) => {
    const record = await moirai.commands.addDatasource(`${definition}`);
    await platform.clock.advanceAsync(0);
    return record;
  };
  return { platform, clock: platform.clock, tool, moirai, add };
}

describe("sources of one kind", () => {
  test("divide their channels, anew with each that comes", async () => {
    const { add } = await world();
    const one = await add("wlan1:type=linuxwifi");
    expect(one).toMatchObject({ hopping: true, hopOffset: 0 });
    const two = await add("wlan2:type=linuxwifi");
    expect([two.hopOffset, one.hopOffset]).toEqual([0, 3]);
    const three = await add("wlan3:type=linuxwifi");
    expect([three.hopOffset, one.hopOffset, two.hopOffset]).toEqual([0, 2, 4]);
  });

  test("that support other channels, or stand still, do not divide with them", async () => {
    const { moirai, add } = await world();
    const one = await add("wlan1:type=linuxwifi");
    const other = await add("wlan9:type=linuxwifi");
    const fixed = await add("wlan2:type=linuxwifi,channel=6,channel_hop=false");
    expect([one.hopOffset, other.hopOffset, fixed.hopping]).toEqual([0, 0, false]);
    await moirai.commands.tuneDatasource(one.uuid, { channel: "11" });
    const last = await add("wlan3:type=linuxwifi");
    expect(last).toMatchObject({ hopping: true, hopOffset: 0 });
    expect(one).toMatchObject({ hopping: false, channel: "11" });
  });

  test("all begin at their first channel when nothing is to be divided", async () => {
    const { add } = await world({ split_source_hopping: "false" });
    const one = await add("wlan1:type=linuxwifi");
    const two = await add("wlan2:type=linuxwifi");
    expect([one.hopOffset, two.hopOffset]).toEqual([0, 0]);
  });
});

describe("a source that hops", () => {
  test.each([
    ["", {}, { hopRate: 5, hopShuffle: true }],
    ["", { channel_hop_speed: "30/min", randomized_hopping: "false" }, {
      hopRate: 0.5,
      hopShuffle: false,
    }],
    [",channel_hoprate=2/sec", {}, { hopRate: 2 }],
    [',channels="6,11,99"', {}, {
      hopChannels: ["6", "11", "99"],
      channels: [...CHANNELS, "99"],
    }],
    [',block_channels="36,40,44"', {}, { hopChannels: ["1", "6", "11"] }],
    [',add_channels="13,6"', {}, { hopChannels: [...CHANNELS, "13"] }],
  ])("with %j and %j does as they say", async (options, settings, expected) => {
    const { add } = await world(settings);
    expect(await add(`wlan1:type=linuxwifi${options}`)).toMatchObject({
      hopping: true,
      ...expected,
    });
  });

  test("does not when the configuration or its definition forbids it", async () => {
    const { tool, add } = await world();
    expect((await add("wlan1:type=linuxwifi,channel_hop=false")).hopping).toBe(false);
    expect(tool.last.heard).toEqual(["openRequest"]);
    await running!.stop();
    const other = await world({ channel_hop: "false" });
    expect((await other.add("wlan1:type=linuxwifi")).hopping).toBe(false);
    expect(other.tool.last.heard).toEqual(["openRequest"]);
  });

  test("is never told to when its tool cannot tune: existing ones would crash", async () => {
    const { platform, add } = await world();
    const tool = provideTool(platform, "kismet_cap_sdr_rtl433", { channels: CHANNELS });
    const record = await add("rtl433-0:type=rtl433");
    expect(record.hopping).toBe(false);
    expect(tool.last.heard).toEqual(["openRequest"]);
    await expect(running!.commands.tuneDatasource(record.uuid, { channel: "1" }))
      .rejects.toThrow("a source of type rtl433 has no channels to set");
    expect(tool.last.heard).toEqual(["openRequest"]);
  });

  test("leaves out what its tool says, unasked, that it cannot do", async () => {
    const { clock, tool, add } = await world();
    const record = await add("wlan1:type=linuxwifi");
    await tool.last.send({
      kind: "configureReport",
      request: 0,
      ok: true,
      message: "36 is not allowed here",
      hop: { channels: ["1", "6", "11"], rate: 5, shuffle: true, offset: 0, enabled: 1 },
    });
    await clock.advanceAsync(0);
    expect(record).toMatchObject({ hopping: true, hopChannels: ["1", "6", "11"] });
  });
});
