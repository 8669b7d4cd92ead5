// The layout and the import rules of the project, read from the import lines of its files.
import { readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));
const LEFT_OUT = new Set(["node_modules", "dist", ".git", "coverage"]);

/** Longest file, but for tables. */
const LINES_MAX = 400;
const IS_TABLE = /(table|tables|_pb|\.gen)\.ts$|-table\//;
/** Files that splitting would make worse, and why. */
const LONGER: ReadonlyMap<string, string> = new Map([
  ["protocols/dot11/frame.ts", "a third of it lists the constants and results of one decoder"],
]);

interface Source {
  /** Path from the root, with slashes. */
  readonly path: string;
  readonly text: string;
}

function sources(folder = root): Source[] {
  return readdirSync(folder).sort().flatMap((name) => {
    if (LEFT_OUT.has(name)) return [];
    const path = join(folder, name);
    if (statSync(path).isDirectory()) return sources(path);
    if (!path.endsWith(".ts")) return [];
    return [{ path: relative(root, path), text: readFileSync(path, "utf8") }];
  });
}

/** Plain JavaScript that starts and builds the program. */
function scripts(): Source[] {
  return readdirSync(join(root, "scripts")).map((name) => {
    const path = join("scripts", name);
    return { path, text: readFileSync(join(root, path), "utf8") };
  });
}

/** Specifiers of all imports and re-exports, relative ones resolved from the root. */
function importsOf({ path, text }: Source): string[] {
  const pattern =
    /(?:^|\n)\s*(?:import|export)\s(?:[^;"']*?\sfrom\s)?["']([^"']+)["']|import\(\s*["']([^"']+)["']/g;
  return [...text.matchAll(pattern)].map((match) => {
    const specifier = match[1] ?? match[2]!;
    return specifier.startsWith(".") ? join(dirname(path), specifier) : specifier;
  });
}

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, "").replace(/(^|[^:])\/\/.*$/gm, "$1");
}

