// A real server under `--record`, with a capture file, a sensor elsewhere, a GPS receiver, commands of
// clients and a websocket at once. The recording gives the same answers and events on every engine.
import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { detectPlatform } from "../../adapters/platform/detect.ts";
import type { Platform } from "../../runtime/platform.ts";
import { RecordingReader } from "../../protocols/recording/recording-reader.ts";
import { openReplay } from "../../testing/replay.ts";
import { type Engine, engineCommand, ENGINES, OWN_ENGINE } from "../suites/engines.ts";
import { beacons, pcapOf } from "../suites/beacon-capture.ts";
import { Sensor, tcpSensorLink } from "../suites/sensor.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const FIX = "$GPGGA,123519,4807.038,N,01131.000,E,1,08,0.9,545.4,M,46.9,M,,*47\r\n";
// Not those whose live records a subscriber gets as they are when he has room for them.
const TOPICS = ["ALERT", "MESSAGE", "TIMESTAMP", "DATASOURCE_OPENED", "DATASOURCE_ERROR"];
const PATHS = [
  "/devices/views/all/devices.json",
  "/devices/last-time/0/devices.ekjson",
  "/datasource/all_sources.json",
  "/datasource/defaults.json",
  "/datasource/types.json",
  "/alerts/all_alerts.json",
  "/alerts/definitions.json",
  "/channels/channels.json",
  "/messagebus/last-time/0/messages.json",
  "/phy/all_phys.json",
  "/phy/phy80211/ssids/views/ssids.json",
  "/gps/all_gps.json",
  "/gps/location.json",
  "/packetchain/packet_stats.json",
  "/system/status.json",
  "/system/tracked_fields.html",
];

/** A block is closed once a second, and packing it takes its time on a busy machine. */
const LOST_MS_MAX = 2500;

interface Replayed {
  readonly answers: [path: string, text: string][];
  readonly events: string[];
  readonly digest: string;
  readonly count: number;
  readonly problem: string;
  readonly lost: number;
}

let folder = "";
let platform: Platform;
let receiver: Server;
const children: ChildProcess[] = [];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "moirai-recorded-"));
  platform = await detectPlatform();
  receiver = createServer((socket) => {
    socket.on("error", () => {});
    socket.write(FIX);
  });
  await new Promise<void>((resolve) => receiver.listen(0, "127.0.0.1", resolve));
  writeFileSync(join(folder, "far.pcap"), pcapOf(beacons(300)));
});
afterAll(() => {
  for (const child of children) child.kill("SIGKILL");
  receiver.close();
  rmSync(folder, { recursive: true, force: true });
});

async function freePort(): Promise<number> {
  const probe = await platform.listenTcp({ hostname: "127.0.0.1", port: 0, connected: () => {} });
  await probe.close();
  return probe.port;
}

interface Live {
  readonly child: ChildProcess;
  readonly origin: string;
  readonly login: string;
  readonly sensors: number;
  readonly ended: Promise<number | null>;
  said(): string;
}

interface ServeOptions {
  readonly source?: string;
  readonly fileBytesMax?: number;
}

async function serve(record: string, options: ServeOptions = {}): Promise<Live> {
  const { source = "far.pcap", fileBytesMax } = options;
  const sensors = await freePort();
  const { port } = receiver.address() as { port: number };
  const settings = {
    remote_capture_enabled: "true",
    remote_capture_port: String(sensors),
    gps: `tcp:host=127.0.0.1,port=${port}`,
    httpd_username: "admin",
    httpd_password: "secret",
  };
  const set = Object.entries(settings).flatMap(([key, value]) => ["--set", `${key}=${value}`]);
  const homes = ["--homedir", folder, "--confdir", join(folder, "none")];
  const what = ["serve", "-c", `${source}:name=far`, "--port", "0", "--record", record];
  const args = [...what, ...homes, "--no-logging", ...set];
  const engine = engineCommand(join(root, "main.ts"));
  // A shell counts blocks of 512 bytes.
  const limit = fileBytesMax === undefined
    ? []
    : ["sh", "-c", `ulimit -f ${fileBytesMax / 512}; exec "$@"`, "sh"];
  const [command, ...more] = [...limit, ...engine];
  const child = spawn(command!, [...more, ...args], {
    cwd: folder,
    stdio: ["ignore", "ignore", "pipe"],
  });
  children.push(child);
  let said = "";
  const ended = new Promise<number | null>((resolve) => child.on("close", resolve));
  const origin = await new Promise<string>((resolve, reject) => {
    child.on("close", () => reject(new Error(`it ended: ${said}`)));
    child.stderr!.on("data", (chunk) => {
      said += String(chunk);
      const [, address] = /Open (http:\S+)\/\?/.exec(said) ?? [];
      if (address !== undefined) resolve(address);
    });
  });
  return {
    child,
    origin,
    sensors,
    ended,
    login: `Basic ${btoa("admin:secret")}`,
    said: () => said,
  };
}

