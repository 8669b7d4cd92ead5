// Everything that can be added from outside: an actor, an alert rule, a topic, and packets of your own.
//   node examples/extend.ts      (or bun, or deno run -A)
import process from "node:process";
import { assign, setup } from "xstate";
import type { Dot11Rule } from "moirai/alert-rule";
import { createSettings } from "moirai/settings";
import { detectPlatform } from "moirai/platform";
import { createMoirai } from "moirai";
import { encodeBeacon } from "moirai/frames";
import { formatMac } from "moirai/mac";
import { PacketBatch } from "moirai/packet-batch";
import { SEVERITY_LOW } from "moirai/alerts";
import { uint32 } from "moirai/fields";

// A topic, for the types of the bus.
declare module "moirai/topics" {
  interface TopicMap {
    /** Networks seen so far. */
    NETWORK_COUNT: number;
  }
}

// A rule: raised for networks that say they are free.
const freeWifi: Dot11Rule = {
  header: "FREEWIFI",
  class: "OTHER",
  severity: SEVERITY_LOW,
  rate: "10/min",
  burst: "5/sec",
  description: "A network says that it is free",
  meaning: "Nothing is. Ask who runs it before you use it.",
  watch: ({ raise }) => ({
    network(state, device, record) {
      if (!/free/i.test(record.ssid)) return;
      raise(state, () => `${formatMac(device.mac)} calls itself "${record.ssid}"`);
    },
  }),
};

// An actor: counts networks and tells everybody.
const counter = setup({
  types: {} as { context: { networks: number }; events: { type: "NETWORK" } },
}).createMachine({
  context: { networks: 0 },
  on: {
    NETWORK: { actions: assign({ networks: ({ context }) => context.networks + 1 }) },
  },
});

const platform = await detectPlatform();
await using moirai = await createMoirai({
  platform,
  settings: createSettings(),
  logging: false,
  alertRules: [freeWifi],
  topics: [{
    topic: "NETWORK_COUNT",
    members: [{ key: "NETWORK_COUNT", type: uint32, get: (count: number) => count }],
  }],
});
const counting = moirai.system.start({ id: "network-counter", logic: counter });
moirai.bus.subscribe("DOT11_ADVERTISED_SSID", () => void counting.send({ type: "NETWORK" }));
counting.subscribe(({ context }) => moirai.bus.publish("NETWORK_COUNT", context.networks));
moirai.bus.subscribe("NETWORK_COUNT", ({ payload }) => {
  process.stdout.write(`${payload} networks\n`);
});
moirai.bus.subscribe("ALERT", ({ payload }) => process.stdout.write(`${payload.text}\n`));
await moirai.start();

// Packets from wherever you have them: here three beacons, without a radio header.
const DLT_IEEE802_11 = 105;
const frames = ["Library", "Free Airport WiFi", "home"].map((ssid, index) =>
  encodeBeacon(
    { ssid, bssid: 0x001b11000001 + index, channel: 6, security: "open" },
    { timestampUs: 0, sequence: index },
  )
);
const batch = new PacketBatch();
batch.linkType = DLT_IEEE802_11;
batch.bytes = new Uint8Array(frames.reduce((sum, { length }) => sum + length, 0));
let at = 0;
for (const frame of frames) {
  const index = batch.count++;
  batch.bytes.set(frame, at);
  batch.start[index] = at;
  batch.capturedLength[index] = batch.wireLength[index] = frame.length;
  batch.timestampUs[index] = platform.clock.now() * 1000;
  at += frame.length;
}
moirai.push(batch);
