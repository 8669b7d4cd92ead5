// The programs of examples/ are run under the engine that runs this test.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { detectPlatform } from "../adapters/platform/detect.ts";
import { encodeBeacon, encodeDeauthentication } from "../protocols/dot11/encode.ts";
import { encodePcapHeader, encodePcapRecord } from "../protocols/pcap/pcap-writer.ts";
import { DLT_IEEE802_11 } from "../protocols/linktype/linktypes.ts";
import { createRealWorld } from "./suites/real-world.ts";
import type { ByteSource, ChildProcess, Platform } from "../runtime/platform.ts";

const BSSID = 0x001b11000001;
const EVERYBODY = 0xffffffffffff;
const START_US = 1_700_000_000_000_000;

let platform: Platform;
let folder = "";
let file = "";

beforeAll(async () => {
  platform = await detectPlatform();
  folder = await mkdtemp(join(tmpdir(), "moirai-examples-"));
  file = join(folder, "office.pcap");
  const network = { ssid: "office", bssid: BSSID, channel: 6, security: "wpa2-psk" } as const;
  const frames = [
    encodeBeacon(network, { timestampUs: 1, sequence: 1 }),
    encodeDeauthentication(BSSID, EVERYBODY, BSSID, 7, 2),
  ];
  const records = frames.map((frame, at) => encodePcapRecord(START_US + at * 1e6, frame));
  await writeFile(file, Buffer.concat([encodePcapHeader(DLT_IEEE802_11), ...records]));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const start = (name: string, args: readonly string[], env: Record<string, string> = {}) =>
  platform.spawn({
    command: { self: fileURLToPath(new URL(`../examples/${name}`, import.meta.url)), args },
    env: { HOME: folder, ...env },
  });

async function textOf(source: ByteSource, enough = (_text: string) => false): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  for (let bytes = await source.read(); bytes !== undefined; bytes = await source.read()) {
    text += decoder.decode(bytes, { stream: true });
    if (enough(text)) break;
  }
  return text;
}

async function run(name: string, ...args: string[]) {
  const child = start(name, args);
  const [output, notes, { code }] = await Promise.all([
    textOf(child.stdout),
    textOf(child.stderr),
    child.exited,
  ]);
  return { output, notes, code };
}

/** Resolves with the address that a program prints. */
async function addressOf(child: ChildProcess): Promise<string> {
  return (await textOf(child.stdout, (text) => text.includes("\n"))).trim();
}

describe("examples", () => {
  test("embed.ts prints the devices of a file", async () => {
    expect(await run("embed.ts", file)).toEqual({
      output: "00:1B:11:00:00:01  D-Link Corporation\n1 devices\n",
      notes: "",
      code: 0,
    });
  });

  test("worker.ts does so from another thread", async () => {
    expect(await run("worker.ts", file)).toEqual({
      output: "00:1B:11:00:00:01  D-Link Corporation\n",
      notes: "",
      code: 0,
    });
  });

  test("alert-bot.ts tells the alerts of a file, as lines", async () => {
    const { output, code } = await run("alert-bot.ts", file);
    expect(code).toBe(0);
    expect(output).toMatch(/^BCASTDISCON: .*00:1B:11:00:00:01.*\n$/);
  });

  test("alert-bot.ts tells them to a webhook", async () => {
    const texts: unknown[] = [];
    const server = await platform.serve({
      hostname: "127.0.0.1",
      port: 0,
      maxBodyBytes: 10_000,
      async fetch(request) {
        texts.push(await request.json());
        return new Response("thanks");
      },
    });
    const child = start("alert-bot.ts", [file], { WEBHOOK: `http://127.0.0.1:${server.port}/` });
    expect((await child.exited).code).toBe(0);
    await server.close(0);
    expect(texts).toEqual([{ text: expect.stringMatching(/^BCASTDISCON: /) }]);
  });

  test("extend.ts adds an actor, a rule, a topic and packets", async () => {
    const { output, notes, code } = await run("extend.ts");
    expect({ notes, code }).toEqual({ notes: "", code: 0 });
    const alert = '00:1B:11:00:00:02 calls itself "Free Airport WiFi"';
    expect(output.trim().split("\n").sort()).toEqual(
      [alert, "1 networks", "2 networks", "3 networks"],
    );
  });

  test("hono-mount.ts serves a sensor under /wifi, and ends in order", async () => {
    const child = start("hono-mount.ts", [], { PORT: "0" });
    const address = await addressOf(child);
    expect(address).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/wifi\/$/);
    const answer = await fetch(`${address}devices/views/all/devices.json`);
    expect(answer.status).toBe(200);
    expect(Array.isArray(await answer.json())).toBe(true);
    expect(await (await fetch(new URL("/", address))).text()).toContain("/wifi");
    expect((await fetch(`${address}nothing.json`)).status).toBe(404);
    expect(await (await fetch(address.slice(0, -1))).text()).toContain('src="app.js"');
    const socket = new WebSocket(`${address.replace("http", "ws")}eventbus/events.ws`);
    const heard = new Promise<string>((resolve) => {
      socket.addEventListener("message", ({ data }) => resolve(String(data)));
    });
    socket.addEventListener("open", () => socket.send('{"SUBSCRIBE": "TIMESTAMP"}'));
    expect(await heard).toContain("kismet.system.timestamp.sec");
    socket.close();
    process.kill(child.pid, "SIGTERM");
    expect((await child.exited).code).toBe(0);
  });

  test("inspect.ts hands what happens to an actor to a Stately inspector", async () => {
    const world = await createRealWorld();
    const body = new URLSearchParams({
      json: '{"name": "looker", "role": "admin", "duration": 0}',
    });
    const made = await world.ask("/auth/apikey/generate.cmd", { method: "POST", body });
    const token = await made.text();
    const told: Record<string, unknown>[] = [];
    const stately = await platform.serve({
      hostname: "127.0.0.1",
      port: 0,
      maxBodyBytes: 1000,
      fetch: (_request, connection) =>
        connection.upgrade({
          open: () => {},
          text: (_peer, text) => void told.push(JSON.parse(text)),
          bytes: () => {},
          drain: () => {},
          closed: () => {},
        }) ?? new Response("no websocket", { status: 400 }),
    });
    const inspector = `ws://127.0.0.1:${stately.port}/`;
    const child = start("inspect.ts", [world.origin, token, "root/packet-chain", inspector]);
    await world.until(() => told.length > 0);
    expect(told[0]).toMatchObject({ type: "@xstate.actor", sessionId: "root/packet-chain" });
    await world.stop();
    expect((await child.exited).code).toBe(0);
    await stately.close(0);
  });
});
