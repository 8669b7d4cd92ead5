// 100,000 devices of which 100 changed: processor time of the lists that ask for what changed, and of
// one tick of a device monitor.
import process from "node:process";
import { recentDevices } from "../../actors/device/recent-devices.ts";
import { encodeProbeRequest } from "../../protocols/dot11/encode.ts";
import { DLT_IEEE802_11 } from "../../protocols/linktype/linktypes.ts";
import { BATCH_PACKETS_MAX, PacketBatch } from "../../protocols/packet/packet-batch.ts";
import { print, startServer } from "./server.ts";

const DEVICES = Number(process.argv[2] ?? 100_000);
const CHANGED = 100;
const ROUNDS = 200;
const FIRST_MAC = 0xf01898000000;

const moirai = await startServer([]);
const batch = new PacketBatch();
batch.linkType = DLT_IEEE802_11;
batch.bytes = new Uint8Array(256 * 1024);

/** One probe request each of some devices. */
function hear(macs: readonly number[], timeSec: number): void {
  batch.count = 0;
  let at = 0;
  for (const mac of macs) {
    const frame = encodeProbeRequest(mac, "", timeSec % 4096);
    const index = batch.count++;
    batch.bytes.set(frame, at);
    batch.start[index] = at;
    batch.capturedLength[index] = batch.wireLength[index] = frame.length;
    batch.timestampUs[index] = timeSec * 1e6;
    at += frame.length;
  }
  moirai.push(batch);
}

const nowSec = Math.floor(Date.now() / 1000);
const macs = Array.from({ length: DEVICES }, (_, index) => FIRST_MAC + index);
for (let at = 0; at < DEVICES; at += BATCH_PACKETS_MAX) {
  hear(macs.slice(at, at + BATCH_PACKETS_MAX), nowSec - 1000);
}
hear(macs.filter((_, index) => index % (DEVICES / CHANGED) === 0), nowSec + 1000);

/** Processor milliseconds of one call, after some to warm up. */
async function cost(work: () => Promise<number>): Promise<number> {
  for (let round = 0; round < ROUNDS; round++) {
    const found = await work();
    if (found !== CHANGED) throw new Error(`${found} instead of ${CHANGED}`);
  }
  const before = process.cpuUsage();
  for (let round = 0; round < ROUNDS; round++) await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000 / ROUNDS;
}

async function ask(path: string, command: object): Promise<number> {
  const response = await moirai.fetch(
    new Request(`http://localhost${path}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(command),
    }),
  );
  return (await response.text()).split("kismet.device.base.macaddr").length - 1;
}

const fields = ["macaddr", "commonname", "type", "channel", "last_time", "packets.total"].map(
  (name) => `kismet.device.base.${name}`,
);
const path = `/devices/last-time/${nowSec}/devices.json`;
const view = `/devices/views/all/last-time/${nowSec}/devices.json`;
const { devices } = moirai.stores;
print({
  fieldsMs: await cost(() => ask(path, { fields })),
  viewFieldsMs: await cost(() => ask(view, { fields })),
  recordsMs: await cost(() => ask(path, {})),
  findMs: await cost(async () => {
    let found = 0;
    for (const device of recentDevices(devices, undefined, nowSec, "lastTime")) {
      if (device.lastTime >= nowSec) found++;
    }
    return found;
  }),
});
process.exit(0);
