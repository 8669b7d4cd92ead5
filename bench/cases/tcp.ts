// A file that a sensor of ours plays, in a process of its own, over one TCP connection. Processor time is
// the server's alone.
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { loadConfiguration } from "../../actors/server/configuration.ts";
import { openSessions, sessionPaths } from "../../actors/session/sessions.ts";
import { detectPlatform } from "../../adapters/platform/detect.ts";
import { createMoirai } from "../../mod.ts";
import { print } from "./server.ts";

const [path, rounds = "3"] = process.argv.slice(2);
const root = fileURLToPath(new URL("../..", import.meta.url));
const engine = [process.execPath, ...process.versions["deno"] === undefined ? [] : ["run", "-A"]];
const directory = mkdtempSync(join(tmpdir(), "moirai-tcp-"));
const platform = await detectPlatform();
let packets = 0;

/** Packets a second of wall time, and of the server's processor time. */
async function measure(): Promise<{ perSecond: number; perCpuSecond: number }> {
  const { settings } = await loadConfiguration(platform, {
    configurationDirectory: "/nonexistent",
    homeDirectory: directory,
    set: [
      "httpd_port=0",
      "allowplugins=false",
      "remote_capture_enabled=true",
      "remote_capture_port=34501",
    ],
  });
  const paths = sessionPaths(settings, directory, directory);
  const sessions = await openSessions({ platform, settings, paths });
  const moirai = await createMoirai({
    platform,
    settings,
    web: { directory: undefined, sessions },
  });
  await moirai.start();
  const done = new Promise<void>((resolve) => {
    moirai.bus.subscribe("MESSAGE", ({ payload }) => {
      if (payload.text.includes("end of file")) resolve();
    });
  });
  const first = Promise.withResolvers<number>();
  const before = { cpu: process.cpuUsage() };
  moirai.bus.subscribe("DATASOURCE_OPENED", () => {
    before.cpu = process.cpuUsage();
    first.resolve(performance.now());
  });
  const sensor = spawn(engine[0]!, [
    ...engine.slice(1),
    `${root}main.ts`,
    "capture",
    "--connect",
    "127.0.0.1:34501",
    "--tcp",
    "--source",
    path!,
    "--disable-retry",
  ], { stdio: "ignore" });
  const startMs = await first.promise;
  await done;
  const { user, system } = process.cpuUsage(before.cpu);
  const seconds = (performance.now() - startMs) / 1000;
  packets = moirai.stores.datasources.all()[Symbol.iterator]().next().value!.packets;
  sensor.kill("SIGKILL");
  await moirai.stop();
  return { perSecond: packets / seconds, perCpuSecond: packets / ((user + system) / 1e6) };
}

let perSecond = 0;
let perCpuSecond = 0;
for (let round = 0; round < Number(rounds); round++) {
  const result = await measure();
  perSecond = Math.max(perSecond, result.perSecond);
  perCpuSecond = Math.max(perCpuSecond, result.perCpuSecond);
}
rmSync(directory, { recursive: true, force: true });
print({ packets, perSecond, perCpuSecond });
process.exit(0);
