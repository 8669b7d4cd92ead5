// Many devices: bytes each, time of the whole list, and how long it holds up the loop.
import { captureFile } from "../inputs.ts";
import { print, startServer, usedBytes } from "./server.ts";

const path = process.argv[2]!;
const moirai = await startServer([]);
// What a server has once, whatever it tracks (tables, buffers, compiled code), is no device's.
const warm = captureFile({ packets: 500, devices: 100, seed: 1, seconds: 1 });
await moirai.commands.addDatasource(warm);
await moirai.idle();
const devicesBefore = moirai.stores.devices.size;
const before = usedBytes();
await moirai.commands.addDatasource(path);
await moirai.idle();
const devices = moirai.stores.devices.size - devicesBefore;
const bytesPerDevice = (usedBytes() - before) / devices;

async function list(body: string): Promise<{ ms: number; bytes: number; blockedMs: number }> {
  let blockedMs = 0;
  let last = performance.now();
  const watch = setInterval(() => {
    blockedMs = Math.max(blockedMs, performance.now() - last - 1);
    last = performance.now();
  }, 1);
  const startMs = performance.now();
  const response = await moirai.fetch(
    new Request("http://localhost/devices/views/all/devices.json", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body,
    }),
  );
  let bytes = 0;
  const reader = response.body!.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    bytes += value.length;
  }
  clearInterval(watch);
  return { ms: performance.now() - startMs, bytes, blockedMs };
}

await list("{}");
const full = await list("{}");
const fields = ["macaddr", "commonname", "type", "channel", "last_time", "packets.total"].map(
  (name) => `kismet.device.base.${name}`,
);
const short = await list(JSON.stringify({ fields }));
print({
  devices,
  bytesPerDevice,
  listMs: full.ms,
  listBytes: full.bytes,
  listBlockedMs: full.blockedMs,
  fieldsMs: short.ms,
  fieldsBlockedMs: short.blockedMs,
});
process.exit(0);
