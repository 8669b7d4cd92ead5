// The same file twice: read by the server itself, and by our capture tool in a process of its own, whose
// packets come through one pipe in the third framing. Processor time is the server's alone.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { detectPlatform } from "../../adapters/platform/detect.ts";
import { loadConfiguration } from "../../actors/server/configuration.ts";
import { createMoirai } from "../../mod.ts";
import type { DatasourceRecord } from "../../protocols/records/datasource.ts";
import { print } from "./server.ts";

const [path, rounds = "3"] = process.argv.slice(2);
const root = fileURLToPath(new URL("../..", import.meta.url));
const directory = mkdtempSync(join(tmpdir(), "moirai-pipe-"));
const engine = [process.execPath, ...process.versions["deno"] === undefined ? [] : ["run", "-A"]];
writeFileSync(
  join(directory, "kismet_cap_pcapfile"),
  `#!/bin/sh\nexec '${engine.join("' '")}' '${root}main.ts' capture --type pcapfile "$@"\n`,
  { mode: 0o755 },
);

const platform = await detectPlatform();
let packets = 0;

/** Packets a second of wall time, and of the server's processor time. */
async function measure(throughTool: boolean): Promise<{ perSecond: number; perCpuSecond: number }> {
  const { settings } = await loadConfiguration(platform, {
    configurationDirectory: "/nonexistent",
    set: [
      `helper_binary_path=${directory}`,
      ...throughTool ? ["helper_preferred=pcapfile"] : [],
    ],
  });
  await using moirai = await createMoirai({ platform, settings });
  await moirai.start();
  const done = new Promise<void>((resolve) => {
    moirai.bus.subscribe("MESSAGE", ({ payload }) => {
      if (payload.text.includes("end of file")) resolve();
    });
  });
  const startMs = performance.now();
  const before = process.cpuUsage();
  const record: DatasourceRecord = await moirai.commands.addDatasource(`${path}:type=pcapfile`);
  await done;
  const { user, system } = process.cpuUsage(before);
  const seconds = (performance.now() - startMs) / 1000;
  packets = record.packets;
  return { perSecond: packets / seconds, perCpuSecond: packets / ((user + system) / 1e6) };
}

const direct: number[] = [];
const piped: number[] = [];
const pipedCpu: number[] = [];
// In turns, so that a machine that slows down slows both.
for (let round = 0; round < Number(rounds); round++) {
  direct.push((await measure(false)).perSecond);
  const { perSecond, perCpuSecond } = await measure(true);
  piped.push(perSecond);
  pipedCpu.push(perCpuSecond);
}
rmSync(directory, { recursive: true });
print({
  packets,
  direct: Math.max(...direct),
  piped: Math.max(...piped),
  pipedCpu: Math.max(...pipedCpu),
});
process.exit(0);
