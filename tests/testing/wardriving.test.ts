// A radio that moves and the receiver beside it: positions come from the receiver, through the GPS
// actors, to packets, devices, logs and maps.
import { beforeAll, describe, expect, test } from "vitest";
import { runCommandLine } from "../../cli/run.ts";
import { geographic, METRES_PER_DEGREE } from "../../runtime/scenario/space.ts";
import { minutes, scenario, seconds } from "../../runtime/scenario/scenario.ts";
import { allRows } from "../../runtime/database.ts";
import { simulate, type Simulation } from "../../testing/simulate.ts";
import { wardriver } from "../../scenarios/wardriver.ts";
import { createFake } from "../cli/fixtures.ts";

const SCENE = { latitude: 48.2082, longitude: 16.3738 };
/** Degrees east of the scene's origin, in metres. */
const east = (longitude: number) =>
  (longitude - SCENE.longitude) * METRES_PER_DEGREE * Math.cos(SCENE.latitude * Math.PI / 180);

/** East at ten metres a second, with a tunnel and a loose plug. */
const drive = scenario("drive", "", minutes(2), (on) => {
  on.scene(SCENE);
  const track = [
    { atMs: 0, x: 0, y: 0, altitudeM: 100 },
    { atMs: seconds(100), x: 1000, y: 0, altitudeM: 200 },
  ];
  on.radio("car", { channels: ["6"], at: { track } });
  on.gps("roof", {
    at: { track },
    lost: [[seconds(20), seconds(40)]],
    fails: [[seconds(60), seconds(75)]],
  });
  on.configure("log_template", "/%i.%l");
  on.logs("kismet", "wiglecsv");
  for (let x = 0; x <= 1000; x += 100) {
    on.accessPoint({ ssid: `at ${x}`, channel: "6", security: "wpa2-psk", at: { x, y: 5 } });
  }
});

const json = async (run: Simulation, path: string) =>
  await (await run.http(path)).json() as Record<string, unknown>;
const point = async (run: Simulation) =>
  (await json(run, "/gps/location.json"))["kismet.common.location.geopoint"] as [number, number];

