// Events to websocket subscribers: this process is the server, a child holds the sockets. Bursts are
// published as fast as the subscribers take them, so nothing is dropped or coalesced.
import { spawn } from "node:child_process";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { detectPlatform } from "../../adapters/platform/detect.ts";
import { print, startServer } from "./server.ts";

const subscribers = Number(process.argv[2] ?? 1);
const BURST = 200;
const SECONDS = 3;

const platform = await detectPlatform();
const moirai = await startServer([]);
const server = await platform.serve({
  hostname: "127.0.0.1",
  port: 0,
  maxBodyBytes: 100_000,
  fetch: (request, connection) => moirai.fetch(request, connection),
});
const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const client = spawn(
  join(root, "node_modules", ".bin", "node"),
  [join(root, "bench", "cases", "event-client.ts"), String(server.port), String(subscribers)],
  { stdio: ["ignore", "pipe", "inherit"] },
);
let received = 0;
let rest = "";
let ready: () => void = () => {};
const connected = new Promise<void>((resolve) => ready = resolve);
client.stdout.on("data", (chunk: Uint8Array) => {
  const lines = (rest + new TextDecoder().decode(chunk)).split("\n");
  rest = lines.pop()!;
  for (const line of lines) {
    if (line === "ready") ready();
    else received = Number(line);
  }
});
await connected;

const message = { text: "an event of ordinary length for everybody", flags: 2, timeSec: 1 };
const startMs = performance.now();
let published = 0;
while (performance.now() - startMs < SECONDS * 1000) {
  for (let n = 0; n < BURST; n++) moirai.bus.publish("MESSAGE", message);
  published += BURST;
  // Two bursts may be under way; more would fill the bounded queues.
  while (received < (published - BURST) * subscribers) {
    await new Promise((resolve) => setTimeout(resolve, 0));
    if (client.exitCode !== null) throw new Error("the client ended");
  }
}
while (received < published * subscribers) await new Promise((resolve) => setTimeout(resolve, 1));
const seconds = (performance.now() - startMs) / 1000;
client.kill();
print({
  eventsPerSecond: published / seconds,
  deliveriesPerSecond: published * subscribers / seconds,
});
process.exit(0);
