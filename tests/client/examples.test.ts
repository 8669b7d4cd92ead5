// What docs/client.md shows, run: the example program under each engine, and a page in a real
// Chromium, both against a real server.
import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { detectPlatform } from "../../adapters/platform/detect.ts";
import type { HttpServer } from "../../runtime/platform.ts";
import { createWebFixture, PASSWORD, USER, type WebFixture } from "../suites/web-fixture.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const page = readFileSync(join(root, "docs", "client.md"), "utf8");
const BROWSERS = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
const executablePath = BROWSERS.find((path) => existsSync(path));
const bin = (name: string): string => join(root, "node_modules", ".bin", name);

const ENGINES: readonly (readonly [name: string, ...args: string[]])[] = [
  ["node"],
  ["bun"],
  ["deno", "run", "-A"],
];

let web: WebFixture;
let server: HttpServer;
let built = "";
let ticking: ReturnType<typeof setInterval> | undefined;

beforeAll(async () => {
  built = mkdtempSync(join(tmpdir(), "moirai-client-"));
  const build = spawnSync(bin("tsc"), ["-p", "client/tsconfig.json", "--outDir", built], {
    cwd: root,
    encoding: "utf8",
  });
  expect([build.status, build.stdout]).toEqual([0, ""]);
  const script = (path: string) => ({
    bytes: readFileSync(path),
    contentType: "application/javascript",
  });
  const [source] = /```js\n([\s\S]*?)```/.exec(page)!.slice(1);
  const files = Object.fromEntries(
    readdirSync(built).filter((name) => name.endsWith(".js"))
      .map((name) => [`/client/${name}`, script(join(built, name))]),
  );
  const html = '<ul id="networks"></ul><script type="module" src="page.js"></script>';
  const text = (content: string, contentType: string) => ({
    bytes: new TextEncoder().encode(content),
    contentType,
  });
  web = await createWebFixture({
    platform: await detectPlatform(),
    files: {
      ...files,
      "/index.html": text(html, "text/html"),
      "/page.js": text(source!, "application/javascript"),
    },
  });
  server = await web.app.context.platform.serve({
    hostname: "127.0.0.1",
    port: 0,
    maxBodyBytes: 100_000,
    fetch: web.app.fetch,
  });
  // The fixture has no ticker; whoever subscribes hears the time soon.
  ticking = setInterval(() => web.bus.publish("TIMESTAMP", web.stores.system()), 20);
});

afterAll(async () => {
  clearInterval(ticking);
  await web.system.stop();
  await server.close(0);
  rmSync(built, { recursive: true, force: true });
});

/** Standard output of a program, and how it ended. */
function output(program: string, args: readonly string[]): Promise<[text: string, status: number]> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd: root, env: { ...process.env, NO_COLOR: "1" } });
    let text = "";
    child.stdout.on("data", (chunk) => text += String(chunk));
    child.stderr.on("data", (chunk) => text += String(chunk));
    child.on("error", reject);
    child.on("close", (status) => resolve([text, status ?? -1]));
  });
}

test.concurrent.each(ENGINES)("examples/client.ts under %s", async (engine, ...args) => {
  const { token } = await web.sessions.tokens.createApi(`example ${engine}`, "readonly", 0);
  const address = `http://127.0.0.1:${server.port}/`;
  const [text, status] = await output(bin(engine), [...args, "examples/client.ts", address, token]);
  expect([status, text]).toEqual([0, expect.stringContaining(`3 devices at ${address}`)]);
  expect(text).toContain("Coherer  channel 6  -61 dBm\n");
  expect(text).toContain("887 packets in all\n");
  expect(text).toMatch(
    /connected, it is 2023-11-14T22:13:20\.000Z\ndisconnected with code 100[05]\n$/,
  );
});

describe("docs/client.md", () => {
  test("shows the example that is there", () => {
    expect(page).toContain("examples/client.ts");
    expect(page).toContain("npm run build:client");
  });

  test.skipIf(executablePath === undefined)(
    "its page works in a browser, with the cookie of its visitor (skipped without a Chromium)",
    async () => {
      const browser = await chromium.launch({
        executablePath: executablePath!,
        args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"],
      });
      try {
        const tab = await browser.newPage();
        const errors: string[] = [];
        tab.on("pageerror", (error) => errors.push(error.message));
        const address = `http://127.0.0.1:${server.port}/`;
        const login = `user=${USER}&password=${encodeURIComponent(PASSWORD)}`;
        await tab.goto(`${address}session/check_session?${login}`);
        await tab.goto(address);
        await tab.getByText("Coherer, channel 6").waitFor();
        await tab.getByText("It is 2023").waitFor();
        expect(errors).toEqual([]);
      } finally {
        await browser.close();
      }
    },
  );
});