describe("a drive with a receiver", () => {
  let run: Simulation;
  const seen: { atMs: number; fix: number; metres: number }[] = [];

  beforeAll(async () => {
    run = await simulate(drive, { seed: 1 });
    run.moirai.bus.subscribe("GPS_LOCATION", ({ payload }) => {
      const { fix = 0, longitude } = payload;
      seen.push({ atMs: run.nowMs, fix, metres: fix === 0 ? -1 : Math.round(east(longitude)) });
    });
    await run.toEnd();
  });

  test("moves at its speed, and the tunnel and the plug take the position away", () => {
    const at = (sec: number) => seen.findLast(({ atMs }) => atMs <= seconds(sec))!;
    expect(at(15).fix).toBe(3);
    expect(Math.abs(at(15).metres - 150)).toBeLessThanOrEqual(20);
    // A lost fix ends at once what was known.
    expect(at(25).fix).toBe(0);
    expect(at(38).fix).toBe(0);
    expect(at(45).fix).toBe(3);
    expect(Math.abs(at(45).metres - 450)).toBeLessThanOrEqual(20);
    expect(at(70).fix).toBe(0);
    // Ten seconds after the connection ended it is tried again.
    expect(at(90).fix).toBe(3);
    expect(Math.abs(at(90).metres - 900)).toBeLessThanOrEqual(20);
  });

  test("is told as a receiver that is connected, with its speed, heading and altitude", async () => {
    const [gps] = await json(run, "/gps/all_gps.json") as unknown as Record<string, unknown>[];
    expect(gps).toMatchObject({ "kismet.gps.name": "roof", "kismet.gps.connected": 1 });
    const [longitude, latitude] = await point(run);
    expect(latitude).toBeCloseTo(SCENE.latitude, 6);
    expect(east(longitude)).toBeCloseTo(1000, 1);
    const place = await json(run, "/gps/location.json");
    expect(place).toMatchObject({
      "kismet.common.location.alt": 200,
      "kismet.common.location.fix": 3,
      "kismet.common.location.speed": 0,
    });
  });

  test("places devices where the car was when it heard them", () => {
    for (const device of run.devices()) {
      const x = Number(/^at (\d+)$/.exec(device.name)?.[1]);
      const { min, max, average } = device.location!;
      // Its own position is not known, that of the car within a few hundred metres of it is.
      expect(Math.abs(east(average!.longitude) - x)).toBeLessThan(250);
      expect(average!.latitude).toBeCloseTo(SCENE.latitude, 6);
      expect(east(min!.longitude)).toBeGreaterThanOrEqual(-1);
      expect(east(max!.longitude)).toBeLessThanOrEqual(1001);
      for (const { altitudeM, longitude } of [min!, max!]) {
        expect(Math.abs(altitudeM! - (100 + east(longitude) / 10))).toBeLessThan(2);
      }
    }
    expect(run.devices()).toHaveLength(11);
  });

  test("is logged packet by packet, and as sightings and maps", async () => {
    await run.moirai.stop();
    const { platform } = run;
    const database = await platform.databases!.open({ path: "/1.kismet", mode: "read" });
    const packets = await allRows(
      database,
      "SELECT ts_sec, ts_usec, lat, lon FROM packets ORDER BY ts_sec, ts_usec",
    ) as [number, number, number, number][];
    const startSec = Math.floor(packets[0]![0]);
    let placed = 0;
    for (const [sec, usec, lat, lon] of packets) {
      const drivenSec = sec + usec / 1e6 - startSec;
      const isLost = (drivenSec > 20.5 && drivenSec < 39.5) || (drivenSec > 60.5 && drivenSec < 75);
      if (isLost) expect([lat, lon]).toEqual([0, 0]);
      if (lat === 0) continue;
      placed += 1;
      expect(lat).toBeCloseTo(SCENE.latitude, 6);
      // A position is at most two seconds old, and so twenty metres behind.
      expect(Math.abs(east(lon) - Math.min(1000, drivenSec * 10))).toBeLessThan(25);
    }
    expect(placed).toBeGreaterThan(packets.length / 2);
    const wigle = new TextDecoder().decode(await platform.files.readBytes("/1.wiglecsv"));
    const rows = wigle.trim().split("\n").filter((line) => line.endsWith(",WIFI"))
      .map((line) => line.split(","));
    expect(new Set(rows.map(([, ssid]) => ssid)).size).toBe(11);
    for (const row of rows) {
      expect(Number(row[6])).toBeCloseTo(SCENE.latitude, 4);
      expect(east(Number(row[7]))).toBeGreaterThan(-5);
      expect(east(Number(row[7]))).toBeLessThan(1005);
    }
    const gpx = await converted(run, "log to-gpx /1.kismet");
    const kml = await converted(run, "log to-kml /1.kismet");
    const waypoints = [...gpx.matchAll(/<wpt lat="([\d.]+)" lon="([\d.]+)"/g)];
    expect(waypoints).toHaveLength(11);
    for (const [, lat, lon] of waypoints) {
      expect(Number(lat)).toBeCloseTo(SCENE.latitude, 5);
      expect(east(Number(lon))).toBeLessThan(1001);
    }
    for (let x = 0; x <= 1000; x += 100) expect(kml).toContain(`at ${x}<`);
  });
});

async function converted(run: Simulation, line: string): Promise<string> {
  const fake = createFake();
  const context = { ...fake.context, platform: run.platform };
  const status = await runCommandLine(line.split(" "), context);
  expect([status, fake.terminal.noted]).toEqual([0, ""]);
  return fake.terminal.printed;
}

test("the ready scenario finds every house along its way, some of them after the tunnel", async () => {
  await using run = await simulate(wardriver, { seed: 1 });
  await run.toEnd();
  const located = run.devices().filter((device) => device.location?.average !== undefined);
  expect(located.map(({ name }) => name).sort()).toEqual([
    ...Array.from({ length: 6 }, (_, house) => `Berg ${house + 1}`),
    ...Array.from({ length: 8 }, (_, house) => `Haus ${house + 1}`),
  ]);
  const highest = located.find(({ name }) => name === "Berg 6")!.location!;
  expect(highest.last!.latitude).toBeCloseTo(48.2118, 4);
  expect(highest.max!.altitudeM).toBe(180);
});

test("positions go on when the clock of the machine is set, on and back", async () => {
  const jumping = scenario("jumping", "", minutes(2), (on) => {
    on.scene(SCENE);
    on.radio("car", { channels: ["6"] });
    on.gps("roof", { at: { x: 100, y: 0 } });
    on.accessPoint({ ssid: "home", channel: "6", security: "open" });
    on.clockJumps(seconds(30), 3_600_000);
    on.clockJumps(seconds(60), -7_200_000);
  });
  await using run = await simulate(jumping, { seed: 1 });
  const { longitude } = geographic(SCENE, { x: 100, y: 0 });
  for (const atSec of [25, 50, 110]) {
    await run.advance(seconds(atSec) - run.nowMs);
    expect((await point(run))[0]).toBeCloseTo(longitude, 6);
  }
});
