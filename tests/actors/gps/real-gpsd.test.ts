// A real gpsd of this machine, fed by gpsfake with a log of NMEA, and a real tty.
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { detectPlatform } from "../../../adapters/platform/detect.ts";
import { createSettings } from "../../../actors/server/configured-settings.ts";
import { createMoirai, type Moirai } from "../../../mod.ts";
import type { ChildProcess } from "../../../runtime/platform.ts";

const has = (program: string): boolean =>
  spawnSync("sh", ["-c", `command -v ${program}`]).status === 0;
const gpsdMissing = !has("gpsd") || !has("gpsfake");
const ttyMissing = !has("python3") || !has("stty");

let moirai: Moirai | undefined;
const children: ChildProcess[] = [];
let directory = "";

afterEach(async () => {
  await moirai?.stop();
  moirai = undefined;
  for (const child of children.splice(0)) {
    child.kill("SIGTERM");
    await child.exited;
  }
  if (directory !== "") rmSync(directory, { recursive: true, force: true });
  directory = "";
});

function nmea(body: string): string {
  let sum = 0;
  for (const character of body) sum ^= character.charCodeAt(0);
  return `$${body}*${sum.toString(16).toUpperCase().padStart(2, "0")}\r\n`;
}

/** A minute at 52°06.000' N 4°18.000' E, 7 m up, going east. */
function log(): string {
  let text = "";
  for (let second = 0; second < 60; second++) {
    const time = `1200${String(second).padStart(2, "0")}.00`;
    const east = `00418.${String(second * 2).padStart(3, "0")}`;
    text += nmea(`GPGGA,${time},5206.000,N,${east},E,1,08,0.9,7.0,M,46.9,M,,`) +
      nmea(`GPGSA,A,3,04,05,,09,12,,,24,,,,,2.5,1.3,2.1`) +
      nmea(`GPRMC,${time},A,5206.000,N,${east},E,010.0,090.0,010126,,,A`);
  }
  return text;
}

/** Resolves when the best position is a good one. */
function located(server: Moirai): Promise<void> {
  return new Promise((resolve) => {
    server.bus.subscribe("GPS_LOCATION", ({ payload }) => {
      if ((payload.fix ?? 0) >= 2) resolve();
    });
  });
}

async function start(gps: string): Promise<Moirai> {
  const platform = await detectPlatform();
  const settings = createSettings({ gps });
  moirai = await createMoirai({ platform, settings });
  await moirai.start();
  return moirai;
}

test.skipIf(gpsdMissing)(
  "gpsd of Debian, fed by gpsfake, places this machine (needs gpsd)",
  async () => {
    directory = mkdtempSync(join(tmpdir(), "moirai-gps-"));
    writeFileSync(join(directory, "walk.nmea"), log());
    const platform = await detectPlatform();
    const port = await freePort();
    const child = platform.spawn({
      command: [
        "gpsfake",
        "-n",
        "-q",
        "-c",
        "0.05",
        "-P",
        String(port),
        join(directory, "walk.nmea"),
      ],
    });
    children.push(child);
    // It binds its port a moment after it was started, which the first attempt would miss.
    await listening(port);
    const server = await start(`gpsd:host=127.0.0.1,port=${port}`);
    await located(server);
    const location = server.stores.location();
    expect(location.latitude).toBeCloseTo(52.1, 4);
    expect(location.longitude).toBeCloseTo(4.3, 1);
    expect(location.speedKmh).toBeCloseTo(18.52, 0);
    expect(location.headingDegrees).toBeCloseTo(90, 0);
    const [gps] = server.stores.gps.all();
    expect(gps).toMatchObject({ connected: true, state: "open", badLines: 0 });
    expect(gps!.description).toMatch(/^gpsd [\d.~a-z+-]+ at 127\.0\.0\.1:\d+$/);
  },
  20_000,
);

test.skipIf(ttyMissing)(
  "a tty with NMEA places this machine (needs python3 and stty)",
  async () => {
    const script = "import os,pty,sys,time\n" +
      "main,tty=pty.openpty()\n" +
      "print(os.ttyname(tty),flush=True)\n" +
      `line=${
        JSON.stringify(nmea("GPGGA,120000,5206.000,N,00418.000,E,1,08,0.9,7.0,M,46.9,M,,"))
      }\n` +
      "while True:\n os.write(main,line.encode())\n time.sleep(0.1)\n";
    const platform = await detectPlatform();
    const child = platform.spawn({ command: [python(), "-c", script] });
    children.push(child);
    const device = new TextDecoder().decode(await child.stdout.read()).trim();
    expect(device).toMatch(/^\/dev\/pts\/\d+$/);
    const server = await start(`serial:device=${device}`);
    await located(server);
    expect(server.stores.location()).toMatchObject({ altitudeM: 7, fix: 3 });
    expect(server.stores.location().latitude).toBeCloseTo(52.1, 6);
  },
  20_000,
);

/** A wrapper script would stay when it is killed, so the interpreter itself. */
function python(): string {
  return execFileSync("python3", ["-c", "import sys;print(sys.executable)"]).toString().trim();
}

async function freePort(): Promise<number> {
  const platform = await detectPlatform();
  const listener = await platform.listenTcp({
    hostname: "127.0.0.1",
    port: 0,
    connected: (connection) => connection.destroy(),
  });
  await listener.close();
  return listener.port;
}

async function listening(port: number): Promise<void> {
  const platform = await detectPlatform();
  for (let attempt = 0; attempt < 100; attempt++) {
    try {
      const connection = await platform.connectTcp({ hostname: "127.0.0.1", port });
      connection.destroy();
      return;
    } catch {
      await new Promise<void>((resolve) => void setTimeout(resolve, 50));
    }
  }
  throw new Error(`gpsfake does not listen on port ${port}`);
}
