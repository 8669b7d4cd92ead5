// Time from the start of a process to its first answer over HTTP.
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Engine, ROOT } from "./engines.ts";

const ROUNDS = 5;
const LIMIT_MS = 20_000;

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.listen(0, "127.0.0.1", () => {
      const { port } = probe.address() as { port: number };
      probe.close(() => resolve(port));
    });
  });
}

async function once(engine: Engine, home: string): Promise<number> {
  const port = await freePort();
  const [program, ...leading] = engine.command;
  const startMs = performance.now();
  const child = spawn(
    program!,
    [...leading, join(ROOT, "main.ts"), "serve", "--port", String(port), "--homedir", home, "-s"],
    { cwd: ROOT, stdio: "ignore" },
  );
  try {
    for (;;) {
      const answer = await fetch(`http://127.0.0.1:${port}/system/user_status.json`)
        .catch(() => undefined);
      if (answer?.ok) return performance.now() - startMs;
      if (performance.now() - startMs > LIMIT_MS) throw new Error("it did not answer");
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
  } finally {
    // Ended in order, as people end it: Node then keeps what it compiled for the next start.
    child.kill("SIGTERM");
    await new Promise((resolve) => child.on("close", resolve));
  }
}

/** Median over several starts, in ms; the first, which fills disk caches, is not counted. */
export async function measureStart(engine: Engine): Promise<number> {
  const home = mkdtempSync(join(tmpdir(), "moirai-start-"));
  try {
    await once(engine, home);
    const times: number[] = [];
    for (let round = 0; round < ROUNDS; round++) times.push(await once(engine, home));
    return times.sort((a, b) => a - b)[Math.floor(ROUNDS / 2)]!;
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}
