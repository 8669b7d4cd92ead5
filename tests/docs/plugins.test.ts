// Every command that docs/plugins.md shows is run here against a real server with the plugin that is
// in examples, and what the page says of manifests and of the kit is true.
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { chmodSync, cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parseManifest } from "../../actors/plugin/plugin-manifest.ts";
import { WebAnswer } from "../../helper/exchange.ts";
import { Helper } from "../../helper/helper.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const node = join(root, "node_modules", ".bin", "node");
const page = readFileSync(join(root, "docs", "plugins.md"), "utf8");
const [start, asks] = [...page.matchAll(/```sh\n([\s\S]*?)```/g)].map((match) => match[1]!.trim());
const hasCurl = spawnSync("curl", ["--version"]).error === undefined;

describe.skipIf(!hasCurl)("docs/plugins.md (needs curl)", () => {
  let folder = "";
  let child: ChildProcess;
  let origin = "";
  let login = "";

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "moirai-plugins-"));
    // As it is in the checkout, but for modes that a careless umask may have left there.
    const plugin = join(folder, "examples/demo-plugin");
    cpSync(join(root, "examples"), join(folder, "examples"), { recursive: true });
    for (
      const path of [join(plugin, ".."), plugin, `${plugin}/manifest.conf`, `${plugin}/demo.ts`]
    ) {
      chmodSync(path, 0o755);
    }
    writeFileSync(
      join(plugin, "demo.ts"),
      readFileSync(join(plugin, "demo.ts"), "utf8").replace(
        'from "moirai/helper"',
        `from "${join(root, "helper/start.ts")}"`,
      ),
    );
    const words = start!.split(/\s+/).slice(1);
    const home = ["--port", "0", "--homedir", folder, "--confdir", join(folder, "none")];
    child = spawn(node, [join(root, "main.ts"), ...words, ...home], {
      cwd: folder,
      stdio: ["ignore", "ignore", "pipe"],
    });
    let said = "";
    await new Promise<void>((resolve, reject) => {
      child.on("close", () => reject(new Error(said)));
      child.stderr!.on("data", (chunk) => {
        said += String(chunk);
        const opened = /Open (http:\/\/127\.0\.0\.1:\d+)\//.exec(said);
        if (opened !== null && said.includes("plugin demo: ready")) {
          origin = opened[1]!;
          resolve();
        }
      });
    });
    login = `admin:${/password\s+(\S+)/.exec(said)![1]!}`;
  });

  afterAll(async () => {
    const closed = new Promise((resolve) => child.once("close", resolve));
    child.kill("SIGTERM");
    await closed;
    rmSync(folder, { recursive: true, force: true });
  });

  test.each(asks!.split("\n"))("%s", (line) => {
    const script = line.replaceAll("http://127.0.0.1:2501", origin);
    const result = spawnSync(
      "sh",
      ["-e", "-c", `curl() { command curl -sS -f "$@"; }\n${script}`],
      {
        encoding: "utf8",
        env: { ...process.env, LOGIN: login },
      },
    );
    expect([result.status, result.stderr]).toEqual([0, ""]);
    expect(result.stdout).toMatch(/demo|Hello, you!|"colour":"blue"|"code":200/);
  });
});

describe("docs/plugins.md", () => {
  test("shows a manifest that is one, and every key there is", () => {
    const shown = /```\n(name=hello[\s\S]*?)```/.exec(page)![1]!;
    expect(parseManifest(shown, "manifest.conf")).toMatchObject({
      helper: "hello.ts",
      module: { module: "hello", js: "plugin/hello/js/hello.js" },
    });
  });

  test("names every call of the kit", () => {
    const calls = (type: { prototype: object }) =>
      Object.getOwnPropertyNames(type.prototype).filter((name) =>
        name !== "constructor" && !name.startsWith("is")
      );
    for (const name of calls(Helper)) expect(page).toContain(`helper.${name}(`);
    for (const name of calls(WebAnswer)) expect(page).toContain(`.${name}(`);
  });
});
