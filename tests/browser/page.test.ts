// The page for captures, built as it is published, in a real Chromium without any network: a capture
// is dropped, and what it holds is shown.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { encodePcapHeader, encodePcapRecord } from "../../protocols/pcap/pcap-writer.ts";
import { DLT_IEEE802_11_RADIO } from "../../protocols/linktype/linktypes.ts";
import { SeededRandom } from "../../runtime/random.ts";
import { beaconStore } from "../../scenarios/beacon-store.ts";
import { evilTwin } from "../../scenarios/evil-twin.ts";
import { hostileNames } from "../../scenarios/hostile-names.ts";
import type { Scenario } from "../../runtime/scenario/scenario.ts";
import { AirRecorder } from "../../testing/air-recorder.ts";

const BROWSERS = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
const executablePath = BROWSERS.find((path) => existsSync(path));
const isNode = process.versions.bun === undefined && process.versions["deno"] === undefined;
const problem = executablePath === undefined
  ? "no Chromium is installed"
  : isNode
  ? undefined
  : "the page is the same whatever engine tests it";
const ORIGIN = "http://moirai.invalid";
/** A page that answers so late does not feel frozen yet; mostly it is a tenth, but machines are busy. */
const HOLD_UP_MS_MAX = 1500;
const TYPES: Readonly<Record<string, string>> = {
  html: "text/html",
  css: "text/css",
  js: "text/javascript",
  svg: "image/svg+xml",
};

/** What the radio of a scenario hears. */
function captureOf(scenario: Scenario): Buffer {
  const parts = [encodePcapHeader(DLT_IEEE802_11_RADIO)];
  const cast = scenario.begin(new SeededRandom(1));
  for (const radio of cast.radios) {
    radio.onHeard = ({ timestampMs, packet }) => {
      parts.push(encodePcapRecord(1.7e15 + Math.floor(timestampMs * 1000), packet));
    };
  }
  cast.world.advance(scenario.lengthMs);
  return Buffer.concat(parts);
}

/** What all radios of a scenario hear, each under its own link type. */
function sectionOf(scenario: Scenario): Buffer {
  const cast = scenario.begin(new SeededRandom(1));
  const recorder = new AirRecorder(cast, 1.7e12);
  cast.world.advance(scenario.lengthMs);
  return Buffer.from(recorder.take());
}

