// What JSR would get: deno.json says the same as package.json, `deno publish` finds nothing wrong, and
// modules that come from an address start their threads as those in files do.
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join, normalize } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { VERSION } from "../../actors/server/version.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const deno = join(root, "node_modules", ".bin", "deno");
const isNode = process.versions.bun === undefined && process.versions["deno"] === undefined;

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly license: string;
  readonly exports: Record<string, string>;
}
const read = <T>(name: string) => JSON.parse(readFileSync(join(root, name), "utf8")) as T;
interface Dependencies {
  readonly dependencies: Record<string, string>;
  readonly devDependencies: Record<string, string>;
}
const ofNpm = read<Manifest & Dependencies>("package.json");
const ofJsr = read<Manifest & { imports: Record<string, string> }>("deno.json");

describe("deno.json", () => {
  test("says the same as package.json", () => {
    expect(ofJsr.name.split("/")[1]).toBe(ofNpm.name);
    expect(ofJsr.version).toBe(ofNpm.version);
    expect(ofJsr.license).toBe(ofNpm.license);
    expect(ofJsr.exports).toEqual(ofNpm.exports);
    // Only whoever imports the property tests gets fast-check.
    const { "fast-check": fastCheck = "" } = ofNpm.devDependencies;
    const imports = Object.entries({ ...ofNpm.dependencies, "fast-check": fastCheck })
      .map(([name, version]) => [name, `npm:${name}@${version}`]);
    expect(ofJsr.imports).toEqual(Object.fromEntries(imports));
  });

  test("has the version that the program tells", () => {
    expect(VERSION).toBe(ofNpm.version);
  });
});

describe.skipIf(!isNode)("the JSR package (tried once, under Node)", () => {
  let folder = "";
  let server: Server;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "moirai-jsr-"));
    server = createServer((request, response) => {
      response.setHeader("content-type", "application/typescript");
      response.end(readFileSync(join(root, normalize(request.url!))));
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  });
  afterAll(() => {
    server.close();
    rmSync(folder, { recursive: true, force: true });
  });

  test("`deno publish` would take it, with explicit types of all that is public", () => {
    // `tsc` has checked the types already.
    const args = ["publish", "--dry-run", "--allow-dirty", "--no-check"];
    const { stdout, stderr, status } = spawnSync(deno, args, { cwd: root, encoding: "utf8" });
    expect(stdout + stderr).not.toMatch(/^(?:error|warning)/m);
    expect(stderr).toContain("Success");
    expect(status).toBe(0);
    for (const path of Object.values(ofNpm.exports)) {
      expect(stderr).toContain(join(root, normalize(path)));
    }
    // Tests, benches and what only the other ways to install take stay here.
    expect(stderr).not.toMatch(/\/(?:tests|bench|cli|scripts|node_modules)\/|single-file\.ts/);
  });

  test("modules from an address open databases", async () => {
    const { port } = server.address() as AddressInfo;
    const script = `
      import { detectPlatform } from "http://127.0.0.1:${port}/adapters/platform/detect.ts";
      const platform = await detectPlatform();
      const database = await platform.databases.open({ path: "a.db" });
      await database.run("create table here (number)");
      console.log(await database.run("insert into here values (1), (2)"));
      await database.close();
    `;
    const child = spawn(deno, ["run", "--allow-all", "--no-config", "-"], {
      cwd: folder,
      env: { ...process.env, DENO_DIR: folder, NO_COLOR: "1" },
    });
    let output = "";
    child.stdout.on("data", (chunk) => output += String(chunk));
    let complaint = "";
    child.stderr.on("data", (chunk) => complaint += String(chunk));
    child.stdin.end(script);
    const status = await new Promise((resolve) => child.once("close", resolve));
    expect([output, status], complaint).toEqual(["2\n", 0]);
  });
});
