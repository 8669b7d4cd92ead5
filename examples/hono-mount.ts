// A web application of your own with a sensor under /wifi.
//   node examples/hono-mount.ts      (or bun, or deno run -A), then open the address it prints
import process from "node:process";
import { Hono } from "hono";
import { detectPlatform } from "../adapters/platform/detect.ts";
import { createSettings } from "../actors/server/configured-settings.ts";
import { createMoirai } from "../mod.ts";

const platform = await detectPlatform();
const moirai = await createMoirai({
  platform,
  settings: createSettings(),
  sources: ["demo"],
  logging: false,
});
await moirai.start();

const app = new Hono();
app.get("/", (context) => context.text("The sensor is under /wifi.\n"));
// Who may ask is for this application to say, here: without `web` the sensor has no logins.
app.mount("/wifi", (request) => moirai.fetch(request));

const server = await platform.serve({
  hostname: "127.0.0.1",
  port: Number(process.env.PORT ?? 8080),
  maxBodyBytes: 100_000,
  fetch: (request) => app.fetch(request),
});
process.stdout.write(`http://127.0.0.1:${server.port}/wifi/devices/views/all/devices.json\n`);
platform.onSignal(async () => {
  await server.close(1000);
  await moirai.stop();
  process.exit(0);
});
