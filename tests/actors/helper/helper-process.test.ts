// Capture tools as real processes under the engine that runs the test, our own among them: they die in
// each state, are killed, and write for ever. The server waits a fiftieth of its time, but not for a
// process to start.
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { detectPlatform } from "../../../adapters/platform/detect.ts";
import { createMoirai, type Moirai } from "../../../mod.ts";
import type { Clock, Platform } from "../../../runtime/platform.ts";
import { beacons, pcapOf } from "../../suites/beacon-capture.ts";
import { testSettings } from "../../suites/settings.ts";

const HASTE = 50;

/** Ten seconds are what a tool has for its first word, thirty for its answer. */
function hastened(delayMs: number): number {
  if (delayMs === 10_000) return delayMs;
  return delayMs === 30_000 ? 3_000 : delayMs / HASTE;
}

const root = fileURLToPath(new URL("../../..", import.meta.url));
const engine = [process.execPath, ...process.versions["deno"] === undefined ? [] : ["run", "-A"]];
let directory: string;
let platform: Platform;
let moirai: Moirai | undefined;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), "moirai-tools-"));
  const script = (...words: string[]) =>
    `#!/bin/sh\nexec ${[...engine, ...words].map((word) => `'${word}'`).join(" ")} "$@"\n`;
  const put = (name: string, text: string) =>
    writeFileSync(join(directory, name), text, { mode: 0o755 });
  put("kismet_cap_sdr_rtl433", script(join(root, "tests/actors/helper/tool-script.ts")));
  put(
    "kismet_cap_sdr_rtladsb",
    `#!/bin/sh\nTOOL_VERSION=0 exec ${directory}/kismet_cap_sdr_rtl433 "$@"\n`,
  );
  put("kismet_cap_pcapfile", script(join(root, "main.ts"), "capture", "--type", "pcapfile"));
  writeFileSync(join(directory, "air.pcap"), pcapOf(beacons(3000)));
  const real = await detectPlatform();
  const clock: Clock = {
    now: () => real.clock.now(),
    setTimeout: (callback, delayMs) => real.clock.setTimeout(callback, hastened(delayMs)),
    clearTimeout: (handle) => real.clock.clearTimeout(handle),
  };
  platform = { ...real, clock };
});

afterAll(() => rmSync(directory, { recursive: true }));

afterEach(async () => {
  await moirai?.stop();
  moirai = undefined;
});

async function start(): Promise<Moirai> {
  moirai = await createMoirai({
    platform,
    settings: testSettings({ helper_binary_path: directory, helper_preferred: "pcapfile" }),
  });
  return moirai;
}

/** Resolves when it holds; looks after each turn of the loop, for at most five seconds. */
async function until(holds: () => boolean): Promise<void> {
  const deadlineMs = Date.now() + 5_000;
  while (!holds()) {
    if (Date.now() > deadlineMs) throw new Error(`it never came about: ${holds}`);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

function isAlive(pid: number): boolean {
  return spawnSync("kill", ["-0", String(pid)], { stdio: "ignore" }).status === 0;
}

describe("capture tools as processes", () => {
  test("our own plays a file, is killed, and its source is opened again", async () => {
    const server = await start();
    const path = join(directory, "air.pcap");
    const record = await server.commands.addDatasource(`${path}:type=pcapfile,retry=true`);
    await until(() => record.packets === 3000);
    expect(record).toMatchObject({ running: true, linkType: 105 });
    expect(record.uuid).toMatch(/^4E1D07C3-/);
    const { ipcPid } = record;
    process.kill(ipcPid, "SIGKILL");
    await until(() => record.totalRetryAttempts === 1);
    expect(server.stores.messages.all().map(({ text }) => text)).toContainEqual(
      expect.stringContaining("its capture tool kismet_cap_pcapfile was killed by SIGKILL"),
    );
    await until(() => record.packets === 6000);
    expect(record.ipcPid).not.toBe(ipcPid);
    const last = record.ipcPid;
    await server.commands.closeDatasource(record.uuid);
    await until(() => !isAlive(last));
  });

  test("one of the original framing is started again in it", async () => {
    const server = await start();
    const record = await server.commands.addDatasource("steady:type=rtladsb");
    expect(record.running).toBe(true);
    await server.commands.closeDatasource(record.uuid);
  });

  test.each([
    ["dies", "ended with status 3 (the radio is gone)"],
    ["garbage", "its capture tool sent what is no frame (external.signature)"],
    ["silent", "seconds"],
  ])("one that %s when it is opened is told and tried again", async (name, reason) => {
    const server = await start();
    await expect(server.commands.addDatasource(`${name}:type=rtl433`)).rejects.toThrow(reason);
    const [record] = [...server.stores.datasources.all()];
    await until(() => record!.totalRetryAttempts >= 1);
    expect(record!.errorReason).toContain(reason);
  });

  test("one that writes to its standard error for ever is heard all the same", async () => {
    const server = await start();
    const record = await server.commands.addDatasource("chatter:type=rtl433");
    const { ipcPid } = record;
    const passed = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
    // An engine takes its buffers first; what it keeps is what goes on growing.
    await passed(500);
    const memory = platform.memoryBytes();
    await passed(500);
    expect(record).toMatchObject({ running: true, ipcPid, totalRetryAttempts: 0 });
    expect(platform.memoryBytes() - memory).toBeLessThan(100_000_000);
    process.kill(ipcPid, "SIGKILL");
    await until(() => record.totalRetryAttempts === 1);
    expect(record.errorReason).toMatch(/was killed by SIGKILL \(.*blah/);
  });

  test("one that does not end when it is asked is killed", async () => {
    const server = await start();
    const record = await server.commands.addDatasource("stubborn:type=rtl433");
    const { ipcPid } = record;
    process.kill(ipcPid, "SIGSTOP");
    await server.commands.closeDatasource(record.uuid);
    await until(() => !isAlive(ipcPid));
  });
});
