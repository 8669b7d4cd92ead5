// Runs a bench case in a process of its own under each engine and reads the one JSON line it prints.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const bin = (name: string) => join(ROOT, "node_modules", ".bin", name);

export interface Engine {
  readonly name: "node" | "bun" | "deno";
  /** Program and leading arguments that run a script. */
  readonly command: readonly string[];
}

export const ENGINES: readonly Engine[] = ([
  { name: "node", command: [bin("node"), "--expose-gc"] },
  { name: "bun", command: [bin("bun"), "--expose-gc"] },
  { name: "deno", command: [bin("deno"), "run", "-A", "--v8-flags=--expose-gc"] },
] as const).filter((engine) => existsSync(engine.command[0]));

/** What a case prints: names to numbers. */
export type Figures = Record<string, number>;

export class BenchError extends Error {}

/** Runs `bench/cases/<name>.ts` with arguments; rejects when it fails or prints no figures. */
export function runCase(
  engine: Engine,
  name: string,
  args: readonly string[] = [],
): Promise<Figures> {
  const script = join(ROOT, "bench", "cases", `${name}.ts`);
  const [program, ...leading] = engine.command;
  return new Promise((resolve, reject) => {
    const child = spawn(program!, [...leading, script, ...args], {
      cwd: ROOT,
      stdio: ["ignore", "pipe", "inherit"],
    });
    let output = "";
    child.stdout.on("data", (chunk) => output += String(chunk));
    child.on("error", reject);
    child.on("close", (code) => {
      const line = output.trim().split("\n").at(-1) ?? "";
      try {
        if (code !== 0) throw new Error(`exit status ${code}`);
        resolve(JSON.parse(line) as Figures);
      } catch (cause) {
        reject(new BenchError(`${name} under ${engine.name} gave no figures`, { cause }));
      }
    });
  });
}
