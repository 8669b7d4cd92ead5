// Every scenario says the same, event for event, whatever engine it is played under.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { SCENARIOS } from "../../scenarios/scenarios.ts";

const binary = (name: string) =>
  fileURLToPath(new URL(`../../node_modules/.bin/${name}`, import.meta.url));
const script = fileURLToPath(new URL("print-digests.ts", import.meta.url));
const COMMANDS: readonly (readonly string[])[] = [
  [binary("node"), script],
  [binary("bun"), script],
  [binary("deno"), "run", "-A", script],
];
const missing = COMMANDS.filter(([program]) => !existsSync(program!));
const isNode = process.versions.bun === undefined && process.versions["deno"] === undefined;
const problem = missing.length > 0
  ? `${missing.map(([program]) => program).join(", ")} missing`
  : isNode
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
    const [node, bun, deno] = await Promise.all(COMMANDS.map(run));
    expect(node!.trim().split("\n")).toHaveLength(SCENARIOS.length);
    expect(bun).toBe(node);
    expect(deno).toBe(node);
  },
);
