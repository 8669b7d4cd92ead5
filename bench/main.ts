// `npm run bench`: every figure of docs/performance.md, side by side for the engines, in one run.
import { spawnSync } from "node:child_process";
import { rmSync } from "node:fs";
import { cpus } from "node:os";
import { ENGINES, type Figures, runCase } from "./engines.ts";
import { captureFile } from "./inputs.ts";
import { measureStart } from "./start.ts";

const SEED = 2025;
const PACKETS = Number(process.env["BENCH_PACKETS"] ?? 1_000_000);
const out = (text: string) => process.stdout.write(`${text}\n`);

type Row = readonly [string, (figures: Figures) => number, (value: number) => string];

const thousands = (value: number) => Math.round(value).toLocaleString("en");
const threeDigits = (value: number) => value.toFixed(3);
const twoDigits = (value: number) => value.toFixed(2);
const oneDigit = (value: number) => value.toFixed(1);

async function table(
  title: string,
  name: string,
  args: readonly string[],
  rows: readonly Row[],
): Promise<void> {
  out(`\n### ${title}\n`);
  const columns: (Figures | string)[] = [];
  for (const engine of ENGINES) {
    columns.push(await runCase(engine, name, args).catch((error: Error) => error.message));
  }
  out(`| | ${ENGINES.map((engine) => engine.name).join(" | ")} |`);
  out(`| --- |${" ---: |".repeat(ENGINES.length)}`);
  for (const [label, get, format] of rows) {
    const cells = columns.map((one) => typeof one === "string" ? one : format(get(one)));
    out(`| ${label} | ${cells.join(" | ")} |`);
  }
}

function tsharkPerSecond(path: string, packets: number): number | undefined {
  const startMs = performance.now();
  const result = spawnSync("tshark", [
    "-r",
    path,
    "-c",
    String(packets),
    "-T",
    "fields",
    "-e",
    "wlan.sa",
    "-e",
    "wlan.ssid",
    "-e",
    "radiotap.dbm_antsignal",
  ], { stdio: ["ignore", "ignore", "ignore"] });
  if (result.error || result.status !== 0) return undefined;
  return packets / ((performance.now() - startMs) / 1000);
}

const air = captureFile({ packets: PACKETS, devices: 5000, seed: SEED, seconds: 120 });
out(`# Benchmarks\n\n${cpus().length} processors, ${cpus()[0]?.model ?? "unknown"}`);
out(`\n${thousands(PACKETS)} packets, 5,000 devices, radiotap with FCS, seed ${SEED}`);

await table("Only reading and counting three addresses a frame", "minimal", [air], [
  ["packets a second", (f) => f["perSecond"]!, thousands],
]);
await table("From file to tracked devices", "throughput", [air, "3"], [
  ["packets a second, best of 3", (f) => f["perSecond"]!, thousands],
  ["packets a second, first run", (f) => f["firstPerSecond"]!, thousands],
]);
await table("The same with all of Wi-Fi switched on", "throughput", [air, "3", "everything"], [
  ["packets a second, best of 3", (f) => f["perSecond"]!, thousands],
]);
const tshark = tsharkPerSecond(air, Math.min(PACKETS, 200_000));
out(
  `\ntshark -T fields: ${
    tshark === undefined ? "not installed" : `${thousands(tshark)} packets a second`
  }`,
);

await table("Through a capture tool's pipe", "pipe", [air, "3"], [
  ["packets a second, read by the server", (f) => f["direct"]!, thousands],
  ["through one pipe, third framing", (f) => f["piped"]!, thousands],
  ["the same, a second of the server's processor", (f) => f["pipedCpu"]!, thousands],
]);

await table("From a sensor over one TCP connection", "tcp", [air, "3"], [
  ["packets a second", (f) => f["perSecond"]!, thousands],
  ["the same, a second of the server's processor", (f) => f["perCpuSecond"]!, thousands],
]);

await table("500 sensors, a packet a second each", "sensors", ["500", "60"], [
  ["memory before, MB", (f) => f["emptyMb"]!, thousands],
  ["memory when all are connected, MB", (f) => f["beginningMb"]!, thousands],
  ["memory half a minute later, MB", (f) => f["middleMb"]!, thousands],
  ["memory a minute later, MB", (f) => f["endMb"]!, thousands],
  ["packets a second", (f) => f["packetsPerSecond"]!, thousands],
  ["of one core, %", (f) => f["cpuPercent"]!, oneDigit],
]);

await table("A kismetdb log beside it", "logging", [air, "200000"], [
  ["packets a second, given as 200,000", (f) => f["pacedPerSecond"]!, thousands],
  ["of them not logged", (f) => f["pacedDropped"]!, thousands],
  [
    "packets a second as fast as they come, without the log",
    (f) => f["perSecondWithout"]!,
    thousands,
  ],
  ["the same with the log", (f) => f["perSecondWith"]!, thousands],
  ["of them logged", (f) => f["fastLogged"]!, thousands],
  ["told as not logged", (f) => f["fastDropped"]!, thousands],
  ["bytes of file a packet", (f) => f["bytesPerPacket"]!, thousands],
]);

