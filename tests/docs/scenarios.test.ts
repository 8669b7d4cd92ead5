// What docs/scenarios.md shows is run as it stands there.
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, test } from "vitest";
import { Attacker } from "../../runtime/scenario/attacks.ts";
import { ScenarioBuilder } from "../../runtime/scenario/builder.ts";
import { minutes, scenario, seconds } from "../../runtime/scenario/scenario.ts";
import { checkScenarios } from "../../testing/properties.ts";
import { BOUNDS_DEFAULT } from "../../testing/scenario-arbitraries.ts";
import { simulate } from "../../testing/simulate.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const node = join(root, "node_modules", ".bin", "node");
const page = readFileSync(join(root, "docs", "scenarios.md"), "utf8");
const commands = [...page.matchAll(/^npm start -- (simulate .*)$/gm)].map(([, line]) => line!);
const folder = mkdtempSync(join(tmpdir(), "moirai-scenarios-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("docs/scenarios.md", () => {
  test.each(commands.filter((line) => !line.includes("--serve")))("%s", (line) => {
    const result = spawnSync(node, [join(root, "main.ts"), ...line.split(" ")], {
      cwd: folder,
      encoding: "utf8",
    });
    expect(result.stderr).not.toContain("error");
    expect(result.status).toBe(0);
    expect(result.stdout).not.toBe("");
    const file = /--pcap (\S+)/.exec(line)?.[1];
    if (file !== undefined) expect(statSync(join(folder, file)).size).toBeGreaterThan(10_000);
  });

  test.each(commands.filter((line) => line.includes("--serve")))("%s", async (line) => {
    const args = [...line.split(" "), "--port", "0", "--homedir", folder];
    const child = spawn(node, [join(root, "main.ts"), ...args], { cwd: folder });
    let printed = "";
    const address = await new Promise<string>((resolve, reject) => {
      const look = (chunk: unknown) => {
        printed += String(chunk);
        const [found] = /http:\/\/\S+/.exec(printed.slice(printed.indexOf("Open "))) ?? [];
        if (printed.includes("Open ") && found !== undefined) resolve(found);
      };
      child.stdout.on("data", look);
      child.stderr.on("data", look);
      child.on("close", (code) => reject(new Error(`ended with ${code}: ${printed}`)));
    });
    const ended = new Promise((resolve) => child.on("close", resolve));
    const login = await fetch(address, { redirect: "manual" });
    const cookie = login.headers.get("set-cookie")!.split(";")[0]!;
    const path = "/devices/views/all/devices.json";
    const base = new URL(address).origin;
    let devices: unknown[] = [];
    while (devices.length < 5) {
      const answer = await fetch(base + path, { headers: { cookie } });
      devices = await answer.json() as unknown[];
    }
    // Deno names the signal as the cause of the end when its own `kill` sent it.
    process.kill(child.pid!, "SIGINT");
    expect(await ended).toBe(0);
  });

  test("shows a script and a test that hold", async () => {
    const blocks = [...page.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, code]) =>
      code!.replace(/^import .*$/gm, "")
    );
    const [script, kit, property] = [blocks[0]!, blocks.at(-2)!, blocks.at(-1)!];
    for (const part of blocks.slice(1, -2)) {
      scenario("part", "", minutes(3), (on) => {
        on.radio("roof", { channels: ["6"] });
        new Function("on", "seconds", part)(on, seconds);
      });
    }
    const cafe = new Function(
      "scenario",
      "minutes",
      "seconds",
      `${script.replace("export const cafe =", "return")}`,
    )(scenario, minutes, seconds) as unknown;
    let body: (() => Promise<void>) | undefined;
    // Engines differ in `await using`, so that the run is closed by hand.
    const code = kit.replace("await using run", "const run").replace(
      /\n\}\);\s*$/,
      "\n  await run.moirai.stop();\n});",
    );
    new Function("test", "expect", "simulate", "cafe", code)(
      (_name: string, run: () => Promise<void>) => body = run,
      expect,
      simulate,
      cafe,
    );
    await body!();
    new Function("test", "expect", "checkScenarios", property)(
      (_name: string, run: () => Promise<void>) => body = run,
      expect,
      checkScenarios,
    );
    await body!();
  });

  test("shows options of checkScenarios() that there are", () => {
    const section = page.slice(page.indexOf("## Whatever happens"));
    for (const name of Object.keys(BOUNDS_DEFAULT)) expect(section).toContain(`\`${name}\``);
  });

  test("names every attack", () => {
    const attacks = Object.getOwnPropertyNames(Attacker.prototype)
      .filter((name) => !["constructor", "send", "later", "repeat"].includes(name));
    const table = page.slice(page.indexOf("| attacker's"), page.indexOf("An evil twin is"));
    const named = [...table.matchAll(/`(\w+)/g)].map(([, name]) => name);
    expect(attacks.filter((name) => !named.includes(name))).toEqual([]);
  });

  test("names every call of the builder", () => {
    const calls = Object.getOwnPropertyNames(ScenarioBuilder.prototype)
      .filter((name) => !["constructor", "finish"].includes(name));
    const table = page.slice(page.indexOf("| call"), page.indexOf("## In your own tests"));
    const named = [...table.matchAll(/`(\w+)\(?/g)].map(([, name]) => name);
    expect(calls.filter((name) => !named.includes(name))).toEqual([]);
  });
});
