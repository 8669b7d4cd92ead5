// The same file in turns: with nobody looking, and with the three actors that packets go through inspected
// as a websocket peer has them, each message as JSON.
import { print, startServer } from "./server.ts";

const [path, rounds = "3"] = process.argv.slice(2);
let messages = 0;
let batches = 0;

async function read(inspected: boolean): Promise<number> {
  const moirai = await startServer([]);
  const { inspector } = moirai.stores;
  const tell = (message: unknown): void => {
    messages += 1;
    JSON.stringify(message);
  };
  const watch = (part: string): void => {
    const actor = inspector.actors().find((one) => one.path.startsWith(part))!;
    if (inspector.watch(actor.path, tell) === undefined) throw new Error(`no ${part}`);
  };
  const unfollow = moirai.follow(() => void (batches += 1));
  if (inspected) { for (const part of ["root/packet-chain", "root/phys/IEEE802.11"]) watch(part); }
  const startMs = performance.now();
  const source = await moirai.commands.addDatasource(path!);
  if (inspected) watch("root/datasources/source-");
  await moirai.idle();
  const seconds = (performance.now() - startMs) / 1000;
  unfollow();
  await moirai.stop();
  return source.packets / seconds;
}

const plain: number[] = [];
const inspected: number[] = [];
for (let round = 0; round < Number(rounds); round++) {
  plain.push(await read(false));
  inspected.push(await read(true));
}
const [without, including] = [Math.max(...plain), Math.max(...inspected)];
print({
  without,
  including,
  percent: 100 * including / without,
  messages: messages / Number(rounds),
  usPerBatch: 1e6 * (1 / including - 1 / without) * 1024,
});
process.exit(0);
