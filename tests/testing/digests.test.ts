// Every scenario says the same, event for event, whatever engine it is played under.
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { SCENARIOS } from "../../scenarios/scenarios.ts";
import { engineCommand, ENGINES, MISSING_ENGINES, OWN_ENGINE } from "../suites/engines.ts";

const script = fileURLToPath(new URL("print-digests.ts", import.meta.url));
const problem = MISSING_ENGINES.length > 0
  ? `${MISSING_ENGINES.join(", ")} missing`
  : OWN_ENGINE === "node"
  ? undefined
  : "the run under Node compares all engines";

function run([program, ...args]: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(program!, args, { stdio: ["ignore", "pipe", "inherit"] });
    let output = "";
    child.stdout.on("data", (chunk) => output += String(chunk));
    child.on("error", reject);
    child.on("close", (code) => code === 0 ? resolve(output) : reject(new Error(`exit ${code}`)));
  });
}

test.skipIf(problem !== undefined)(
  `each scenario has one digest under every engine (skipped where: ${problem})`,
  async () => {
    const [node, bun, deno] = await Promise.all(
      ENGINES.map((engine) => run(engineCommand(script, engine))),
    );
    expect(node!.trim().split("\n")).toHaveLength(SCENARIOS.length);
    expect(bun).toBe(node);
    expect(deno).toBe(node);
  },
);
