// From a file to tracked devices: the whole graph, every setting as shipped.
import { print, startServer } from "./server.ts";

const [path, rounds = "3"] = process.argv.slice(2);
let best = Infinity;
let first = 0;
let packets = 0;
for (let round = 0; round < Number(rounds); round++) {
  const moirai = await startServer([]);
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
