// Packets, devices, alerts and events have the place where they were heard; clients set it.
import { expect, test } from "vitest";
import { minutes, scenario, seconds } from "../../../runtime/scenario/scenario.ts";
import { simulate, type Simulation } from "../../../testing/simulate.ts";

const street = scenario("street", "A network and somebody in it", minutes(2), (on) => {
  on.radio("roof", { channels: ["6"] });
  const network = on.accessPoint({ ssid: "home", channel: "6", security: "wpa2-psk" });
  // It cannot protect management frames, of which an alert tells.
  on.person("Ada", { joins: [network], at: { x: 8, y: 0 }, protects: false });
});

async function streetWith(
  gps: readonly string[],
  settings: Record<string, string> = {},
): Promise<Simulation> {
  const run = await simulate(street, { seed: 1, settings: { gps, ...settings } });
  await run.moirai.start();
  return run;
}

const json = async (run: Simulation, path: string, init?: RequestInit): Promise<unknown> =>
  (await run.http(path, init)).json();

const post = (body: unknown): RequestInit => ({
  method: "POST",
  headers: { "content-type": "application/json" },
  body: JSON.stringify(body),
});

test("devices have bounds, average and last position; the event and alerts say where", async () => {
  await using run = await streetWith(["virtual:lat=52.1,lon=4.3,alt=7"]);
  const event = await run.expectEvent("GPS_LOCATION");
  expect(event).toMatchObject({ latitude: 52.1, longitude: 4.3, altitudeM: 7, fix: 3 });
  await run.advance(seconds(30));
  const home = run.devices().find((device) => device.name === "home")!;
  expect(home.location).toMatchObject({
    fix: 3,
    min: { latitude: 52.1, longitude: 4.3, altitudeM: 7 },
    max: { latitude: 52.1, longitude: 4.3 },
    last: { latitude: 52.1, longitude: 4.3, altitudeM: 7, fix: 3 },
  });
  expect(home.location!.average!.latitude).toBeCloseTo(52.1, 9);
  const alerts = run.moirai.stores.alerts.all();
  expect(alerts[0]!.location).toMatchObject({ latitude: 52.1, fix: 3, speedKmh: undefined });
});

test("a history of positions is kept when it is asked for", async () => {
  await using run = await streetWith(["virtual:lat=52.1,lon=4.3"], {
    keep_location_cloud_history: "true",
  });
  await run.advance(seconds(10));
  const home = run.devices().find((device) => device.name === "home")!;
  expect(home.locationCloud!.samples.length).toBeGreaterThan(8);
  expect(home.locationCloud!.samples[0]).toMatchObject({ latitude: 52.1, freqKhz: 2_437_000 });
  await using without = await streetWith(["virtual:lat=52.1,lon=4.3"]);
  await without.advance(seconds(5));
  expect(without.devices()[0]!.locationCloud).toBeUndefined();
});

test("without a GPS nothing has a place, and the answer is an empty point", async () => {
  await using run = await streetWith([]);
  await run.advance(seconds(20));
  expect(run.devices().every((device) => device.location === undefined)).toBe(true);
  expect(await json(run, "/gps/location.json")).toEqual({
    "kismet.common.location.geopoint": [0, 0],
  });
});

test("the position that a phone posts places what is heard, for half a minute", async () => {
  await using run = await streetWith(["web"]);
  const path = "/gps/web/update.cmd";
  const answer = await run.http(path, post({ lat: 52.1, lon: 4.3, alt: 7, spd: 3 }));
  expect([answer.status, await answer.text()]).toEqual([200, "Updated\n"]);
  await run.advance(seconds(10));
  const [gps] = await json(run, "/gps/all_gps.json") as Record<string, unknown>[];
  expect(await json(run, "/gps/location.json")).toEqual({
    "kismet.common.location.geopoint": [4.3, 52.1],
    "kismet.common.location.alt": 7,
    "kismet.common.location.speed": 3,
    "kismet.common.location.heading": 0,
    "kismet.common.location.fix": 3,
    "kismet.common.location.time_sec": expect.any(Number),
    "kismet.common.location.time_usec": expect.any(Number),
    "kismet.common.location.gps_uuid": gps!["kismet.gps.uuid"],
  });
  expect(run.devices().find((device) => device.name === "home")!.location!.last).toMatchObject({
    latitude: 52.1,
    speedKmh: 3,
  });
  await run.advance(seconds(25));
  expect(await json(run, "/gps/location.json")).toEqual({
    "kismet.common.location.geopoint": [0, 0],
  });
  for (const body of [{}, { lat: 1 }, { lat: 91, lon: 0 }, { lat: "x", lon: 0 }]) {
    expect((await run.http(path, post(body))).status).toBe(400);
  }
});

test("GPSs are listed, added and removed", async () => {
  await using run = await streetWith(["meta:name=far"]);
  const drivers = await json(run, "/gps/drivers.json") as Record<string, unknown>[];
  expect(drivers.map((one) => one["kismet.gps.type.class"])).toEqual([
    "serial",
    "tcp",
    "gpsd",
    "web",
    "virtual",
    "meta",
  ]);
  expect((await run.http("/gps/web/update.cmd", post({ lat: 1, lon: 1 }))).status).toBe(404);
  const added = await json(run, "/gps/add_gps.cmd", post({ definition: "web:name=phone" }));
  const uuid = (added as Record<string, string>)["kismet.gps.uuid"]!;
  expect((await run.http("/gps/add_gps.cmd", post({ definition: "web" }))).status).toBe(500);
  expect((await run.http("/gps/meta/far/update.cmd", post({ lat: 5, lon: 6 }))).status).toBe(200);
  const all = await json(run, "/gps/all_locations.json") as Record<string, Record<string, unknown>>;
  expect(all[uuid]).toEqual({
    "kismet.common.location.geopoint": [0, 0],
    "kismet.common.location.alt": 0,
    "kismet.common.location.speed": 0,
    "kismet.common.location.heading": 0,
    "kismet.common.location.fix": 0,
    "kismet.common.location.time_sec": 0,
    "kismet.common.location.time_usec": 0,
  });
  const one = await json(run, `/gps/by-uuid/${uuid}/location.json`) as Record<string, unknown>;
  expect(one["kismet.common.location.gps_uuid"]).toBe("00000000-0000-0000-0000-000000000000");
  expect((await run.http(`/gps/by-uuid/${uuid}/remove_gps.cmd`, post({}))).status).toBe(200);
  expect(Object.keys(await json(run, "/gps/all_locations.json") as object)).toHaveLength(1);
});

test("a datasource that names a meta GPS is placed by it alone", async () => {
  await using run = await streetWith(["virtual:lat=1,lon=1", "meta:name=far"]);
  await run.moirai.commands.closeDatasource([...run.moirai.stores.datasources.all()][0]!.uuid);
  await run.moirai.commands.addDatasource(
    "roof:type=simulated,metagps=far,uuid=00000000-0000-0000-0000-00000000000f",
  ).catch(() => {});
  await run.moirai.commands.updateGps("meta", "far", { latitude: 5, longitude: 6, fix: 2 });
  await run.advance(seconds(10));
  const home = run.devices().find((device) => device.name === "home");
  expect(home?.location?.last).toMatchObject({ latitude: 5, longitude: 6 });
});