describe.skipIf(problem !== undefined)(`the page for captures (skipped: ${problem})`, () => {
  let folder = "";
  let browser: Browser;
  /** Everything that the page asked for. */
  const asked: string[] = [];
  const errors: string[] = [];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "moirai-browser-"));
    const script = fileURLToPath(new URL("../../scripts/build-browser.mjs", import.meta.url));
    const built = spawnSync(process.execPath, [script, join(folder, "page")], { encoding: "utf8" });
    expect(built.stderr).toBe("");
    browser = await chromium.launch({
      executablePath: executablePath!,
      args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"],
    });
  });
  afterAll(async () => {
    await browser?.close();
    await rm(folder, { recursive: true, force: true });
  });

  async function open(): Promise<Page> {
    const page = await browser.newPage();
    page.on("pageerror", (error) => errors.push(error.message));
    page.on("dialog", (dialog) => {
      errors.push(`dialog: ${dialog.message()}`);
      void dialog.dismiss();
    });
    await page.route("**/*", async (route) => {
      const path = new URL(route.request().url()).pathname.slice(1) || "index.html";
      asked.push(route.request().url());
      const body = await readFile(join(folder, "page", path));
      await route.fulfill({ body, contentType: TYPES[path.split(".").at(-1)!]! });
    });
    await page.goto(`${ORIGIN}/`);
    return page;
  }

  async function drop(page: Page, name: string, bytes: Buffer): Promise<void> {
    const path = join(folder, name);
    await writeFile(path, bytes);
    await page.setInputFiles("#file", path);
  }

  const texts = (page: Page, id: string, column: number) =>
    page.locator(`#${id} tbody td:nth-child(${column})`).allTextContents();

  test("shows devices, networks, alerts and times of a capture, and sends nothing", async () => {
    const page = await open();
    await drop(page, "twin.pcap", captureOf(evilTwin));
    await page.locator("#results").waitFor();
    expect(await page.locator("#status").textContent()).toMatch(
      /^twin\.pcap: [\d,]+ packets, \d devices$/,
    );
    expect(await texts(page, "networks", 1)).toEqual(["Mühle AG"]);
    expect(await texts(page, "networks", 3)).toEqual(["2"]);
    expect(await texts(page, "devices", 1)).toContain("24:5A:4C:00:00:10");
    expect(await texts(page, "alerts", 2)).toContain("NOCLIENTMFP");
    // The capture's time, not that of reading it.
    for (const time of await texts(page, "alerts", 1)) {
      expect(time).toMatch(/^2023-11-14 22:1[3-5]:/);
    }
    expect(await page.locator("#timeline rect").count()).toBeGreaterThan(50);
    expect(await page.locator("#timeline .times span").allTextContents()).toEqual([
      "2023-11-14 22:13:20",
      "2023-11-14 22:15:19",
    ]);
    const own = ["", "page.css", "page.js", "icon.svg"].map((name) => `${ORIGIN}/${name}`);
    expect([...new Set(asked)].filter((url) => !own.includes(url))).toEqual([]);
    await page.close();
  });

  test("shows Bluetooth devices beside networks", async () => {
    const page = await open();
    await drop(page, "store.pcapng", sectionOf(beaconStore));
    await page.locator("#results").waitFor();
    expect(await texts(page, "networks", 1)).toEqual(["Shop guests"]);
    expect(await texts(page, "devices", 2)).toContain("Headphones 500");
    const types = await texts(page, "devices", 3);
    expect(types.filter((type) => type === "BTLE Device")).toHaveLength(9);
    expect(errors).toEqual([]);
    await page.close();
  });

  test("reads gzip, shows the next file in place of the first, and hostile names as text", async () => {
    const page = await open();
    await drop(page, "names.pcap.gz", gzipSync(captureOf(hostileNames)));
    await page.locator("#status", { hasText: /^names\.pcap\.gz: / }).waitFor();
    await page.locator("#results").waitFor();
    const names = await texts(page, "networks", 1);
    expect(names).toContain("<script>alert(1)</script>");
    expect(names.join()).not.toContain("\u001b");
    await drop(page, "twin.pcap", captureOf(evilTwin));
    await page.locator("#status", { hasText: /^twin\.pcap: / }).waitFor();
    expect(await texts(page, "networks", 1)).toEqual(["Mühle AG"]);
    expect(errors).toEqual([]);
    await page.close();
  });

  test("says in a friendly sentence that a file is no capture, or was cut", async () => {
    const page = await open();
    await drop(page, "letter.txt", Buffer.from("Dear Ada, this is no capture at all.\n"));
    const problemText = page.locator("#problem");
    await problemText.waitFor();
    expect(await problemText.textContent()).toMatch(
      /^letter\.txt cannot be read as a capture of radio packets: .+\. Captures are \.pcap/,
    );
    expect(await page.locator("#results").isHidden()).toBe(true);
    await drop(page, "empty.pcap", Buffer.alloc(0));
    await page.locator("#problem", { hasText: "empty.pcap" }).waitFor();
    const whole = captureOf(evilTwin);
    await drop(page, "cut.pcap", whole.subarray(0, whole.length - 7));
    await page.locator("#results").waitFor();
    await page.locator("#problem", { hasText: /cut|ends|short/ }).waitFor();
    expect(errors).toEqual([]);
    await page.close();
  });

  test("reads several files into one, and tells which of them are none", async () => {
    const page = await open();
    const files = [
      ["twin.pcap", captureOf(evilTwin)],
      ["b: odd, name.pcap.gz", gzipSync(captureOf(hostileNames))],
      ["log.kismet", Buffer.concat([Buffer.from("SQLite format 3\0"), Buffer.alloc(4096)])],
      ["run.moirai", Buffer.from("MOIRAIRC and so on")],
    ] as const;
    for (const [name, bytes] of files) await writeFile(join(folder, name), bytes);
    await page.setInputFiles("#file", files.map(([name]) => join(folder, name)));
    await page.locator("#results").waitFor();
    expect(await page.locator("#status").textContent()).toMatch(
      /^2 files: [\d,]+ packets, \d+ devices$/,
    );
    expect(await texts(page, "networks", 1)).toEqual(
      expect.arrayContaining(["Mühle AG", "<script>alert(1)</script>"]),
    );
    expect(await page.locator("#problem").textContent()).toBe(
      "log.kismet is no capture but a kismetdb log; `moirai log to-pcap` makes a capture of it. " +
        "run.moirai is no capture but a recording; `moirai replay` plays it.",
    );
    expect(errors).toEqual([]);
    await page.close();
  });

  test("answers while it reads a large capture", async () => {
    const page = await open();
    // What a radio heard, over and over, up to a file of 40 MB.
    const whole = captureOf(evilTwin);
    const [head, body] = [whole.subarray(0, 24), whole.subarray(24)];
    const large = Buffer.concat([head, ...Array<Buffer>(Math.ceil(40e6 / body.length)).fill(body)]);
    await page.evaluate(() => {
      const watch = { longestMs: 0, lastMs: performance.now() };
      Object.assign(globalThis, { watch });
      const look = () => {
        const nowMs = performance.now();
        watch.longestMs = Math.max(watch.longestMs, nowMs - watch.lastMs);
        watch.lastMs = nowMs;
        setTimeout(look, 10);
      };
      look();
    });
    await drop(page, "large.pcap", large);
    await page.locator("#status", { hasText: /^reading large\.pcap: [\d,]{5,} packets/ }).waitFor();
    await page.locator("#results").waitFor();
    const longestMs = await page.evaluate(() =>
      (globalThis as unknown as { watch: { longestMs: number } }).watch.longestMs
    );
    expect(longestMs).toBeLessThan(HOLD_UP_MS_MAX);
    expect(errors).toEqual([]);
    await page.close();
  });
});
