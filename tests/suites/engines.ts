// The three engines as commands, for tests whose claim is about processes.
import { existsSync } from "node:fs";
import process from "node:process";
import { fileURLToPath } from "node:url";

export type Engine = "node" | "bun" | "deno";

export const ENGINES: readonly Engine[] = ["node", "bun", "deno"];

const binary = (name: string) =>
  fileURLToPath(new URL(`../../node_modules/.bin/${name}`, import.meta.url));

/** The engine that runs the tests. */
export const OWN_ENGINE: Engine = process.versions.bun !== undefined
  ? "bun"
  : process.versions["deno"] !== undefined
  ? "deno"
  : "node";

/** Engines that are not installed. */
export const MISSING_ENGINES: readonly Engine[] = ENGINES.filter((name) =>
  !existsSync(binary(name))
);

/** Program and arguments that run a script, under the engine of the tests unless another is named. */
export function engineCommand(script: string, engine: Engine = OWN_ENGINE): string[] {
  // Some of the binaries are scripts that start the engine, and do not pass signals on.
  const program = engine === OWN_ENGINE ? process.execPath : binary(engine);
  return [program, ...engine === "deno" ? ["run", "-A"] : [], script];
}
