import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { createHash } from "node:crypto";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
// @ts-expect-error The scripts are plain JavaScript, for Nodes that run no TypeScript.
import { isNewEnough, reasonToInstall } from "../../scripts/project.mjs";

describe("reasonToInstall()", () => {
  let root = "";
  const write = (path: string, text: string, timeSec: number) => {
    writeFileSync(join(root, path), text);
    utimesSync(join(root, path), timeSec, timeSec);
  };
  const installEngines = () => {
    mkdirSync(join(root, "node_modules/.bin"), { recursive: true });
    for (const engine of ["node", "bun", "deno"]) write(`node_modules/.bin/${engine}`, "", 1);
  };
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), "moirai-project-"));
    write("package-lock.json", "lock", 100);
  });
  afterEach(() => rmSync(root, { recursive: true }));

  test("names the engine that is missing", () => {
    expect(reasonToInstall(root)).toBe("node is not installed");
    installEngines();
    rmSync(join(root, "node_modules/.bin/deno"));
    expect(reasonToInstall(root)).toBe("deno is not installed");
  });

  test("takes an installation by npm that is newer than the lock file", () => {
    installEngines();
    expect(reasonToInstall(root)).toBe("the packages are not those of package-lock.json");
    write("node_modules/.package-lock.json", "", 200);
    expect(reasonToInstall(root)).toBeUndefined();
    write("package-lock.json", "lock", 300);
    expect(reasonToInstall(root)).toBe("package-lock.json changed");
  });

  test("compares the lock file's contents once they were noted, whatever its time", () => {
    installEngines();
    write("node_modules/.moirai-lock", createHash("sha256").update("lock").digest("hex"), 1);
    expect(reasonToInstall(root)).toBeUndefined();
    write("package-lock.json", "other", 1);
    expect(reasonToInstall(root)).toBe("package-lock.json changed");
  });
});

test("isNewEnough() takes Nodes that run TypeScript", () => {
  expect(["22.18.0", "22.19.1", "24.0.0"].map(isNewEnough)).toEqual([true, true, true]);
  expect(["18.20.0", "20.20.2", "22.17.9"].map(isNewEnough)).toEqual([false, false, false]);
});
