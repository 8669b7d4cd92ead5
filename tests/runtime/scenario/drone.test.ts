// A drone that passes by, from its flight to its record.
import { expect, test } from "vitest";
import { UavInfo } from "../../../protocols/records/uav.ts";
import { minutes, scenario, seconds } from "../../../runtime/scenario/scenario.ts";
import { street } from "../../../scenarios/street.ts";
import { simulate, type Simulation } from "../../../testing/simulate.ts";

const SCENE = { latitude: 48.2, longitude: 16.37 };
const METRE_NORTH = 1 / 111_320;

const flight = (transport: "beacon" | "nan") =>
  scenario("flight", "A drone flies north over a park", minutes(1), (on) => {
    on.radio("roof", { channels: ["6"] });
    on.accessPoint({ ssid: "kiosk", channel: "6", security: "open" });
    on.drone({
      mac: "60:60:1F:00:00:01",
      serial: "1581F0000000DRONE001",
      channel: "6",
      transport,
      scene: SCENE,
      pilot: { x: 0, y: -20 },
      altitudeM: 250,
      operatorId: "AUT-OP-1",
      at: { points: [{ x: 5, y: 0 }, { x: 5, y: 300 }], metresPerSecond: 5, fromMs: seconds(10) },
      fromMs: seconds(10),
      untilMs: seconds(50),
    });
  });

function drones(run: Simulation): UavInfo[] {
  return run.devices().map((device) => device.attached?.get("uav.device"))
    .filter((one) => one instanceof UavInfo);
}

test.each(["beacon", "nan"] as const)("a flight told by %s leaves its way", async (transport) => {
  await using run = await simulate(flight(transport), { seed: 4, location: SCENE });
  await run.advance(seconds(9));
  expect(drones(run)).toEqual([]);
  await run.toEnd();
  const [drone, ...others] = drones(run);
  expect(others).toEqual([]);
  expect(drone).toMatchObject({
    manufacturer: "DJI",
    serialNumber: "1581F0000000DRONE001",
    matchType: "Remote ID WiFi",
    remoteId: { transport, operatorId: "AUT-OP-1", operatorLocationType: 1 },
  });
  // Ten beacons a second say the same; one entry a second remains of them.
  expect(drone!.history).toHaveLength(40);
  const north = drone!.history.map(({ location }) =>
    Math.round((location!.latitude - SCENE.latitude) / METRE_NORTH)
  );
  expect(north.slice(0, 4)).toEqual([0, 5, 10, 15]);
  expect(drone!.last).toMatchObject({ northMps: 5, yaw: 0, airborne: true });
  expect(drone!.last!.location!.altitudeM).toBe(250);
  expect(drone!.pilot!.latitude).toBeCloseTo(SCENE.latitude - 20 * METRE_NORTH, 6);
  expect(drone!.dropped).toBe(0);
});

test("an ordinary street has no drones", async () => {
  await using run = await simulate(street, { seed: 1 });
  await run.advance(minutes(3));
  expect(run.devices().length).toBeGreaterThan(10);
  expect(drones(run)).toEqual([]);
});
