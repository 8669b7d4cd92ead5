// A program of your own with moirai inside: reads a capture file, prints each new device, ends.
//   node examples/embed.ts office.pcap      (or bun, or deno run -A)
import process from "node:process";
import { detectPlatform } from "../adapters/platform/detect.ts";
import { loadConfiguration } from "../actors/server/configuration.ts";
import { createMoirai } from "../mod.ts";
import { formatMac } from "../protocols/mac.ts";
import { terminalSafe } from "../protocols/text/sanitise.ts";

const file = process.argv[2];
if (file === undefined) {
  process.stderr.write("usage: embed.ts FILE\n");
  process.exit(2);
}

const platform = await detectPlatform();
const { settings } = await loadConfiguration(platform);
await using moirai = await createMoirai({ platform, settings });
moirai.bus.subscribe("NEW_DEVICE", ({ payload: device }) => {
  process.stdout.write(`${formatMac(device.mac)}  ${terminalSafe(device.manufacturer)}\n`);
});
await moirai.start();
await moirai.commands.addDatasource(file);
await moirai.idle();
process.stdout.write(`${moirai.stores.devices.size} devices\n`);