// A longer file brings more than compression takes, which is then counted and left out.
const shorter = captureFile({ packets: 200_000, devices: 5000, seed: SEED, seconds: 24 });
await table("A recording of 200,000 packets, in one run", "replay", [shorter, "3"], [
  ["packets a second, read by the server", (f) => f["direct"]!, thousands],
  ["read and recorded", (f) => f["recorded"]!, thousands],
  ["replayed", (f) => f["replayed"]!, thousands],
  ["replayed, % of read", (f) => 100 * f["replayed"]! / f["direct"]!, thousands],
  ["events that could not be recorded", (f) => f["lost"]!, thousands],
  ["bytes of recording a packet", (f) => f["bytesPerPacket"]!, thousands],
]);

await table("Three actors inspected while a file is read", "inspection", [air, "3"], [
  ["packets a second, nobody looks", (f) => f["without"]!, thousands],
  ["packets a second, all three inspected", (f) => f["including"]!, thousands],
  ["microseconds a small event, nobody looks", (f) => f["plainUs"]!, threeDigits],
  ["microseconds a small event, inspected", (f) => f["inspectedUs"]!, threeDigits],
]);

for (const devices of [5_000, 100_000]) {
  const path = captureFile({ packets: devices * 5, devices, seed: SEED, seconds: 60 });
  await table(`${thousands(devices)} devices`, "devices", [path], [
    ["bytes a device", (f) => f["bytesPerDevice"]!, thousands],
    ["whole list as JSON, ms", (f) => f["listMs"]!, thousands],
    ["its first byte, ms", (f) => f["listFirstMs"]!, oneDigit],
    ["longest hold-up meanwhile, ms", (f) => f["listBlockedMs"]!, oneDigit],
    ["kB in use for a reader that stalls in it", (f) => f["stalledBytes"]! / 1000, thousands],
    ["list of six fields, ms", (f) => f["fieldsMs"]!, thousands],
    ["longest hold-up meanwhile, ms", (f) => f["fieldsBlockedMs"]!, oneDigit],
    ["the same sorted by address, first byte, ms", (f) => f["sortedFirstMs"]!, thousands],
    ["longest hold-up meanwhile, ms", (f) => f["sortedBlockedMs"]!, oneDigit],
  ]);
}

const crowd = captureFile({ packets: 25_000, devices: 5000, seed: SEED, seconds: 60 });
await table("100 equal monitors of 5,000 devices that all changed", "monitors", [crowd, "100"], [
  ["processor ms", (f) => f["cpuMs"]!, thousands],
  ["records written", (f) => f["written"]!, thousands],
  ["records taken from another", (f) => f["shared"]!, thousands],
]);

await table("100 of 100,000 devices changed", "recent", ["100000"], [
  ["finding them, ms of processor time", (f) => f["findMs"]!, threeDigits],
  ["last-time list, six fields", (f) => f["fieldsMs"]!, threeDigits],
  ["the same of a view", (f) => f["viewFieldsMs"]!, threeDigits],
  ["last-time list, whole records", (f) => f["recordsMs"]!, threeDigits],
]);

for (const subscribers of [1, 10, 100]) {
  await table(`Events to ${subscribers} websocket subscribers`, "events", [String(subscribers)], [
    ["events a second", (f) => f["eventsPerSecond"]!, thousands],
    ["deliveries a second", (f) => f["deliveriesPerSecond"]!, thousands],
  ]);
}

await table("1,000 subscribers of TIMESTAMP, 100 of everything, ten events", "subscribers", [], [
  ["serializations an event", (f) => f["serializationsPerEvent"]!, oneDigit],
  ["processor time of all 2,000 deliveries, ms", (f) => f["msPerRound"]!, oneDigit],
  ["of one delivery, microseconds", (f) => f["usPerDelivery"]!, oneDigit],
]);

await table("An hour of a street of 50 access points and 500 people", "street", ["60"], [
  ["seconds of processor time, whole server", (f) => f["processorSeconds"]!, oneDigit],
  ["of the air alone", (f) => f["airSeconds"]!, oneDigit],
  ["packets heard", (f) => f["packets"]!, thousands],
]);

await table("Timers and actors on the virtual clock", "timers", [], [
  ["a firing, 2,000 timers, ns", (f) => f["fewTimers"]!, thousands],
  ["20,000 timers", (f) => f["manyTimers"]!, thousands],
  ["times as much (limit 3)", (f) => f["timerRatio"]!, twoDigits],
  ["a life of an actor, 100 at a time, us", (f) => f["fewActors"]! / 1000, thousands],
  ["1,000 at a time", (f) => f["manyActors"]! / 1000, thousands],
  ["4,000 at a time", (f) => f["mostActors"]! / 1000, thousands],
  ["1,000 to 100, times as much (limit 3)", (f) => f["actorRatio"]!, twoDigits],
  ["4,000 to 1,000 (limit 1.5)", (f) => f["largeActorRatio"]!, twoDigits],
]);

out("\n### Start\n");
out("| | " + ENGINES.map((engine) => engine.name).join(" | ") + " |");
out(`| --- |${" ---: |".repeat(ENGINES.length)}`);
const starts: string[] = [];
for (const engine of ENGINES) starts.push(thousands(await measureStart(engine)));
out(`| ms from process start to first answer | ${starts.join(" | ")} |`);
if (process.env["BENCH_KEEP"] === undefined) rmSync(air, { force: true });
