// The npm package as somebody gets it who installs it: built, packed, unpacked into a project that
// has its dependencies, and used through its exports with types.
import { spawnSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));
const bin = (name: string) => join(root, "node_modules", ".bin", name);
const isNode = process.versions.bun === undefined && process.versions["deno"] === undefined;

const CONSUMER = `
import { createMoirai, VERSION } from "moirai";
import { createSettings } from "moirai/settings";
import { detectPlatform } from "moirai/platform";
import { minutes, scenario } from "moirai/scenario";
import { SCENARIOS } from "moirai/scenarios";
import { simulate } from "moirai/testing";
import { MoiraiClient } from "moirai/client";

const home = scenario("home", "a network", minutes(1), (on) => {
  on.radio("roof", { channels: ["6"] });
  on.accessPoint({ ssid: "home", channel: "6", security: "wpa2-psk" });
});
const run = await simulate(home, { seed: 1 });
await run.toEnd();
const names: string[] = run.devices().map((device) => device.name);
await run.moirai.stop();
const moirai = await createMoirai({ platform: await detectPlatform(), settings: createSettings() });
const answer = await moirai.fetch(new Request("http://moirai/system/status.json"));
await moirai.stop();
console.log(JSON.stringify({
  version: VERSION,
  names,
  digest: run.digest(),
  status: answer.status,
  scenarios: SCENARIOS.length > 25,
  client: typeof MoiraiClient,
}));
`;

describe.skipIf(!isNode)("the npm package (built once, under Node)", () => {
  let folder = "";

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "moirai-package-"));
    const built = spawnSync(bin("node"), [join(root, "scripts", "build.mjs")], {
      encoding: "utf8",
    });
    expect(built.stderr).toBe("");
    const packed = spawnSync("npm", ["pack", "--silent", join(root, "dist")], {
      cwd: folder,
      encoding: "utf8",
    });
    const archive = packed.stdout.trim().split("\n").at(-1)!;
    mkdirSync(join(folder, "node_modules"));
    spawnSync("tar", ["xzf", archive], { cwd: folder });
    spawnSync("mv", ["package", "node_modules/moirai"], { cwd: folder });
    for (const name of readdirSync(join(root, "node_modules"))) {
      if (name === ".bin" || name === "moirai") continue;
      symlinkSync(join(root, "node_modules", name), join(folder, "node_modules", name));
    }
    writeFileSync(join(folder, "package.json"), '{ "type": "module" }');
    writeFileSync(join(folder, "consumer.ts"), CONSUMER);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test("says the same through its exports under three engines", () => {
    const outputs = [["node"], ["bun"], ["deno", "run", "-A"]].map(([engine, ...args]) => {
      const result = spawnSync(bin(engine!), [...args, "consumer.ts"], {
        cwd: folder,
        encoding: "utf8",
      });
      expect(result.stderr).toBe("");
      return JSON.parse(result.stdout) as unknown;
    });
    expect(outputs[0]).toMatchObject({
      names: ["home"],
      status: 200,
      scenarios: true,
      client: "function",
    });
    expect(outputs[1]).toEqual(outputs[0]);
    expect(outputs[2]).toEqual(outputs[0]);
  });

  test("has types that a strict project accepts", () => {
    const args = [
      "--noEmit",
      "--strict",
      "--skipLibCheck",
      "--module",
      "nodenext",
      "--target",
      "es2024",
    ];
    const lib = ["--lib", "es2024,esnext.disposable,dom,dom.iterable,dom.asynciterable"];
    const result = spawnSync(bin("tsc"), [...args, ...lib, "--types", "node", "consumer.ts"], {
      cwd: folder,
      encoding: "utf8",
    });
    expect(result.stdout).toBe("");
  });

  test("brings the command and the pages", () => {
    const moirai = join(folder, "node_modules", "moirai");
    const result = spawnSync(bin("node"), [join(moirai, "moirai.js"), "--help"], {
      encoding: "utf8",
    });
    expect(result.stdout).toContain("moirai");
    expect(result.status).toBe(0);
    for (const name of ["LICENSE", "README.md", "web/index.html"]) {
      expect(existsSync(join(moirai, name)), name).toBe(true);
    }
    // Tests, benches and sources are nobody's business.
    expect(existsSync(join(moirai, "tests"))).toBe(false);
  });
});
