import { describe, expect, test } from "vitest";
import { formatConfigProblem } from "../../../protocols/config/config-file.ts";
import {
  addConfigFile,
  addConfigOverride,
  applyOverride,
  CONFIG_DEPTH_MAX,
  CONFIG_ENTRIES_MAX,
  CONFIG_FILES_MAX,
  type ConfigReader,
  type ConfigTree,
  createConfigTree,
} from "../../../protocols/config/config-tree.ts";

const readerOf = (files: Record<string, string>): ConfigReader => ({
  file: (path) =>
    Promise.resolve(
      path in files
        ? { files: [{ path, text: files[path]! }] }
        : { reason: `cannot include "${path}"` },
    ),
  matching: (pattern) =>
    Promise.resolve({
      files: Object.keys(files)
        .filter((path) => path === pattern || path.startsWith(pattern.replace("*", "")))
        .map((path) => ({ path, text: files[path]! })),
    }),
});

const valuesOf = (tree: ConfigTree) =>
  Object.fromEntries([...tree.values].map(([key, list]) => [key, list.map((one) => one.value)]));

async function load(files: Record<string, string>, main = "main"): Promise<ConfigTree> {
  const tree = createConfigTree();
  await addConfigFile(tree, { path: main, text: files[main]! }, readerOf(files));
  return tree;
}

describe("addConfigFile()", () => {
  test("appends repeated keys, with = and += alike", async () => {
    const tree = await load({ main: "a=1\na=2\na+=3\nb+=4" });
    expect(valuesOf(tree)).toEqual({ a: ["1", "2", "3"], b: ["4"] });
  });

  test("reads included files where the line stands", async () => {
    const tree = await load({ main: "a=1\ninclude=two\na=3", two: "a=2" });
    expect(valuesOf(tree)).toEqual({ a: ["1", "2", "3"] });
    expect(tree.files).toEqual(["main", "two"]);
    expect(tree.values.get("a")![1]).toMatchObject({ file: "two", line: 1 });
  });

  test("applies overrides after the whole file, each by its own rule", async () => {
    const tree = await load({
      main: "opt_override=site\na=1\nb=1\nopt_override=missing",
      site: "a+=2\na+=3\nb+=2\nb=3",
    });
    expect(valuesOf(tree)).toEqual({ a: ["1", "2", "3"], b: ["2", "3"] });
    expect(tree.problems).toEqual([]);
  });

  test("takes every match of an optional include, and none without complaint", async () => {
    const tree = await load({
      main: "opt_include=conf.d/*\nopt_include=none/*",
      "conf.d/1": "a=1",
      "conf.d/2": "a=2",
    });
    expect(valuesOf(tree)).toEqual({ a: ["1", "2"] });
    expect(tree.problems).toEqual([]);
  });

  test("reports a missing include as an error with its line", async () => {
    const tree = await load({ main: "a=1\ninclude=gone" });
    expect(tree.problems.map(formatConfigProblem)).toEqual(['main:2: cannot include "gone"']);
    expect(tree.problems[0]!.severity).toBe("error");
  });

  test("ends when files include each other", async () => {
    const tree = await load({ main: "include=two", two: "include=main\na=1" });
    expect(valuesOf(tree)).toEqual({ a: ["1"] });
    expect(tree.problems.map(formatConfigProblem)).toEqual(['two:1: "main" includes itself']);
  });

  test("ends at the deepest include it takes", async () => {
    const files: Record<string, string> = {};
    for (let depth = 0; depth <= CONFIG_DEPTH_MAX; depth++) {
      files[`f${depth}`] = `include=f${depth + 1}\nd=${depth}`;
    }
    const tree = await load(files, "f0");
    expect(tree.files).toHaveLength(CONFIG_DEPTH_MAX);
    expect(tree.problems.map(formatConfigProblem)).toEqual([
      `f${CONFIG_DEPTH_MAX - 1}:1: files include each other ${CONFIG_DEPTH_MAX} deep`,
    ]);
  });

  test("ends at the largest number of files and of values", async () => {
    const many = await load({
      main: "include=x\n".repeat(CONFIG_FILES_MAX),
      x: "a=1",
    });
    expect(valuesOf(many)["a"]).toHaveLength(CONFIG_FILES_MAX - 1);
    expect(many.problems[0]!.message).toBe(`more than ${CONFIG_FILES_MAX} files are included`);
    const long = await load({ main: "a=1\n".repeat(CONFIG_ENTRIES_MAX + 5) });
    expect(valuesOf(long)["a"]).toHaveLength(CONFIG_ENTRIES_MAX);
    expect(long.problems[0]!.line).toBe(CONFIG_ENTRIES_MAX + 1);
  });
});

describe("addConfigOverride()", () => {
  test("tells that an override names another", async () => {
    const tree = await load({ main: "a=1" });
    await addConfigOverride(tree, { path: "o", text: "opt_override=p" }, readerOf({}));
    expect(tree.problems.map(formatConfigProblem)).toEqual([
      "o:1: an override cannot name another override; the line is ignored",
    ]);
  });
});

test("applyOverride() replaces a key unless all its lines add", () => {
  const tree = createConfigTree();
  const entry = (key: string, value: string, append: boolean) => ({
    key,
    value,
    append,
    file: "f",
    line: 1,
  });
  applyOverride(tree, [entry("a", "1", false), entry("b", "1", true)]);
  applyOverride(tree, [entry("a", "2", true), entry("b", "2", false), entry("b", "3", true)]);
  expect(valuesOf(tree)).toEqual({ a: ["1", "2"], b: ["2", "3"] });
});
