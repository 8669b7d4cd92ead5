import { describe, expect, test } from "vitest";
import { parseNmea } from "../../../protocols/gps/nmea.ts";
import { encodeNmea } from "../../../protocols/gps/encode-nmea.ts";
import {
  placeTrack,
  positionOnTrack,
  trackFault,
  type TrackPoint,
} from "../../../runtime/scenario/track.ts";

const SCENE = { latitude: 48, longitude: 16 };

describe("trackFault()", () => {
  const fault = (points: readonly TrackPoint[], scene?: typeof SCENE) =>
    trackFault(points, scene, 60_000);

  test.each<[string, readonly TrackPoint[], string]>([
    ["one point", [{ atMs: 0, x: 0, y: 0 }], "a track has two points at least"],
    [
      "time that goes back",
      [{ atMs: 0, x: 0, y: 0 }, { atMs: 5000, x: 9, y: 0 }, { atMs: 4000, x: 12, y: 0 }],
      "time goes back: point 3 of the track is at 4000 ms, the one before at 5000 ms",
    ],
    [
      "two places at once",
      [{ atMs: 5, x: 0, y: 0 }, { atMs: 5, x: 1, y: 0 }],
      "point 2 of the track is elsewhere at the same 5 ms",
    ],
    [
      "a speed that nobody has",
      [{ atMs: 0, x: 0, y: 0 }, { atMs: 1000, x: 1000, y: 0 }],
      "point 2 of the track is reached at 3600 km/h, which no receiver believes",
    ],
    [
      "degrees without a scene",
      [{ atMs: 0, latitude: 48, longitude: 16 }, { atMs: 9, latitude: 48, longitude: 16 }],
      "point 1 of the track is in degrees, and nothing says where the scene is (on.scene)",
    ],
    [
      "a place that is none",
      [{ atMs: 0, x: NaN, y: 0 }, { atMs: 9, x: 0, y: 0 }],
      "point 1 of the track is nowhere",
    ],
    [
      "a beginning before time",
      [{ atMs: -1, x: 0, y: 0 }, { atMs: 9, x: 0, y: 0 }],
      "point 1 of the track is at -1 ms",
    ],
    [
      "a beginning after the end",
      [{ atMs: 60_000, x: 0, y: 0 }, { atMs: 70_000, x: 0, y: 0 }],
      "the track begins at 60000 ms, when the scenario is over",
    ],
  ])("names %s", (_, points, text) => {
    expect(fault(points)).toBe(text);
  });

  test("names a point that is not on Earth, and lets a good track be", () => {
    const [first, second] = [{ atMs: 0, ...SCENE }, { atMs: 9000, latitude: 91, longitude: 16 }];
    expect(fault([first, second], SCENE)).toBe("point 2 of the track is nowhere on Earth");
    expect(fault([first, { ...second, latitude: 48.001 }], SCENE)).toBeUndefined();
  });
});

test("positionOnTrack() stands before the first point and after the last, and goes straight", () => {
  const points = placeTrack([
    { atMs: 1000, x: 0, y: 0, altitudeM: 10 },
    { atMs: 2000, x: 10, y: 0, altitudeM: 20 },
    { atMs: 2000, x: 10, y: 0, altitudeM: 20 },
    { atMs: 6000, x: 10, y: 40 },
  ], undefined);
  const at = (ms: number) => {
    const { x, y, altitudeM } = positionOnTrack(points, ms);
    return [x, y, altitudeM];
  };
  expect(at(0)).toEqual([0, 0, 10]);
  expect(at(1500)).toEqual([5, 0, 15]);
  expect(at(2000)).toEqual([10, 0, 20]);
  expect(at(3000)).toEqual([10, 10, 15]);
  expect(at(9000)).toEqual([10, 40, 0]);
});

test("placeTrack() lays degrees out in metres around the scene", () => {
  const [origin, north] = placeTrack([
    { atMs: 0, ...SCENE },
    { atMs: 1, latitude: 48.001, longitude: 16 },
  ], SCENE);
  expect(origin).toMatchObject({ x: 0, y: 0 });
  expect(north!.y).toBeCloseTo(111.32, 6);
});

describe("encodeNmea()", () => {
  const TIME = Date.UTC(2026, 0, 2, 3, 4, 5, 670);
  const parsed = (text: string) => text.trimEnd().split("\r\n").map(parseNmea);

  test.each([
    [48.2082, 16.3738],
    [-33.999999, -0.000001],
    [0, 179.9999999],
    [59.99999999, -180],
  ])("writes %f, %f so that it is read back", (latitude, longitude) => {
    const fix = { latitude, longitude, altitudeM: -3.5, speedKmh: 37, headingDegrees: 359.9 };
    const [rmc, gga] = parsed(encodeNmea(TIME, fix));
    expect(rmc).toMatchObject({
      kind: "update",
      update: {
        latitude: expect.closeTo(latitude, 7),
        longitude: expect.closeTo(longitude, 7),
        speedKmh: expect.closeTo(37, 1),
        headingDegrees: 359.9,
        timeMs: TIME,
      },
    });
    expect(gga).toMatchObject({ kind: "update", update: { altitudeM: -3.5, fix: 3 } });
  });

  test("says in both sentences that there is no fix", () => {
    const text = encodeNmea(TIME, undefined);
    expect(text).toBe(
      "$GPRMC,030405.67,V,,,,,,,020126,,,N*79\r\n$GPGGA,030405.67,,,,,0,00,,,M,,M,,*4B\r\n",
    );
    expect(parsed(text)).toEqual([
      { kind: "update", update: { fix: 0 } },
      { kind: "update", update: { fix: 0 } },
    ]);
  });
});