/** Code without comments and texts, so that words in them are no violations. */
function codeOf(text: string): string {
  return withoutComments(text)
    .replace(/"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`/g, '""');
}

interface Area {
  readonly folder: string;
  /** Folders of this project it may import. */
  readonly inside: readonly string[];
  /** Packages it may import; a trailing `/` allows what is below, `node:` the engine's modules. */
  readonly outside: readonly string[];
}

const AREAS: readonly Area[] = [
  {
    folder: "protocols/external/",
    inside: ["protocols/"],
    outside: ["@bufbuild/protobuf", "@bufbuild/protobuf/"],
  },
  {
    folder: "protocols/",
    inside: ["protocols/"],
    outside: ["@noble/hashes/", "@noble/ciphers/"],
  },
  { folder: "runtime/", inside: ["runtime/", "protocols/"], outside: ["xstate"] },
  { folder: "actors/", inside: ["actors/", "runtime/", "protocols/"], outside: ["xstate"] },
  { folder: "client/", inside: ["client/"], outside: [] },
  // Whoever has no fast-check can use all of the test kit but what is made of it.
  {
    folder: "testing/properties.ts",
    inside: ["testing/", "runtime/scenario/"],
    outside: ["fast-check"],
  },
  {
    folder: "testing/scenario-arbitraries.ts",
    inside: ["testing/", "runtime/", "protocols/"],
    outside: ["fast-check"],
  },
  {
    folder: "testing/",
    inside: ["testing/", "adapters/", "actors/", "runtime/", "protocols/"],
    outside: ["mod.ts"],
  },
  { folder: "scenarios/", inside: ["scenarios/", "runtime/scenario/", "protocols/"], outside: [] },
  {
    folder: "adapters/platform/",
    inside: ["adapters/platform/", "runtime/", "protocols/"],
    outside: ["node:", "ws", "@hono/node-server", "bun"],
  },
  {
    folder: "adapters/capture/",
    inside: ["adapters/capture/", "actors/", "runtime/", "protocols/"],
    outside: ["node:", "koffi"],
  },
  {
    folder: "adapters/http/",
    inside: ["adapters/http/", "adapters/websocket/", "actors/", "runtime/", "protocols/"],
    outside: ["hono", "hono/", "@msgpack/msgpack"],
  },
  {
    folder: "adapters/websocket/",
    inside: ["adapters/websocket/", "adapters/http/", "actors/", "runtime/", "protocols/"],
    outside: ["hono", "hono/"],
  },
];

/** The rules of a file's folder; an outside party not named above may reach no package. */
function areaOf(path: string): Area | undefined {
  const named = AREAS.find((one) => path.startsWith(one.folder));
  const folder = /^adapters\/[^/]+\//.exec(path)?.[0];
  if (named !== undefined || folder === undefined) return named;
  return { folder, inside: [folder, "actors/", "runtime/", "protocols/"], outside: [] };
}

function importProblems(source: Source): string[] {
  const area = areaOf(source.path);
  if (area === undefined) return [];
  return importsOf(source).flatMap((imported) => {
    const isOwn = /^(?:[\w-]+\/)+[\w.-]+$/.test(imported) && !imported.startsWith("@") &&
      /\.(ts|json|js)$/.test(imported);
    const allowed = isOwn
      ? area.inside.some((folder) => imported.startsWith(folder))
      : area.outside.some((name) =>
        imported === name || (/[/:]$/.test(name) && imported.startsWith(name))
      );
    return allowed ? [] : [`${source.path} imports ${imported}, which ${area.folder} must not`];
  });
}

/** Folders of equals: their files know nothing of each other, and a list names each. */
const EQUALS: readonly { folder: string; list: string; notListed: readonly string[] }[] = [
  { folder: "actors/phy/", list: "actors/phy/phys.ts", notListed: ["phys.ts", "phy.ts"] },
  {
    folder: "actors/datasource/types/",
    list: "actors/datasource/source-types.ts",
    notListed: [],
  },
  { folder: "adapters/http/endpoints/", list: "adapters/http/endpoints.ts", notListed: [] },
  { folder: "actors/gps/types/", list: "actors/gps/gps-types.ts", notListed: [] },
  { folder: "actors/phy/dot11/rules/", list: "actors/phy/dot11/rules.ts", notListed: [] },
  { folder: "cli/commands/", list: "cli/commands.ts", notListed: [] },
  { folder: "scenarios/", list: "scenarios/scenarios.ts", notListed: ["scenarios.ts"] },
  { folder: "adapters/log/", list: "adapters/log/log-formats.ts", notListed: ["log-formats.ts"] },
];

function siblingProblems(all: readonly Source[]): string[] {
  return EQUALS.flatMap(({ folder, list, notListed }) => {
    const members = all.filter(({ path }) =>
      path.startsWith(folder) && !path.slice(folder.length).includes("/")
    );
    const listed = all.find(({ path }) => path === list);
    return members.flatMap((member) => {
      const name = member.path.slice(folder.length);
      const isList = notListed.includes(name);
      const problems = isList ? [] : importsOf(member)
        .filter((imported) =>
          imported !== member.path && !notListed.includes(imported.slice(folder.length)) &&
          members.some((other) => other.path === imported)
        )
        .map((imported) => `${member.path} imports its sibling ${imported}`);
      if (!isList && (listed === undefined || !importsOf(listed).includes(member.path))) {
        problems.push(`${list} does not name ${member.path}`);
      }
      return problems;
    });
  });
}

/** Each file that makes an engine's platform is one that can be detected. */
function platformProblems(all: readonly Source[]): string[] {
  const list = all.find(({ path }) => path === "adapters/platform/detect.ts");
  return all
    .filter(({ path, text }) =>
      /^adapters\/platform\/[\w-]+\.ts$/.test(path) && path !== list?.path &&
      // The simulated platform is no engine: whoever wants it makes it. What several platforms
      // are made with takes options.
      path !== "adapters/platform/simulated.ts" &&
      /export (?:async )?function create\w+Platform\((?:program: OwnProgram\b.*)?\)/.test(text)
    )
    .filter(({ path }) => list === undefined || !importsOf(list).includes(path))
    .map(({ path }) => `adapters/platform/detect.ts does not name ${path}`);
}

/** Folders whose code runs in a browser tab as well, or would if its party could be reached. */
const IS_PORTABLE = /^(client|protocols|runtime|actors|adapters\/(?!platform\/|capture\/))/;

/** Calls that reach the outside past the platform port. */
const BANNED: readonly (readonly [RegExp, string, (path: string) => boolean])[] = [
  [/\bDate\.now\(/, "Date.now()", (path) => path.startsWith("adapters/platform/")],
  [/\bnew Date\(\)/, "new Date()", (path) => path.startsWith("adapters/platform/")],
  [/\bMath\.random\(/, "Math.random()", (path) => path.startsWith("adapters/platform/")],
  [
    /\bperformance\.now\(/,
    "performance.now()",
    // The capture process is one of its own and has no platform.
    (path) => /^adapters\/(platform\/|capture\/capture-process\.ts)/.test(path),
  ],
  [/\bconsole\./, "console", () => false],
  // A declaration of the port's own `setTimeout` names its parameter's type.
  [
    /(?<![.\w])(?:setTimeout|setInterval|setImmediate)\((?!\w+\s*:)/,
    "the engine's timers",
    (path) => !IS_PORTABLE.test(path),
  ],
  [/\b(?:Bun|Deno)[.[]/, "an engine's own object", (path) => !IS_PORTABLE.test(path)],
];

function callProblems(source: Source): string[] {
  if (/^(tests|bench)\//.test(source.path)) return [];
  const code = codeOf(source.text);
  return BANNED
    .filter(([pattern, , allowed]) => pattern.test(code) && !allowed(source.path))
    .map(([, name]) => `${source.path} uses ${name}; time, chance and output come in as arguments`);
}

/** TypeScript that is more than JavaScript with types: engines that only strip types refuse it. */
const NOT_ERASABLE: readonly (readonly [RegExp, string])[] = [
  [/^\s*(?:export\s+)?(?:const\s+)?enum\s+\w+\s*\{/m, "an enum"],
  [/^\s*(?:export\s+)?(?:namespace|module)\s+[\w.]+\s*\{/m, "a namespace"],
  [
    /\bconstructor\s*\((?:[^)]*?,)?\s*(?:private|public|protected|readonly|override)\s+[\w\s]+[?:=,)]/,
    "a parameter property",
  ],
  [/^\s*(?:export\s+)?import\s+\w+\s*=/m, "an import assignment"],
  [/^\s*export\s*=/m, "an export assignment"],
];

function syntaxProblems({ path, text }: Source): string[] {
  const code = codeOf(text);
  return NOT_ERASABLE
    .filter(([pattern]) => pattern.test(code))
    .map(([, name]) => `${path} has ${name}, which does not go away with the types`);
}

function formProblems(source: Source): string[] {
  const { path, text } = source;
  const code = codeOf(text);
  const problems: string[] = [];
  const lines = text.split("\n").length - 1;
  if (
    lines > LINES_MAX && !IS_TABLE.test(path) && !LONGER.has(path) && !path.startsWith("tests/")
  ) {
    problems.push(`${path} has ${lines} lines; over ${LINES_MAX} it has a second subject`);
  }
  if (!/^\s*(\/\/|\/\*|#!)/.test(text)) {
    problems.push(`${path} does not begin with what it is`);
  }
  const statements = code.split("\n").map((line) => line.trim()).filter((line) => line !== "");
  if (statements.length > 0 && statements.every((line) => /^export .* from ""/.test(line))) {
    problems.push(`${path} is a barrel: import the file that owns the name`);
  }
  return problems;
}

/** Vectors and peers of tests are made with what encodes; the rest of the house decodes. */
const FOR_TESTS = /^(protocols\/(dot11|btle)\/encode|protocols\/records\/field\.ts)/;

/** Functions and classes that are exported to nobody, by the words of the other files. */
function exportProblems(all: readonly Source[], callers: readonly Source[] = []): string[] {
  const words = [...all, ...callers].map(({ path, text }) => ({
    path,
    isTest: /^(tests|bench)\//.test(path),
    words: new Set(withoutComments(text).match(/[A-Za-z_$][\w$]*/g)),
  }));
  const exported = /^export (?:abstract )?(?:async )?(?:function\*?|class) ([A-Za-z_$][\w$]*)/gm;
  return all.flatMap(({ path, text }) => {
    if (/^(tests|bench)\/|\.gen\.ts$|_pb\.ts$/.test(path)) return [];
    return [...text.matchAll(exported)].flatMap(([, name]) => {
      const users = words.filter((other) => other.path !== path && other.words.has(name!));
      if (users.length === 0) return [`${path} exports ${name}, which no other file uses`];
      const isUsed = !users.every(({ isTest }) => isTest) || FOR_TESTS.test(path) ||
        withoutComments(text).split(new RegExp(`\\b${name}\\b`)).length > 2;
      return isUsed ? [] : [`${path} has ${name}, which tests alone use`];
    });
  });
}

describe("the house", () => {
  const all = sources();

  test("has files to look at", () => {
    expect(all.length).toBeGreaterThan(100);
  });

  test("keeps the import rules", () => {
    expect(all.flatMap(importProblems)).toEqual([]);
  });

  test("keeps equals apart and in their list", () => {
    expect(siblingProblems(all)).toEqual([]);
    expect(platformProblems(all)).toEqual([]);
  });

  test("is written in TypeScript that engines run as it is", () => {
    expect(all.flatMap(syntaxProblems)).toEqual([]);
  });

  test("reaches clock, chance and terminal through the platform alone", () => {
    expect(all.flatMap(callProblems)).toEqual([]);
  });

  test("has no functions and classes that nobody uses", () => {
    expect(exportProblems(all, scripts())).toEqual([]);
  });

  test("has files of bearable length that say what they are", () => {
    expect(all.filter(({ path }) => !path.startsWith("tests/")).flatMap(formProblems)).toEqual([]);
  });
});

describe("the rules", () => {
  const file = (path: string, text: string): Source => ({
    path,
    text: `// Says what it is.\n${text}`,
  });

  test.each([
    ["protocols/x.ts", 'import { a } from "../runtime/clock.ts";'],
    ["protocols/x.ts", 'import type { A } from "node:fs";'],
    ["runtime/x.ts", 'export { a } from "../actors/phy/phy.ts";'],
    ["actors/a/x.ts", 'import { Hono } from "hono";'],
    ["actors/a/x.ts", 'const a = await import("../../adapters/http/app.ts");'],
    ["adapters/http/x.ts", 'import { readFileSync } from "node:fs";'],
    ["adapters/platform/x.ts", 'import { Hono } from "hono";'],
    ["adapters/nats/x.ts", 'import { app } from "../http/app.ts";'],
    ["adapters/nats/x.ts", 'import { connect } from "nats";'],
    ["adapters/http/x.ts", 'import {\n  a,\n  b,\n} from "../capture/libpcap.ts";'],
  ])("catch the import in %s: %s", (path, text) => {
    expect(importProblems(file(path, text))).toHaveLength(1);
  });

  test("let good imports pass", () => {
    expect(importProblems(file("actors/a/x.ts", 'import { setup } from "xstate";'))).toEqual([]);
    expect(importProblems(file("main.ts", 'import process from "node:process";'))).toEqual([]);
    expect(importProblems(file("adapters/http/x.ts", 'import { Hono } from "hono";'))).toEqual([]);
  });

  test("catch siblings that know each other and files that no list names", () => {
    const list = file("actors/phy/phys.ts", 'import { a } from "./a.ts";');
    const a = file("actors/phy/a.ts", 'import { b } from "./b.ts";');
    const b = file("actors/phy/b.ts", "");
    expect(siblingProblems([list, a, b])).toEqual([
      "actors/phy/a.ts imports its sibling actors/phy/b.ts",
      "actors/phy/phys.ts does not name actors/phy/b.ts",
    ]);
  });

  test("catch a platform that cannot be detected", () => {
    const list = file("adapters/platform/detect.ts", 'const a = () => import("./deno.ts");');
    const made = (name: string) =>
      file(
        `adapters/platform/${name}.ts`,
        "export function createXPlatform(program: OwnProgram) {}",
      );
    const helper = file("adapters/platform/deno-files.ts", "export const files = {};");
    expect(platformProblems([list, made("deno"), made("simulated"), helper])).toEqual([]);
    expect(platformProblems([list, made("other")])).toEqual([
      "adapters/platform/detect.ts does not name adapters/platform/other.ts",
    ]);
  });

  test.each([
    "export enum Colour { Red }",
    "const enum Colour { Red }",
    "namespace inner { export const a = 1; }",
    "class A { constructor(private readonly a: number) {} }",
    "class A {\n  constructor(\n    a: number,\n    readonly b: string,\n  ) {}\n}",
    'import fs = require("node:fs");',
    "export = a;",
  ])("catch the syntax of: %j", (text) => {
    expect(syntaxProblems(file("actors/a/x.ts", text))).toHaveLength(1);
  });

  test.each([
    "interface A { readonly a: number }\nclass B { readonly b = 1; constructor(a: Map<A, readonly B[]>, c: D) {} }",
    'declare module "x" { export const a: number; }',
    "// export enum Colour { Red }",
    'const text = "export enum Colour { Red }";',
    "export const a = b as const satisfies C;",
  ])("let erasable syntax pass: %j", (text) => {
    expect(syntaxProblems(file("actors/a/x.ts", text))).toEqual([]);
  });

  test.each([
    "const now = Date.now();",
    "setTimeout(() => {}, 5);",
    "const host = Deno.hostname();",
    "const x = Math.random();",
    "const t = performance.now();",
    'console.log("x");',
  ])("catch the call in: %s", (text) => {
    expect(callProblems(file("actors/a/x.ts", text))).toHaveLength(1);
    expect(callProblems(file("actors/a/x.ts", `// ${text}`))).toEqual([]);
  });

  test("catch what nobody uses", () => {
    const a = file(
      "actors/a/a.ts",
      "export function lost() {}\nexport class Tried {}\nexport function used() {}\n" +
        "export async function own() {}\nown();",
    );
    const b = file("actors/a/b.ts", "// lost\nused();");
    const c = file("tests/a.test.ts", "new Tried(); own();");
    expect(exportProblems([a, b, c])).toEqual([
      "actors/a/a.ts exports lost, which no other file uses",
      "actors/a/a.ts has Tried, which tests alone use",
    ]);
  });

  test("let the clock's own timers pass", () => {
    const text = "clock.setTimeout(callback, 5);\nsetTimeout(callback: () => void): void {}";
    expect(callProblems(file("runtime/x.ts", text))).toEqual([]);
    expect(callProblems(file("adapters/platform/x.ts", "setTimeout(f, 5);"))).toEqual([]);
  });

  test.each([
    'export { a } from "./a.ts";\nexport { b } from "./b.ts";',
    "\n".repeat(LINES_MAX + 1),
  ])("catch the form of: %j", (text) => {
    expect(formProblems(file("actors/a/x.ts", text)).length).toBeGreaterThan(0);
  });
});
