// A sensor in a thread of its own: the program's thread is never busy with packets, and gets plain
// objects. The same file is both sides.
//   node examples/worker.ts office.pcap      (or bun, or deno run -A)
import process from "node:process";
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";
import { detectPlatform } from "moirai/platform";
import { createSettings } from "moirai/settings";
import { createMoirai } from "moirai";
import { formatMac } from "moirai/mac";

interface Seen {
  readonly mac: string;
  readonly manufacturer: string;
}

if (isMainThread) {
  const file = process.argv[2];
  if (file === undefined) {
    process.stderr.write("usage: worker.ts FILE\n");
    process.exit(2);
  }
  const worker = new Worker(new URL(import.meta.url), { workerData: file });
  worker.on("message", ({ mac, manufacturer }: Seen) => {
    process.stdout.write(`${mac}  ${manufacturer}\n`);
  });
  worker.on("error", (error) => {
    process.stderr.write(`${String(error)}\n`);
    process.exitCode = 1;
  });
} else {
  await using moirai = await createMoirai({
    platform: await detectPlatform(),
    settings: createSettings(),
    logging: false,
  });
  moirai.bus.subscribe("NEW_DEVICE", ({ payload: { mac, manufacturer } }) => {
    const seen: Seen = { mac: formatMac(mac), manufacturer };
    parentPort!.postMessage(seen, []);
  });
  await moirai.start();
  await moirai.commands.addDatasource(String(workerData));
  await moirai.idle();
}
