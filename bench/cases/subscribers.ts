// 1,000 websockets that want TIMESTAMP and 100 that want everything: processor time of a second's
// events, and how often each was serialized. Two children hold the sockets.
import { spawn } from "node:child_process";
import { dirname, join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { detectPlatform } from "../../adapters/platform/detect.ts";
import type { BusEvent } from "../../runtime/topics.ts";
import { print, startServer } from "./server.ts";

const OF_TIME = 1000;
const OF_EVERYTHING = 100;
const ROUNDS = 100;
/** Events of one round: TIMESTAMP, and messages. */
const MESSAGES = 9;

const platform = await detectPlatform();
const moirai = await startServer([]);
const server = await platform.serve({
  hostname: "127.0.0.1",
  port: 0,
  maxBodyBytes: 100_000,
  fetch: (request, connection) => moirai.fetch(request, connection),
});
const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** A child with so many sockets; `received` grows as it tells. */
async function openClient(count: number, topic: string): Promise<{ received(): number }> {
  const client = spawn(
    join(root, "node_modules", ".bin", "node"),
    [
      join(root, "bench", "cases", "event-client.ts"),
      String(server.port),
      String(count),
      topic,
    ],
    { stdio: ["ignore", "pipe", "inherit"] },
  );
  let received = 0;
  let rest = "";
  await new Promise<void>((resolve) => {
    client.stdout.on("data", (chunk: Uint8Array) => {
      const lines = (rest + new TextDecoder().decode(chunk)).split("\n");
      rest = lines.pop()!;
      for (const line of lines) {
        if (line === "ready") resolve();
        else received = Number(line);
      }
    });
  });
  return { received: () => received };
}

const ofTime = await openClient(OF_TIME, "TIMESTAMP");
const ofEverything = await openClient(OF_EVERYTHING, "*");
let events = 0;
let serializations = 0;
moirai.bus.subscribe("*", (event: BusEvent) => {
  events++;
  const set = event.encoded.set.bind(event.encoded);
  event.encoded.set = (key, bytes) => {
    serializations++;
    return set(key, bytes);
  };
});

const message = { text: "an event of ordinary length for everybody", flags: 2, timeSec: 1 };
const before = process.cpuUsage();
const startMs = performance.now();
let deliveries = 0;
for (let round = 0; round < ROUNDS; round++) {
  const wanted = [ofTime.received() + OF_TIME, ofEverything.received() + OF_EVERYTHING * 10];
  moirai.bus.publish("TIMESTAMP", moirai.stores.system());
  for (let count = 0; count < MESSAGES; count++) moirai.bus.publish("MESSAGE", message);
  deliveries += OF_TIME + OF_EVERYTHING * (MESSAGES + 1);
  while (ofTime.received() < wanted[0]! || ofEverything.received() < wanted[1]!) {
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}
const { user, system } = process.cpuUsage(before);
print({
  msPerRound: (user + system) / 1000 / ROUNDS,
  usPerDelivery: (user + system) / deliveries,
  serializationsPerEvent: serializations / events,
  roundMs: (performance.now() - startMs) / ROUNDS,
});
process.exit(0);
