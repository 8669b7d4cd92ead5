// The command line as a process of its own, under the engine that runs this test: exit statuses,
// what goes to which stream, signals.
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { detectPlatform } from "../../adapters/platform/detect.ts";
import { concat, encodeBeacon } from "../../protocols/dot11/encode.ts";
import { encodePcapHeader, encodePcapRecord } from "../../protocols/pcap/pcap-writer.ts";
import { DLT_IEEE802_11 } from "../../protocols/linktype/linktypes.ts";
import type { ByteSource, ChildProcess, Platform } from "../../runtime/platform.ts";

const MAIN = fileURLToPath(new URL("../../main.ts", import.meta.url));
const START_US = 1_700_000_000_000_000;

/** Ten beacons of one network. */
function encodeCapture(): Uint8Array {
  const network = {
    ssid: "Library \u001b[31m",
    bssid: 0x020000000001,
    channel: 6,
    security: "wpa2-psk",
  } as const;
  const records = Array.from({ length: 10 }, (_, sequence) => {
    const beacon = encodeBeacon(network, { timestampUs: sequence * 102_400, sequence });
    return encodePcapRecord(START_US + sequence * 102_400, beacon);
  });
  return concat(encodePcapHeader(DLT_IEEE802_11), ...records);
}

let platform: Platform;
let directory = "";

function start(...args: string[]): ChildProcess {
  return platform.spawn({ command: { self: MAIN, args } });
}

/** What comes out of a process until `isEnough`, or until its end. */
async function textOf(
  source: ByteSource,
  isEnough: (text: string) => boolean = () => false,
): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  while (!isEnough(text)) {
    const bytes = await source.read();
    if (bytes === undefined) break;
    text += decoder.decode(bytes, { stream: true });
  }
  return text;
}

async function run(...args: string[]) {
  const child = start(...args, "--confdir", join(directory, "none"));
  const [output, notes, exit] = await Promise.all([
    textOf(child.stdout),
    textOf(child.stderr),
    child.exited,
  ]);
  return { output, notes, status: exit.code };
}

const at = (name: string): string => join(directory, name);

beforeAll(async () => {
  platform = await detectPlatform();
  directory = await mkdtemp(join(tmpdir(), "moirai-cli-"));
  const capture = encodeCapture();
  await writeFile(at("good.pcap"), capture);
  await writeFile(at("cut.pcap"), capture.subarray(0, capture.length - 7));
  await writeFile(at("text.pcap"), "this is no capture, although its name says so");
  await mkdir(at("folder.pcap"));
});

afterAll(() => rm(directory, { recursive: true, force: true }));

/** Keys of the command line count in a server that runs, and end there. */
async function makeAndRevokeKey(ask: (headers: Record<string, string>) => Promise<Response>) {
  const made = await run("keys", "create", "program", "--homedir", directory);
  expect([made.status, made.output]).toEqual([0, expect.stringMatching(/^[0-9A-F]{32}\n$/)]);
  const cookie = `KISMET=${made.output.trim()}`;
  const untilStatus = async (status: number): Promise<void> => {
    // The server looks at the file once a second, when somebody asks.
    for (;;) {
      const answer = await ask({ cookie });
      await answer.arrayBuffer();
      if (answer.status === status) return;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  };
  await untilStatus(200);
  const list = await run("keys", "list", "--json", "--homedir", directory);
  expect(JSON.parse(list.output)).toMatchObject([{ name: "program", role: "readonly" }]);
  expect((await run("keys", "revoke", "program", "--homedir", directory)).status).toBe(0);
  await untilStatus(401);
}

describe("moirai as a process", () => {
  test("reads a file: devices on one stream, words about it on the other", async () => {
    const { output, notes, status } = await run("read", at("good.pcap"), "--ndjson");
    expect(status).toBe(0);
    const devices = output.trim().split("\n").map((line) => JSON.parse(line));
    expect(devices.map((device) => device["kismet.device.base.macaddr"])).toEqual([
      "02:00:00:00:00:01",
    ]);
    expect(devices[0]["kismet.device.base.packets.total"]).toBe(10);
    expect(notes).toMatch(/^1 file, 10 packets, 1 device in [\d.]+ s \([\d,]+ packets\/s\)\n$/);
  });

  test("keeps what came before a fault and says what is wrong with each file", async () => {
    const names = ["cut.pcap", "text.pcap", "folder.pcap", "gone.pcap"];
    const { output, notes, status } = await run("read", ...names.map(at), "--csv");
    expect(status).toBe(0);
    expect(output.trim().split("\r\n")).toHaveLength(2);
    expect(notes).toMatch(/cut\.pcap: .*; 9 packets before it were kept\n/);
    expect(notes).toContain("cut.pcap: bad bytes: 1 pcap.truncated\n");
    expect(notes).toMatch(/text\.pcap: not a capture file/);
    expect(notes).toMatch(/folder\.pcap: it is a directory/);
    expect(notes).toMatch(/gone\.pcap: no such file/);
  });

  test("ends with 1 when nothing could be read, and with 2 when it was not understood", async () => {
    const unreadable = await run("read", at("text.pcap"));
    expect(unreadable.status).toBe(1);
    expect(unreadable.output).toBe("");
    expect(unreadable.notes).toContain("nothing could be read\n");
    const wrong = await run("read", at("good.pcap"), "--jsno");
    expect(wrong.status).toBe(2);
    expect(wrong.notes).toContain("there is no option --jsno; did you mean --json?");
  });

  test("serves: prints one address that logs in once, and ends in order when it is told", async () => {
    const home = ["--homedir", directory, "--confdir", at("none")];
    const child = start(...home, "--port", "0", "-c", at("good.pcap"), "-p", directory);
    const notes = await textOf(child.stderr, (text) => /Open \S+\n/.test(text));
    const opened = /Open (http:\/\/127\.0\.0\.1:\d+)\/(\?token=\S+)/.exec(notes)!;
    expect(notes).toContain("This is the first start");
    const login = await fetch(opened[1] + "/" + opened[2], { redirect: "manual" });
    const cookie = login.headers.get("set-cookie")!.split(";")[0]!;
    const ask = (headers: Record<string, string>) =>
      fetch(`${opened[1]}/devices/views/all/devices.json`, { headers });
    expect((await ask({})).status).toBe(401);
    expect((await ask({ cookie })).status).toBe(200);
    const again = await fetch(opened[1] + "/" + opened[2], { redirect: "manual" });
    expect(again.headers.get("set-cookie")).toBeNull();
    await makeAndRevokeKey(ask);
    const page = await fetch(`${opened[1]}/`);
    expect(await page.text()).toContain("<title>moirai</title>");
    // Deno names the signal as the cause of the end when its own `kill` sent it, whatever came after.
    process.kill(child.pid, "SIGTERM");
    const [rest, exit] = await Promise.all([textOf(child.stderr), child.exited]);
    expect(rest).toContain("Stopping");
    expect(exit.code).toBe(0);
  });
});