async function until(condition: () => unknown): Promise<void> {
  while (!await condition()) await new Promise((resolve) => setTimeout(resolve, 20));
}

function ask({ origin, login }: Live, path: string, body?: unknown): Promise<Response> {
  return fetch(`${origin}${path}`, {
    headers: { authorization: login, "content-type": "application/json" },
    ...body !== undefined && { method: "POST", body: JSON.stringify(body) },
  });
}

/** Events as a websocket client gets them, from now on. */
async function listen({ origin }: Live): Promise<string[]> {
  const heard: string[] = [];
  const address = `${origin.replace("http", "ws")}/eventbus/events.ws?user=admin&password=secret`;
  const socket = new WebSocket(address);
  socket.addEventListener("message", ({ data }) => heard.push(String(data)));
  await new Promise((resolve) => socket.addEventListener("open", resolve));
  for (const topic of TOPICS) socket.send(JSON.stringify({ SUBSCRIBE: topic }));
  await until(() => heard.some((text) => text.includes("TIMESTAMP")));
  return heard;
}

async function sensorPackets(live: Live): Promise<void> {
  const target = { hostname: "127.0.0.1", port: live.sensors };
  const sensor = new Sensor(tcpSensorLink(await platform.connectTcp(target)));
  await sensor.announce();
  await until(() => sensor.message("openRequest"));
  await sensor.opened();
  for (let count = 0; count < 20; count++) await sensor.packet();
  const sources = async () => await (await ask(live, "/datasource/all_sources.json")).text();
  await until(async () => (await sources()).includes('"kismet.datasource.num_packets": 20,'));
  sensor.link.end();
  await until(async () => (await sources()).includes("its sensor closed the connection"));
}

/** Asks everything within the middle of one second, when nothing else happens. */
async function answersOf(
  live: Live,
  startMs: number,
): Promise<{ answers: [string, string][]; atMs: number }> {
  const msOfSecond = () => Date.now() % 1000;
  // A busy machine may not get through all of them before the next second changes the answers.
  for (;;) {
    await until(() => msOfSecond() > 200 && msOfSecond() < 350);
    const second = Math.floor(Date.now() / 1000);
    const answers = await Promise.all(PATHS.map(async (path): Promise<[string, string]> => {
      const response = await ask(live, path);
      return [path, `${response.status} ${await response.text()}`];
    }));
    const nowMs = Date.now();
    if (nowMs < second * 1000 + 990) return { answers, atMs: nowMs - startMs };
  }
}

async function replayedBy(engine: Engine, file: string, atMs: number): Promise<Replayed> {
  const script = join(root, "tests", "testing", "print-replayed.ts");
  const [command, ...more] = engineCommand(script, engine);
  const questions = JSON.stringify(PATHS.map((path) => [atMs, path]));
  const child = spawn(command!, [...more, file, questions, JSON.stringify(TOPICS)], {
    cwd: folder,
    stdio: ["ignore", "pipe", "pipe"],
  });
  children.push(child);
  const texts = { out: "", problems: "" };
  child.stdout!.on("data", (chunk) => texts.out += String(chunk));
  child.stderr!.on("data", (chunk) => texts.problems += String(chunk));
  await new Promise((resolve) => child.on("close", resolve));
  expect(texts.problems).toBe("");
  return JSON.parse(texts.out) as Replayed;
}

/** Several processes one after the other, on whatever machine. */
const TIMEOUT_MS = 120_000;

