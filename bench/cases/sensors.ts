// Many sensors at once, each a packet a second, over real TCP connections from another process: memory
// and processor time of the server.
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

const [count = "500", seconds = "60"] = process.argv.slice(2);
const PORT = 34502;
const engine = [process.execPath, ...process.versions["deno"] === undefined ? [] : ["run", "-A"]];
const directory = mkdtempSync(join(tmpdir(), "moirai-sensors-"));
const platform = await detectPlatform();
const { settings } = await loadConfiguration(platform, {
  configurationDirectory: "/nonexistent",
  homeDirectory: directory,
  set: [
    "httpd_port=0",
    "allowplugins=false",
    "remote_capture_enabled=true",
    `remote_capture_port=${PORT}`,
  ],
});
const sessions = await openSessions({
  platform,
  settings,
  paths: sessionPaths(settings, directory, directory),
});
const moirai = await createMoirai({ platform, settings, web: { directory: undefined, sessions } });
await moirai.start();

const running = () =>
  [...moirai.stores.datasources.all()].filter((source) => source.running).length;
const packets = () =>
  [...moirai.stores.datasources.all()].reduce((sum, source) => sum + source.packets, 0);
const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const collect = (globalThis as { gc?: () => void }).gc;
const megabytes = () => {
  collect?.();
  return process.memoryUsage.rss() / 1e6;
};

const emptyMb = megabytes();
const sensors = spawn(engine[0]!, [
  ...engine.slice(1),
  fileURLToPath(new URL("./sensor-crowd.ts", import.meta.url)),
  String(PORT),
  count,
], { stdio: ["ignore", "ignore", "inherit"] });
while (running() < Number(count)) await wait(100);
await wait(5_000);
const beginningMb = megabytes();
const before = process.cpuUsage();
const packetsBefore = packets();
await wait(Number(seconds) * 500);
const middleMb = megabytes();
await wait(Number(seconds) * 500);
const { user, system } = process.cpuUsage(before);
const endMb = megabytes();
const heard = packets() - packetsBefore;
sensors.kill("SIGKILL");
await moirai.stop();
rmSync(directory, { recursive: true, force: true });
print({
  emptyMb,
  beginningMb,
  middleMb,
  endMb,
  connected: Number(count),
  packetsPerSecond: heard / Number(seconds),
  cpuPercent: (user + system) / (Number(seconds) * 1e4),
});
process.exit(0);
