// What a log keeps when its process is killed, whenever that is: everything but the last second, in a
// file that is whole and can be continued.
import { spawn } from "node:child_process";
import { existsSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { afterAll, expect, onTestFinished, test } from "vitest";
import { OWN_ENGINE } from "../../suites/engines.ts";
import { newDirectory, rowsOf } from "../../suites/log-world.ts";

const CHILD = fileURLToPath(new URL("./logging-child.ts", import.meta.url));
/** Twenty kills under Node, eight under the others: what is killed is mostly SQLite. */
const CHAINS = OWN_ENGINE === "node" ? 5 : 2;
const KILLS = 4;
const MAY_BE_LOST_MS = 1000;

const compiled = newDirectory();
afterAll(() => rmSync(compiled, { recursive: true, force: true }));

/** Lets a server log, kills it, and says how many packets it had at least a second before. */
async function logAndKill(directory: string, lifeMs: number): Promise<number> {
  const self = process.versions["deno"] === undefined ? [] : ["run", "-A"];
  const child = spawn(process.execPath, [...self, CHILD, directory], {
    stdio: ["ignore", "ignore", "inherit"],
    // Half of the processor time of a short life is compiling.
    env: { ...process.env, NODE_COMPILE_CACHE: compiled },
  });
  const exited = new Promise<void>((resolve) => child.on("exit", () => resolve()));
  const progress = join(directory, "progress");
  rmSync(progress, { force: true });
  await expect.poll(() => existsSync(progress) && statSync(progress).size > 0, { timeout: 20_000 })
    .toBe(true);
  await new Promise((resolve) => setTimeout(resolve, lifeMs));
  const killedMs = Date.now();
  child.kill("SIGKILL");
  await exited;
  const announced = readFileSync(progress, "utf8").trim().split("\n")
    .map((line) => line.split(" ").map(Number));
  return announced.findLast(([, atMs]) => atMs! < killedMs - MAY_BE_LOST_MS)?.[0] ?? 0;
}

test(
  `the kismet log of a killed process is whole and lacks less than a second, ${
    CHAINS * KILLS
  } times`,
  async () => {
    const kept: number[] = [];
    await Promise.all(Array.from({ length: CHAINS }, async (_, chain) => {
      const directory = newDirectory();
      onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
      const path = join(directory, "Kismet.kismet");
      let before = 0;
      for (let kill = 0; kill < KILLS; kill++) {
        const safe = await logAndKill(directory, 1050 + 37 * chain + 13 * kill);
        // The next server finds what the killed one left, and goes on in the same file.
        const [[count]] = await rowsOf(path, "SELECT count(*) FROM packets") as [[number]];
        expect(count - before).toBeGreaterThanOrEqual(safe);
        expect(await rowsOf(path, "PRAGMA integrity_check")).toEqual([["ok"]]);
        before = count;
        kept.push(safe);
      }
      expect(readdirSync(directory).filter((name) => name.endsWith(".kismet")))
        .toEqual(["Kismet.kismet"]);
      const numbers = "SELECT count(DISTINCT packetid) = count(*) FROM packets";
      expect(await rowsOf(path, numbers)).toEqual([[1]]);
    }));
    // The comparison means something only where packets were more than a second old.
    expect(kept.filter((safe) => safe > 0).length).toBeGreaterThan(CHAINS * KILLS / 2);
  },
  120_000,
);
