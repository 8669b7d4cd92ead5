// Device monitors that all want the same, over devices that all changed: processor time of one tick,
// and how often records were written.
import process from "node:process";
import { Delivery } from "../../actors/subscriber/delivery.ts";
import { DeviceMonitor } from "../../actors/subscriber/device-monitor.ts";
import { SharedDevices } from "../../actors/subscriber/shared-devices.ts";
import { PHYS } from "../../actors/phy/phys.ts";
import { detectPlatform } from "../../adapters/platform/detect.ts";
import { createRecordEncoder, parseShape } from "../../adapters/websocket/record-encoder.ts";
import { deviceTable } from "../../protocols/records/device-table.ts";
import { record } from "../../protocols/records/field.ts";
import { SliceGroup } from "../../runtime/slice-group.ts";
import { TimeSlices } from "../../runtime/time-slices.ts";
import { print, startServer } from "./server.ts";

const MONITORS = Number(process.argv[3] ?? 100);

const platform = await detectPlatform();
const { clock } = platform;
const moirai = await startServer([process.argv[2]!]);
await moirai.idle();
const table = deviceTable(PHYS.flatMap(({ deviceField }) => deviceField ?? []));
const shape = parseShape({})!;
const records = new SharedDevices(
  createRecordEncoder({
    contents: new Map(),
    device: record(() => table),
    nowSec: () => Math.floor(clock.now() / 1000),
  }),
  () => clock.now(),
);
const ready = new SliceGroup(new TimeSlices(platform), () => clock.now());
const schedule = (step: (deadlineMs: number) => boolean): void => ready.repeat(step);
let received = 0;
let bytes = 0;
const nothing = (): void => {};
const peer = {
  remoteAddress: "",
  sendText: (text: string | Uint8Array): void => {
    received += 1;
    bytes += text.length;
  },
  sendBytes: nothing,
  bufferedBytes: () => 0,
  ping: nothing,
  close: nothing,
  terminate: nothing,
};
const devices = [...moirai.stores.devices.all()];
const monitors = Array.from({ length: MONITORS }, (_, request) => {
  const delivery = new Delivery({ schedule, nowMs: () => clock.now(), overflowed: nothing });
  delivery.attach(peer);
  const wish = { request, rateSec: 3600, atOnce: true, shape };
  return new DeviceMonitor(
    { ...wish, devices: () => devices, matches: () => true },
    { clock, records, delivery, schedule },
  );
});
const before = process.cpuUsage();
const startMs = performance.now();
while (received < MONITORS * devices.length) {
  await new Promise((resolve) => setTimeout(resolve, 5));
}
const { user, system } = process.cpuUsage(before);
for (const monitor of monitors) monitor.stop();
print({
  devices: devices.length,
  cpuMs: (user + system) / 1000,
  ms: performance.now() - startMs,
  written: records.written,
  shared: records.shared,
  bytesPerDevice: bytes / received,
});
process.exit(0);
