// A web application of your own with a sensor under /wifi: its pages, its API and its websockets.
//   node examples/hono-mount.ts      (or bun, or deno run -A), then open the address it prints
import process from "node:process";
import { Hono } from "hono";
import { createMoirai } from "moirai";
import { OWN_PAGES } from "moirai/pages";
import { detectPlatform } from "moirai/platform";
import type { RequestConnection } from "moirai/port";
import { createSettings } from "moirai/settings";

const platform = await detectPlatform();
const moirai = await createMoirai({
  platform,
  settings: createSettings(),
  sources: ["demo"],
  logging: false,
  pages: OWN_PAGES,
});
await moirai.start();

const app = new Hono<{ Bindings: RequestConnection }>();
app.get("/", (context) => context.html('The sensor is under <a href="wifi/">/wifi</a>.\n'));
// Links of the pages are relative, so that the address they begin at ends in a slash.
app.get("/wifi", (context) => context.redirect("/wifi/"));
// Who may ask is for this application to say, here: without `web` the sensor has no logins. The
// connection is what makes a websocket of a request.
app.mount("/wifi", (request, connection: RequestConnection) => moirai.fetch(request, connection));

const server = await platform.serve({
  hostname: "127.0.0.1",
  port: Number(process.env.PORT ?? 8080),
  maxBodyBytes: 100_000,
  fetch: (request, connection) => app.fetch(request, connection),
});
process.stdout.write(`http://127.0.0.1:${server.port}/wifi/\n`);
platform.onSignal(async () => {
  await server.close(1000);
  await moirai.stop();
  process.exit(0);
});
