// A street of 50 access points and 500 clients in virtual time: processor time of the whole of it, the
// air and the server that listens to it, and of the air alone.
import process from "node:process";
import { minutes, scenario } from "../../runtime/scenario/scenario.ts";
import { SeededRandom } from "../../runtime/random.ts";
import { simulate } from "../../testing/simulate.ts";
import { print } from "./server.ts";

const PLAYED_MINUTES = Number(process.argv[2] ?? 60);
const LOW = ["1", "6", "11"];
const HIGH = ["36", "40", "44", "48", "100"];
const CHANNELS = [...LOW, ...HIGH];
const SECURITIES = ["wpa2-psk", "open", "wpa3-transition", "wpa2-eap", "wpa3-sae"] as const;

const street = scenario(
  "bench-street",
  "A long street: 50 access points and 500 people at a time",
  minutes(PLAYED_MINUTES),
  (on) => {
    on.radio("low", { channels: LOW, dwellMs: 200 });
    on.radio("high", { channels: HIGH, dwellMs: 200 });
    const networks = Array.from({ length: 50 }, (_, index) =>
      on.accessPoint({
        ssid: `house ${index}`,
        channel: CHANNELS[index % CHANNELS.length]!,
        security: SECURITIES[index % SECURITIES.length]!,
        generation: index % 2 === 0 ? 6 : 4,
        at: { x: (index % 25) * 12 - 150, y: index < 25 ? -12 : 12 },
      }));
    on.crowd({
      size: 500,
      stayMs: minutes(20),
      withinMetres: 120,
      joins: networks,
      asksFor: ["eduroam", "Hotel Post", "home", "AndroidAP"],
    });
  },
);

function processorSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

const airFrom = processorSeconds();
const cast = street.begin(new SeededRandom(1));
for (let minute = 1; minute <= PLAYED_MINUTES; minute++) {
  cast.world.advance(minutes(minute));
  for (const radio of cast.radios) radio.take();
}
const airSeconds = processorSeconds() - airFrom;

await using run = await simulate(street, { seed: 1, digest: false });
const wholeFrom = processorSeconds();
const startMs = performance.now();
await run.toEnd();
const packets = [...run.moirai.stores.datasources.all()]
  .reduce((sum, source) => sum + source.packets, 0);
print({
  seconds: (performance.now() - startMs) / 1000,
  processorSeconds: processorSeconds() - wholeFrom,
  airSeconds,
  packets,
  devices: run.devices().length,
});
process.exit(0);
