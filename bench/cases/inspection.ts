// The same file in turns: with nobody looking, and with the three actors that packets go through inspected
// as a websocket peer has them, each message as JSON.
import { fromCallback } from "xstate";
import { print, startServer } from "./server.ts";

const EVENTS = 20_000;

const [path, rounds = "3"] = process.argv.slice(2);
let messages = 0;

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
  if (inspected) { for (const part of ["root/packet-chain", "root/phys/IEEE802.11"]) watch(part); }
  const startMs = performance.now();
  const source = await moirai.commands.addDatasource(path!);
  if (inspected) watch("root/datasources/source-");
  await moirai.idle();
  const seconds = (performance.now() - startMs) / 1000;
  await moirai.stop();
  return source.packets / seconds;
}

/** Microseconds that one small event takes an actor that does nothing with it. */
async function eventUs(inspected: boolean): Promise<number> {
  const moirai = await startServer([]);
  const logic = fromCallback<{ type: "NUMBER"; number: number }>(({ receive }) =>
    receive(() => {})
  );
  const actor = moirai.system.start({ id: "idle", logic });
  if (inspected) moirai.stores.inspector.watch("root/idle", (message) => JSON.stringify(message));
  const startMs = performance.now();
  for (let number = 0; number < EVENTS; number++) actor.send({ type: "NUMBER", number });
  const us = (performance.now() - startMs) * 1000 / EVENTS;
  await moirai.stop();
  return us;
}

const plain: number[] = [];
const inspected: number[] = [];
const plainUs: number[] = [];
const inspectedUs: number[] = [];
for (let round = 0; round < Number(rounds); round++) {
  plain.push(await read(false));
  inspected.push(await read(true));
  plainUs.push(await eventUs(false));
  inspectedUs.push(await eventUs(true));
}
print({
  without: Math.max(...plain),
  including: Math.max(...inspected),
  messages: messages / Number(rounds),
  plainUs: Math.min(...plainUs),
  inspectedUs: Math.min(...inspectedUs),
});
process.exit(0);
