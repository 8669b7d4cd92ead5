// Another program asks a running server: which networks are strong, and what is new.
//   node examples/client.ts http://127.0.0.1:2501/ KEY      (or bun, or deno run -A)
// KEY is what `moirai keys create NAME` printed.
import process from "node:process";
import { MoiraiClient } from "moirai/client";
import { terminalSafe } from "moirai/text";

const [address, token] = process.argv.slice(2);
if (address === undefined || token === undefined) {
  process.stderr.write("usage: client.ts ADDRESS KEY\n");
  process.exit(2);
}
const say = (text: string): void => void process.stdout.write(`${terminalSafe(text)}\n`);
const client = new MoiraiClient({ address, token });

const status = await client.get("/system/status.json");
say(`${status["kismet.system.devices.count"]} devices at ${address}`);

// Some members of each record, typed by their names; what a record does not have is 0.
const networks = await client.select(
  "/devices/views/{view}/devices.json",
  [
    "kismet.device.base.commonname",
    "kismet.device.base.channel",
    ["kismet.device.base.signal/kismet.common.signal.last_signal", "dbm"],
  ],
  { path: { view: "phydot11_accesspoints" } },
);
const rows = Array.isArray(networks) ? networks : networks.data;
for (const network of rows.toSorted((a, b) => b.dbm - a.dbm).slice(0, 10)) {
  const { "kismet.device.base.commonname": name, "kismet.device.base.channel": channel } = network;
  say(`${name}  channel ${channel}  ${network.dbm} dBm`);
}

// A list of any length, one record after the other.
let packets = 0;
for await (const device of client.rows("/devices/all_devices.itjson")) {
  packets += device["kismet.device.base.packets.total"];
}
say(`${packets} packets in all`);

const events = await client.events();
events.subscribe("NEW_DEVICE", ({ NEW_DEVICE: device }) => {
  say(`new: ${device["kismet.device.base.macaddr"]}`);
});
events.subscribe("TIMESTAMP", ({ TIMESTAMP: time }) => {
  say(`connected, it is ${new Date(time["kismet.system.timestamp.sec"] * 1000).toISOString()}`);
  events.close();
});
const { code } = await events.closed;
say(`disconnected with code ${code}`);
