// The child of kill.test.ts: a server that logs made-up packets as fast as a busy street sends them,
// and notes in a file when it has handed how many to the log, until it is killed.
import { openSync, writeSync } from "node:fs";
import * as modules from "node:module";
import { join } from "node:path";
import process from "node:process";
import { createSettings } from "../../../actors/server/configured-settings.ts";
import { detectPlatform } from "../../../adapters/platform/detect.ts";
import { createMoirai } from "../../../mod.ts";
import { beacon, dataFrame, heard } from "../../suites/heard-frames.ts";

const directory = process.argv[2]!;
const platform = await detectPlatform();
const moirai = await createMoirai({
  platform,
  settings: createSettings({
    configdir: directory,
    log_prefix: directory,
    log_template: "%p/%n.%l",
    kis_log_device_rate: "1",
  }),
  logging: true,
});
await moirai.start();
// Node writes what it compiled at the end, which this process does not live to see.
modules.flushCompileCache?.();
const progress = openSync(join(directory, "progress"), "w");
let sent = 0;
function send(): void {
  const frames = Array.from({ length: 20 }, () => {
    sent += 1;
    return sent % 2 === 0
      ? dataFrame(sent % 4096, new Uint8Array(200).fill(sent))
      : beacon(sent % 4096, "street", 0x001b11000000 + sent % 300);
  });
  moirai.push(heard(frames, { timeUs: 1_700_000_000_000_000 + sent * 1000 }));
  writeSync(progress, `${sent} ${Date.now()}\n`);
}
setInterval(send, 10);
