// Run by digests.test.ts under each engine: prints the digest of the beginning of every scenario.
import { SCENARIOS } from "../../scenarios/scenarios.ts";
import { simulate } from "../../testing/simulate.ts";

const PLAYED_MS = 30_000;

for (const scenario of SCENARIOS) {
  await using run = await simulate(scenario, { seed: "engines" });
  await run.advance(Math.min(PLAYED_MS, scenario.lengthMs));
  console.log(`${scenario.name} ${run.digest()}`);
}
