// A kismetdb log beside the tracking: with packets at a given rate, as fast as they come, and the
// same without a log.
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createSettings } from "../../actors/server/configured-settings.ts";
import { detectPlatform } from "../../adapters/platform/detect.ts";
import { createMoirai } from "../../mod.ts";
import { print } from "./server.ts";

const [path, rate = "200000"] = process.argv.slice(2);
const platform = await detectPlatform();

interface Run {
  readonly perSecond: number;
  readonly logged: number;
  readonly dropped: number;
  readonly bytes: number;
}

async function run(definition: string, logging: boolean): Promise<Run> {
  const directory = mkdtempSync(join(tmpdir(), "moirai-bench-log-"));
  const settings = createSettings({
    configdir: directory,
    log_prefix: directory,
    log_template: "%p/%n-%i.%l",
  });
  const moirai = await createMoirai({ platform, settings, logging });
  await moirai.start();
  const startMs = performance.now();
  const source = await moirai.commands.addDatasource(definition);
  await moirai.idle();
  const seconds = (performance.now() - startMs) / 1000;
  await moirai.stop();
  const log = moirai.stores.logs.all()[0];
  const bytes = log === undefined ? 0 : statSync(log.path).size;
  rmSync(directory, { recursive: true });
  return {
    perSecond: source.packets / seconds,
    logged: log?.packets ?? 0,
    dropped: log?.dropped ?? 0,
    bytes,
  };
}

const paced = await run(`${path}:pps=${rate}`, true);
const without = await run(path!, false);
const fast = await run(path!, true);
print({
  pacedPerSecond: paced.perSecond,
  pacedLogged: paced.logged,
  pacedDropped: paced.dropped,
  perSecondWithout: without.perSecond,
  perSecondWith: fast.perSecond,
  fastLogged: fast.logged,
  fastDropped: fast.dropped,
  bytesPerPacket: fast.bytes / Math.max(1, fast.logged),
});
process.exit(0);
