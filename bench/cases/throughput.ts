// From a file to tracked devices: the whole graph, every setting as shipped, or with "everything" all
// that looks deeper into Wi-Fi or keeps more of it.
import { DOT11_RULES } from "../../actors/phy/dot11/rules.ts";
import { print, startServer } from "./server.ts";

const EVERYTHING = [
  "dot11_keep_ietags=true",
  "dot11_11d_country_full=true",
  "dot11_link_bssts=true",
  "wepkey=00:11:22:00:00:00/FF:FF:FF:00:00:00,0405060708",
  'apspoof=attic:ssid="^Attic$",validmacs="3C:A6:2F:00:00:10"',
  'ssidcanary=bait:ssid="^attic-backup$"',
  ...DOT11_RULES.map(({ header }) => `alert=${header},5/min,1/sec`),
];

const [path, rounds = "3", what = "shipped"] = process.argv.slice(2);
let best = Infinity;
let first = 0;
let packets = 0;
for (let round = 0; round < Number(rounds); round++) {
  const moirai = await startServer([], what === "everything" ? EVERYTHING : []);
  const startMs = performance.now();
  await moirai.commands.addDatasource(path!);
  await moirai.idle();
  const seconds = (performance.now() - startMs) / 1000;
  packets = moirai.stores.datasources.all()[Symbol.iterator]().next().value!.packets;
  if (round === 0) first = seconds;
  best = Math.min(best, seconds);
  await moirai.stop();
}
print({ packets, seconds: best, perSecond: packets / best, firstPerSecond: packets / first });
process.exit(0);
