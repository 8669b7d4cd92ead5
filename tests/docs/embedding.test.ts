// docs/embedding.md: its options are those of the program, its examples exist (tests/examples.test.ts
// runs them).
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));
const page = readFileSync(`${root}/docs/embedding.md`, "utf8");

test("docs/embedding.md explains every option that there is", () => {
  const source = readFileSync(`${root}/mod.ts`, "utf8");
  const from = source.indexOf("export interface MoiraiOptions");
  const body = source.slice(from, source.indexOf("\n}", from));
  const options = [...body.matchAll(/^ {2}readonly (\w+)\??:/gm)].map(([, name]) => name!);
  expect(options.length).toBeGreaterThan(8);
  const table = page.slice(
    page.indexOf("## What you can hand in"),
    page.indexOf("## What you get"),
  );
  const named = [...table.matchAll(/`(\w+)`/g)].map(([, name]) => name);
  expect(options.filter((name) => name !== "shutdown" && !named.includes(name))).toEqual([]);
});

test("docs/embedding.md names every import that the package has, and no other", () => {
  const { exports } = JSON.parse(readFileSync(`${root}/package.json`, "utf8")) as {
    exports: Record<string, string>;
  };
  const table = page.slice(page.indexOf("## As a package"));
  const named = [...table.matchAll(/`(moirai(?:\/[a-z-]+)*)`/g)].map(([, name]) => name);
  expect(named.sort()).toEqual(
    Object.keys(exports).map((name) => name.replace(".", "moirai")).sort(),
  );
  for (const path of Object.values(exports)) expect(existsSync(`${root}/${path}`), path).toBe(true);
});

test("docs/embedding.md names every example, and commands that tests run", () => {
  for (const name of readdirSync(`${root}/examples`).filter((one) => one.endsWith(".ts"))) {
    expect(page).toContain(`../examples/${name}`);
  }
  for (const [, path] of page.matchAll(/\]\(([^)#]+)/g)) {
    expect(existsSync(`${root}/docs/${path}`), path).toBe(true);
  }
  const examples = readFileSync(`${root}/tests/examples.test.ts`, "utf8");
  for (const [, name] of page.matchAll(/^node examples\/(\S+)/gm)) {
    expect(examples).toContain(`"${name}"`);
  }
});
