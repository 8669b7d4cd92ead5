// The ready scenarios: each raises the alerts it names, and no others.
import { describe, expect, test } from "vitest";
import { DOT11_RULES } from "../actors/phy/dot11/rules.ts";
import { SCENARIOS } from "../scenarios/scenarios.ts";
import { simulate } from "../testing/simulate.ts";

/** Longer ones are played for so long, and may then have raised fewer. */
const PLAYED_MS = 10 * 60_000;
/** These are played with further seeds. */
const SHORT_MS = 3 * 60_000;

describe("a ready scenario", () => {
  test("has a name of its own and says what it is about", () => {
    expect(SCENARIOS.length).toBeGreaterThanOrEqual(25);
    const names = SCENARIOS.map(({ name }) => name);
    expect(names).toEqual([...new Set(names)].sort());
    for (const { about } of SCENARIOS) expect(about.length).toBeGreaterThan(20);
  });

  test.each(SCENARIOS.map((scenario) => [scenario.name, scenario] as const))(
    "%s raises the alerts it names",
    async (_, scenario) => {
      await using run = await simulate(scenario, { seed: 1 });
      await run.advance(Math.min(scenario.lengthMs, PLAYED_MS));
      expect(run.alerts()).toEqual([...scenario.alerts].sort());
    },
  );

  test("is there for each alert that something in the air raises", () => {
    const raised = new Set(SCENARIOS.flatMap(({ alerts }) => alerts));
    const rules = [...DOT11_RULES.map(({ header }) => header), "DEVICEFOUND", "DEVICELOST"];
    expect(rules.filter((header) => !raised.has(header))).toEqual([]);
  });

  test.each(
    SCENARIOS.filter(({ lengthMs }) => lengthMs <= SHORT_MS).map((one) => [one.name, one] as const),
  )("%s raises them whatever the seed is", async (_, scenario) => {
    for (const seed of [3, "seven"]) {
      await using run = await simulate(scenario, { seed });
      await run.advance(scenario.lengthMs);
      expect(run.alerts(), `seed ${seed}`).toEqual([...scenario.alerts].sort());
    }
  });
});
