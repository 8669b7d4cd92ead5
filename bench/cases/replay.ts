// The same file in turns: read by the server itself, read and recorded, and replayed from the recording.
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startRecording } from "../../actors/record/start-recording.ts";
import { createSettings } from "../../actors/server/configured-settings.ts";
import { detectPlatform } from "../../adapters/platform/detect.ts";
import { createMoirai } from "../../mod.ts";
import { openReplay } from "../../testing/replay.ts";
import { print } from "./server.ts";

const [path, rounds = "3"] = process.argv.slice(2);
const platform = await detectPlatform();
const directory = mkdtempSync(join(tmpdir(), "moirai-replay-"));
const settings = createSettings({ configdir: directory });
let packets = 0;
let lost = 0;
let bytes = 0;

async function read(record: string | undefined): Promise<number> {
  const recording = record === undefined ? undefined : await startRecording({
    platform,
    settings,
    path: record,
    logging: false,
    failed: (error) => {
      throw error;
    },
  });
  const moirai = await createMoirai({
    platform,
    ...recording && { edge: recording.edge },
    settings,
  });
  await moirai.start();
  const startMs = performance.now();
  const source = await moirai.commands.addDatasource(path!);
  await moirai.idle();
  const seconds = (performance.now() - startMs) / 1000;
  packets = source.packets;
  await moirai.stop();
  lost += recording?.file.lost ?? 0;
  return packets / seconds;
}

async function replay(record: string): Promise<number> {
  await using run = await openReplay(await platform.files.open(record));
  const startMs = performance.now();
  await run.toEnd();
  const seconds = (performance.now() - startMs) / 1000;
  const heard = [...run.moirai.stores.datasources.all()].reduce((sum, one) => sum + one.packets, 0);
  if (heard !== packets) throw new Error(`${heard} packets replayed of ${packets}`);
  return packets / seconds;
}

const direct: number[] = [];
const recorded: number[] = [];
const replayed: number[] = [];
// In turns, so that a machine that slows down slows all.
for (let round = 0; round < Number(rounds); round++) {
  const file = join(directory, `${round}.moirai`);
  direct.push(await read(undefined));
  recorded.push(await read(file));
  replayed.push(await replay(file));
  bytes = statSync(file).size;
}
rmSync(directory, { recursive: true });
print({
  packets,
  direct: Math.max(...direct),
  recorded: Math.max(...recorded),
  replayed: Math.max(...replayed),
  lost,
  bytesPerPacket: bytes / packets,
});
process.exit(0);
