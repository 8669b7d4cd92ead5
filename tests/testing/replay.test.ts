import { describe, expect, test } from "vitest";
import { SCENARIOS } from "../../scenarios/scenarios.ts";
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
