import { describe, expect, test } from "vitest";
import { SCENARIOS } from "../../scenarios/scenarios.ts";
import { dot11Phy } from "../../actors/phy/dot11.ts";
import type { PhyFactory } from "../../actors/phy/phy.ts";
import { answersOf, recordScenario, replayOf } from "./recorded.ts";

function scenarioOf(name: string) {
  return SCENARIOS.find((one) => one.name === name)!;
}

describe("openReplay() of a recording", () => {
  test.each(["evil-twin", "unplugged-radio", "clock-jump"])(
    "gives the same events and answers as the server that was recorded: %s",
    async (name) => {
      const scenario = scenarioOf(name);
      const recorded = await recordScenario(scenario);
      const { platform, moirai } = recorded;
      await recorded.pass(30_000);
      await moirai.commands.setDeviceName("nothing has this key", "x").catch(() => {});
      await recorded.pass(scenario.lengthMs - 30_000);
      const events = recorded.digest.events;
      const digest = recorded.digest.value();
      const answers = await answersOf(moirai);
      await moirai.stop();
      expect(recorded.lost()).toBe(0);

      const { replay, digest: replayed } = await replayOf(platform, scenario);
      await replay.toEnd();
      expect(replay.reader.problem).toBe("");
      expect(replayed.events).toBe(events);
      expect(replayed.value()).toBe(digest);
      expect(await answersOf(replay.moirai)).toEqual(answers);
      await replay[Symbol.asyncDispose]();
    },
  );
});

describe("openReplay() of a machine whose clock was set", () => {
  test.each([-3_600_000, 7_200_000])(
    "by %i ms gives the same events at the same times",
    async (byMs) => {
      const scenario = scenarioOf("evil-twin");
      const recorded = await recordScenario(scenario);
      const { clock } = recorded.platform;
      await recorded.pass(10_000);
      clock.setTime(clock.now() + byMs);
      await recorded.pass(10_000);
      const digest = recorded.digest.value();
      const nowSec = recorded.moirai.stores.system().timestampSec;
      expect(Math.abs(nowSec - clock.now() / 1000)).toBeLessThan(2);
      await recorded.moirai.stop();

      const { replay, digest: replayed } = await replayOf(recorded.platform, scenario);
      await replay.toEnd();
      expect(replay.moirai.stores.system().timestampSec).toBe(nowSec);
      expect(replayed.value()).toBe(digest);
      await replay[Symbol.asyncDispose]();
    },
  );
});

/** A PHY that cannot bear its 700th packet. */
const brittle: PhyFactory = {
  ...dot11Phy,
  name: "brittle",
  linkTypes: [],
  overhears: [105],
  tables: [],
  create: () => {
    let heard = 0;
    return {
      name: "brittle",
      packets: 0,
      handle(batch) {
        const before = heard;
        heard += batch.count;
        if (before < 700 && heard >= 700) throw new Error(`packet 700 of batch ${batch.count}`);
      },
    };
  },
};
delete (brittle as { deviceField?: unknown }).deviceField;

describe("a recording of a crash", () => {
  test("replays to the crash, at the same event", async () => {
    const scenario = scenarioOf("evil-twin");
    const recorded = await recordScenario(scenario, { phys: [brittle] });
    await recorded.pass(scenario.lengthMs);
    const told = recorded.moirai.stores.messages.all().map(({ text }) => text);
    const digest = recorded.digest.value();
    const crash = told.filter((text) => text.startsWith("internal error in "));
    expect(crash).toHaveLength(1);
    expect(crash[0]).toContain("packet 700 of batch ");
    await recorded.moirai.stop();

    const { replay, digest: replayed } = await replayOf(recorded.platform, scenario, {
      phys: [brittle],
    });
    await replay.toEnd();
    expect(replay.moirai.stores.messages.all().map(({ text }) => text)).toEqual(told);
    expect(replayed.value()).toBe(digest);
    await replay[Symbol.asyncDispose]();
  });

  test("whose program was killed replays up to the last whole block", async () => {
    const scenario = scenarioOf("evil-twin");
    const { platform, pass, waiting } = await recordScenario(scenario);
    await pass(20_000);
    // What packs blocks works beside the virtual clock.
    while (waiting() > 0) await new Promise((resolve) => setImmediate(resolve));
    const { replay } = await replayOf(platform, scenario);
    await replay.toEnd();
    expect(replay.reader.problem).toContain("it has no last record: its program was killed");
    expect(replay.reader.isDamaged).toBe(false);
    expect(replay.nowMs).toBeGreaterThan(18_000);
    expect(replay.moirai.stores.devices.size).toBeGreaterThan(0);
    await replay[Symbol.asyncDispose]();
  });
});
