// Property tests of scenarios: what the bridge to fast-check prints, and what holds of every server.
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Scenario, scenario } from "../../runtime/scenario/scenario.ts";
import {
  buildScenario,
  checkScenarios,
  printScenario,
  ScenarioPropertyError,
  scenarioScripts,
} from "../../testing/properties.ts";
import { simulate, type Simulation } from "../../testing/simulate.ts";
import {
  expectBounded,
  expectNothingLeft,
  expectPacketsAddUp,
  followEvents,
  followSaid,
} from "./invariants.ts";

/** The scenario that a piece of printed code makes, as if it had been pasted. */
function pasted(code: string): Scenario {
  const statements = code.replace(/^import .*$/gm, "").replace("export const found =", "return");
  return new Function("scenario", statements.slice(0, statements.indexOf("await using")))(
    scenario,
  ) as Scenario;
}

async function failureOf(checking: Promise<void>): Promise<ScenarioPropertyError> {
  const error = await checking.then(() => undefined, (reason: unknown) => reason);
  expect(error).toBeInstanceOf(ScenarioPropertyError);
  return error as ScenarioPropertyError;
}

describe("checkScenarios()", () => {
  /** Broken on purpose: a network that is called home must never be heard. */
  async function neverHome(run: Simulation): Promise<void> {
    await run.toEnd();
    const found = run.devices().find(({ name }) => name === "home");
    if (found !== undefined) throw new Error("home was heard");
  }

  test("prints the smallest scenario as code that fails again when it is pasted", async () => {
    const error = await failureOf(checkScenarios(neverHome, { seed: 3, runs: 200 }));
    const { script } = error;
    expect(script).toMatchObject({
      people: [],
      attacks: [],
      browsers: [],
      logs: [],
      happenings: [],
    });
    expect(script.networks).toHaveLength(1);
    expect(script.networks[0]).toMatchObject({ ssid: "home", security: "open" });
    expect(script.radios.length + script.helpers.length + script.sensors.length).toBe(1);
    expect(error.message).toContain(`with seed ${error.seed}:\n\n  home was heard\n`);
    expect(error.message).toContain(error.code);
    expect(error.message).toMatch(
      /To look for it again: checkScenarios\(…, \{ seed: 3, path: "[\d:]+" \}\)$/,
    );
    expect(error.code).toContain('import { scenario } from "moirai/scenario";');
    expect(error.code).toMatch(
      /on\.accessPoint\(\{ ssid: "home", channel: "\d+", security: "open" \}\)/,
    );
    expect(error.code).toContain(`simulate(found, { seed: ${error.seed} })`);
    await using again = await simulate(pasted(error.code), { seed: error.seed });
    await expect(neverHome(again)).rejects.toThrow("home was heard");
  });

  test("begins at the failure with the path that it printed", async () => {
    const first = await failureOf(checkScenarios(neverHome, { seed: 3, runs: 200 }));
    const path = /path: "([\d:]+)"/.exec(first.message)![1]!;
    let tries = 0;
    const second = await failureOf(checkScenarios((run) => {
      tries += 1;
      return neverHome(run);
    }, { seed: 3, path }));
    expect(second.script).toEqual(first.script);
    expect(tries).toBeLessThan(30);
  });

  test("passes where the property holds, and takes scenarios of one's own", async () => {
    let tries = 0;
    await checkScenarios(async (run) => {
      tries += 1;
      await run.toEnd();
      expect(run.scenario.radios).toEqual(["radio0"]);
    }, {
      runs: 5,
      seed: 2026,
      scenarios: scenarioScripts({ lengthMs: 2_000, radios: 1, helpers: 0, sensors: 0 }),
    });
    expect(tries).toBe(5);
  });
});

describe("scenarioScripts()", () => {
  test("gives scripts that no builder refuses, and whose code makes the same", async () => {
    await fc.assert(
      fc.property(scenarioScripts(), (script) => {
        const built = buildScenario(script);
        const read = pasted(`${printScenario(script)}\nawait using`);
        expect(read).toMatchObject({
          lengthMs: built.lengthMs,
          radios: built.radios,
          settings: built.settings,
          happenings: built.happenings,
        });
      }),
      { numRuns: 200, seed: 2026 },
    );
  });

  test("gives scripts whose code plays the same, event for event", async () => {
    await fc.assert(
      fc.asyncProperty(scenarioScripts({ lengthMs: 5_000 }), async (script) => {
        const digest = async (played: Scenario) => {
          await using run = await simulate(played, { seed: 1 });
          await run.toEnd();
          return run.digest();
        };
        const code = `${printScenario(script)}\nawait using`;
        expect(await digest(pasted(code))).toBe(await digest(buildScenario(script)));
      }),
      { numRuns: 10, seed: 2026 },
    );
  });
});

describe("a server, whatever happens,", () => {
  // The same scenarios each time: a run fails for what was changed, and another seed tries others.
  const tries = { runs: 25, seed: 2026 };

  test("fails nowhere inside, counts every packet, keeps its limits, and leaves nothing", async () => {
    await checkScenarios(async (run) => {
      const checkSaid = followSaid(run);
      await run.toEnd();
      await expectPacketsAddUp(run);
      await expectBounded(run);
      await expectNothingLeft(run);
      checkSaid();
    }, tries);
  });

  test("sends every event once and in order", async () => {
    await checkScenarios(async (run) => {
      const checkEvents = await followEvents(run);
      await run.toEnd();
      await checkEvents();
    }, { ...tries, within: { lengthMs: 10_000 } });
  });

  test("says the same again for the same seed", async () => {
    await checkScenarios(async (run) => {
      await run.toEnd();
      await using again = await simulate(run.scenario, { seed: run.seed });
      await again.toEnd();
      expect(again.digest()).toBe(run.digest());
    }, { ...tries, within: { lengthMs: 10_000, logs: ["kismet", "pcapng"] } });
  });
});
