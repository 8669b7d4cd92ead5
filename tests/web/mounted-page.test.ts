// The pages under an address of another program (examples/hono-mount.ts), and those of a replay, in a real
// Chromium: links, questions and websockets below a prefix.
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { detectPlatform } from "../../adapters/platform/detect.ts";
import { RecordingReader } from "../../protocols/recording/recording-reader.ts";
import { engineCommand, OWN_ENGINE } from "../suites/engines.ts";

const BROWSERS = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
const executablePath = BROWSERS.find((path) => existsSync(path));
const root = fileURLToPath(new URL("../..", import.meta.url));

describe.skipIf(executablePath === undefined)("pages (skipped without a Chromium)", () => {
  let browser: Browser;
  let folder = "";
  const children: ChildProcess[] = [];
  const problems: string[] = [];

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "moirai-mounted-"));
    browser = await chromium.launch({
      executablePath: executablePath!,
      args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"],
    });
  });
  afterAll(async () => {
    await browser?.close();
    for (const child of children) child.kill("SIGKILL");
    rmSync(folder, { recursive: true, force: true });
  });

  /** Starts a program; resolves with what it said when that has the sign. */
  async function start(args: readonly string[], sign: RegExp): Promise<RegExpExecArray> {
    const [script, ...rest] = args;
    const [command, ...more] = engineCommand(join(root, script!));
    const child = spawn(command!, [...more, ...rest], {
      cwd: folder,
      env: { ...process.env, PORT: "0" },
      stdio: ["ignore", "pipe", "pipe"],
    });
    children.push(child);
    let said = "";
    return await new Promise((resolve, reject) => {
      child.on("close", () => reject(new Error(`it ended: ${said}`)));
      for (const stream of [child.stdout!, child.stderr!]) {
        stream.on("data", (chunk) => {
          said += String(chunk);
          const found = sign.exec(said);
          if (found !== null) resolve(found);
        });
      }
    });
  }

  /** Until its last event; the machine may be slow. */
  async function lengthSec(name: string): Promise<number> {
    const { files } = await detectPlatform();
    const file = await files.open(join(folder, name));
    const reader = await RecordingReader.open(file);
    while (await reader.next() !== undefined);
    await file.close();
    return Math.floor(reader.atMs) / 1000;
  }

  async function open(address: string): Promise<Page> {
    const page = await browser.newPage();
    page.on("pageerror", (error) => problems.push(error.message));
    page.on("response", (response) => {
      if (response.status() >= 400) problems.push(`${response.status()} ${response.url()}`);
    });
    await page.goto(address);
    return page;
  }

  test("work under the address of another program, with their websockets", async () => {
    const [address] = await start(["examples/hono-mount.ts"], /http:\S+\/wifi\//);
    const page = await open(address.slice(0, -1));
    expect(page.url()).toBe(address);
    await page.locator("text=Kaffeehaus Personal").first().waitFor();
    await page.locator("text=/^live$/").first().waitFor();
    await page.goto(`${address}actors.html`);
    await page.locator("#summary", { hasText: /\d+ actors, [1-9]\d* events\/s/ }).waitFor();
    await page.goto(`${address}api.html`);
    await page.getByText("/devices/views").first().waitFor();
    expect(problems).toEqual([]);
    await page.close();
  });

  test.skipIf(OWN_ENGINE === "deno")(
    "show a replay, which goes to a moment and stands still there (not under Deno, whose kill ends " +
      "a program at once)",
    async () => {
      const homes = ["--homedir", folder, "--confdir", join(folder, "none"), "--port", "0"];
      const serve = ["main.ts", "serve", "-c", "demo", "--no-logging", "--record", "demo.moirai"];
      await start([...serve, ...homes], /new Wi-Fi Client/);
      const recorder = children.at(-1)!;
      const ended = new Promise((resolve) => recorder.on("close", resolve));
      recorder.kill("SIGINT");
      await ended;
      const to = (await lengthSec("demo.moirai") - 0.05).toFixed(3);
      const replay = ["main.ts", "replay", "demo.moirai", "--serve", "--to", to];
      const [said, address] = await start(
        [...replay, ...homes],
        /Open (http:\S+)[^]*demo\.moirai stands still at \S+ s; Ctrl-C ends the server/,
      );
      expect(said).toContain("advertises network");
      const page = await open(address!);
      await page.locator("text=Kaffeehaus Personal").first().waitFor();
      const answer = await page.evaluate(async () => {
        const body = JSON.stringify({ definition: "other.pcap" });
        const headers = { "content-type": "application/json" };
        const command = "datasource/add_source.cmd";
        return await (await fetch(command, { method: "POST", headers, body })).text();
      });
      expect(answer).toContain("this server replays a recording, in which nothing can be changed");
      await page.close();
    },
  );
});
