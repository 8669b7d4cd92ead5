// Property tests of scenarios (`moirai/testing/properties`), for programs that have fast-check: something
// that must hold whatever happens in the air and around the server is tried on random scenarios. The
// smallest one in which it does not hold is printed as code.
//
// @example
// await checkScenarios(async (run) => {
//   await run.toEnd();
//   expect(run.devices().length).toBeLessThan(1000);
// });
import * as fc from "fast-check";
import type { Scenario } from "../runtime/scenario/scenario.ts";
import { ScenarioError } from "../runtime/scenario/scenario-error.ts";
import { type ScenarioBounds, scenarioScripts } from "./scenario-arbitraries.ts";
import { buildScenario, printScenario, type ScenarioScript } from "./scenario-script.ts";
import { simulate, type SimulateOptions, type Simulation } from "./simulate.ts";

export { type ScenarioBounds, scenarioScripts };
export { buildScenario, printScenario, type ScenarioScript };

const RUNS = 50;
const SEED_MAX = 0xffff_ffff;

export interface CheckOptions {
  /** Scenarios to try; 50 when left out. */
  readonly runs?: number;
  /** Of the choice of scenarios: the same tries the same ones. */
  readonly seed?: number;
  /** Where to begin, as a failure says it. */
  readonly path?: string;
  /** The most of everything. */
  readonly within?: Partial<ScenarioBounds>;
  /** Scenarios of your own choice, instead. */
  readonly scenarios?: fc.Arbitrary<ScenarioScript>;
  /** Further options of each run. */
  readonly simulate?: Omit<SimulateOptions, "seed">;
}

/** A scenario in which the property does not hold, and how to play it again. */
export class ScenarioPropertyError extends Error {
  readonly script: ScenarioScript;
  /** Of the run, for `simulate`. */
  readonly seed: number;
  /** The scenario and its run as code. */
  readonly code: string;

  constructor(message: string, found: Found, code: string, cause: unknown) {
    super(message, { cause });
    this.name = "ScenarioPropertyError";
    this.script = found.script;
    this.seed = found.seed;
    this.code = code;
  }
}

interface Found {
  readonly script: ScenarioScript;
  readonly seed: number;
}

/** Tries the property on random scenarios; rejects with a `ScenarioPropertyError`. */
export async function checkScenarios(
  property: (run: Simulation) => void | Promise<void>,
  options: CheckOptions = {},
): Promise<void> {
  const scripts = options.scenarios ?? scenarioScripts(options.within);
  const found = fc.record({ script: scripts, seed: fc.integer({ min: 0, max: SEED_MAX }) });
  const details = await fc.check(
    fc.asyncProperty(found, async ({ script, seed }) => {
      await using run = await simulate(built(script), { ...options.simulate, seed });
      await property(run);
    }),
    {
      numRuns: options.runs ?? RUNS,
      ...options.seed !== undefined && { seed: options.seed },
      ...options.path !== undefined && { path: options.path, endOnFailure: false },
    },
  );
  if (!details.failed) return;
  const { counterexample, errorInstance, seed, counterexamplePath, numRuns, numShrinks } = details;
  if (counterexample === null) throw new Error("fast-check gave up before it tried anything");
  const [smallest] = counterexample;
  const code = codeOf(smallest);
  const reason = errorInstance instanceof Error ? errorInstance.message : String(errorInstance);
  throw new ScenarioPropertyError(
    `the property does not hold in scenario ${numRuns}, made smaller ${numShrinks} times, with ` +
      `seed ${smallest.seed}:\n\n${indented(reason)}\n\nTo play it again:\n\n${code}\n` +
      `To look for it again: checkScenarios(…, ` +
      `{ seed: ${seed}, path: "${counterexamplePath ?? ""}" })`,
    smallest,
    code,
    errorInstance,
  );
}

/** Scripts that contradict themselves, as smaller ones may, are no scenarios to try. */
function built(script: ScenarioScript): Scenario {
  try {
    return buildScenario(script);
  } catch (error) {
    if (error instanceof ScenarioError) return fc.pre(false) as never;
    throw error;
  }
}

function codeOf({ script, seed }: Found): string {
  return [
    'import { scenario } from "moirai/scenario";',
    'import { simulate } from "moirai/testing";',
    "",
    printScenario(script),
    `await using run = await simulate(found, { seed: ${seed} });`,
    "await run.toEnd();",
    "",
  ].join("\n");
}

function indented(text: string): string {
  return text.split("\n").map((line) => line === "" ? "" : `  ${line}`).join("\n");
}
