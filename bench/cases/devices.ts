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

interface Listing {
  ms: number;
  firstMs: number;
  bytes: number;
  blockedMs: number;
}

async function list(body: string, query = ""): Promise<Listing> {
  let blockedMs = 0;
  let firstMs = 0;
  let last = performance.now();
  const watch = setInterval(() => {
    blockedMs = Math.max(blockedMs, performance.now() - last - 1);
    last = performance.now();
  }, 1);
  const startMs = performance.now();
  const response = await moirai.fetch(
    new Request(`http://localhost/devices/views/all/devices.json${query}`, {
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
    if (bytes === 0) firstMs = performance.now() - startMs;
    bytes += value.length;
  }
  clearInterval(watch);
  return { ms: performance.now() - startMs, firstMs, bytes, blockedMs };
}

/** Memory in use while a reader has stalled in the middle of the list, above what was before. */
async function stalledBytes(): Promise<number> {
  const idle = usedBytes();
  const response = await moirai.fetch(
    new Request("http://localhost/devices/views/all/devices.json"),
  );
  const reader = response.body!.getReader();
  for (let pieces = 0; pieces < 50; pieces++) await reader.read();
  await new Promise((resolve) => setTimeout(resolve, 200));
  const held = usedBytes() - idle;
  await reader.cancel();
  return Math.max(0, held);
}

const SORT = "?sort=kismet.device.base.macaddr&sort_dir=desc";
await list("{}");
const full = await list("{}");
const fields = ["macaddr", "commonname", "type", "channel", "last_time", "packets.total"].map(
  (name) => `kismet.device.base.${name}`,
);
const short = await list(JSON.stringify({ fields }));
const sorted = await list(JSON.stringify({ fields, last_time: 1 }), SORT);
print({
  devices,
  bytesPerDevice,
  listMs: full.ms,
  listBytes: full.bytes,
  listFirstMs: full.firstMs,
  listBlockedMs: full.blockedMs,
  stalledBytes: await stalledBytes(),
  sortedFirstMs: sorted.firstMs,
  sortedBlockedMs: sorted.blockedMs,
  fieldsMs: short.ms,
  fieldsBlockedMs: short.blockedMs,
});
process.exit(0);
