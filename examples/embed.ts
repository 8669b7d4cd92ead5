// A program of your own with moirai inside: reads a capture file, prints each new device, ends.
//   node examples/embed.ts office.pcap      (or bun, or deno run -A)
import process from "node:process";
import { detectPlatform } from "moirai/platform";
import { loadConfiguration } from "moirai/configuration";
import { createMoirai } from "moirai";
import { formatMac } from "moirai/mac";
import { terminalSafe } from "moirai/text";

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