describe("a server process that is recorded", { timeout: TIMEOUT_MS }, () => {
  test("is replayed to the same answers, byte for byte, and events by each engine", async () => {
    const file = join(folder, "run.moirai");
    const live = await serve(file);
    const heard = await listen(live);
    await sensorPackets(live);
    const devices = await (await ask(live, "/devices/views/all/devices.json")).json();
    const key = (devices as Record<string, string>[])[0]!["kismet.device.base.key"]!;
    const named = await ask(live, `/devices/by-key/${key}/set_name.cmd`, { username: "roof" });
    expect(named.status).toBe(200);
    await ask(live, "/datasource/add_source.cmd", { definition: "nowhere.pcap" });
    const opened = await platform.files.open(file);
    const { start } = await RecordingReader.open(opened);
    await opened.close();
    const { answers, atMs } = await answersOf(live, start.startMs);
    live.child.kill("SIGINT");
    const status = await live.ended;
    // Deno names the signal that its own `kill` sent as the cause of the end, whatever came after.
    if (OWN_ENGINE !== "deno") expect(status).toBe(0);
    expect(live.said()).toMatch(/recorded [\d,]+ events in \S+ \([\d,]+ bytes\)\n$/);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readFileSync(file).includes("secret")).toBe(false);

    const replays = await Promise.all(ENGINES.map((engine) => replayedBy(engine, file, atMs)));
    for (const replay of replays) {
      expect(replay).toMatchObject({ problem: "", lost: 0 });
      expect(new Map(replay.answers)).toEqual(new Map(answers));
      expect(replay.digest).toBe(replays[0]!.digest);
    }
    const text = new Map(answers);
    expect(text.get("/devices/views/all/devices.json")).toContain('"roof"');
    expect(text.get("/gps/location.json")).toContain("48.117");
    // What the websocket heard from its beginning on is the rest of what the replay says.
    const [first] = heard;
    const { events } = replays[0]!;
    const from = events.indexOf(first!);
    expect(from).toBeGreaterThanOrEqual(0);
    expect(heard.length).toBeGreaterThan(5);
    expect(events.slice(from, from + heard.length)).toEqual(heard);
  });

  test("and killed loses what it heard in the last second, and not more", async () => {
    const file = join(folder, "killed.moirai");
    const live = await serve(file);
    await listen(live);
    await new Promise((resolve) => setTimeout(resolve, 1500));
    const killedMs = Date.now();
    live.child.kill("SIGKILL");
    await live.ended;
    await using replay = await openReplay(await platform.files.open(file));
    await replay.toEnd();
    const { reader, moirai } = replay;
    expect(reader.problem).toMatch(/program was killed/);
    expect(reader.isDamaged).toBe(false);
    expect(killedMs - reader.start.startMs - reader.atMs).toBeLessThan(LOST_MS_MAX);
    expect(moirai.stores.devices.size).toBe(300);
  });

  test.skipIf(!existsSync("/dev/full"))(
    "to a disk that is full does not start, and says why (needs /dev/full)",
    async () => {
      const refused = await serve("/dev/full").catch(String);
      expect(refused).toContain("error: cannot record to /dev/full: ");
    },
  );

  // Only Node survives the signal that comes with this limit.
  test.skipIf(OWN_ENGINE !== "node")(
    "to a disk that becomes full goes on without its recording, and says so (Node only)",
    async () => {
      const noise = (index: number) => randomBytes(300).fill(index & 0xff, 0, 4);
      const frames = Array.from({ length: 2000 }, (_, index) => noise(index));
      writeFileSync(join(folder, "noise.pcap"), pcapOf(frames));
      const file = join(folder, "full.moirai");
      const live = await serve(file, { source: "noise.pcap", fileBytesMax: 100 * 1024 });
      await until(() => live.said().includes("is not recorded further: "));
      expect((await ask(live, "/system/status.json")).status).toBe(200);
      live.child.kill("SIGINT");
      expect(await live.ended).toBe(0);
      expect(live.said()).toMatch(
        /recorded \d+ events? in .*; [\d,]+ events could not be recorded/,
      );
      expect(statSync(file).size).toBeLessThanOrEqual(100 * 1024);
      await using replay = await openReplay(await platform.files.open(file));
      await replay.toEnd();
      expect(replay.reader.problem).toContain("ends in the middle of block");
    },
  );
});
