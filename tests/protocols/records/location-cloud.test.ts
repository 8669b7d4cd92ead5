import { expect, test } from "vitest";
import {
  CLOUD_ENTRIES_MAX,
  type CloudSample,
  LocationCloud,
  locationCloud,
} from "../../../protocols/records/location-cloud.ts";
import { encodeValue } from "../../../protocols/serialize/encode.ts";

function sample(timeSec: number, more: Partial<CloudSample> = {}): CloudSample {
  return {
    latitude: 52,
    longitude: 4,
    altitudeM: 0,
    speedKmh: 0,
    headingDegrees: 0,
    signal: 0,
    timeSec,
    freqKhz: 2_412_000,
    ...more,
  };
}

test("LocationCloud keeps the last hundred samples, one a second, and averages of hundreds", () => {
  const cloud = new LocationCloud();
  for (let second = 1; second <= 250; second++) {
    const signal = second % 2 === 0 ? -40 : 0;
    cloud.add(sample(second, { latitude: second % 2 === 0 ? 52.2 : 52, signal, speedKmh: 10 }));
    cloud.add(sample(second, { latitude: 0 }));
  }
  expect(cloud.samples.map(({ timeSec }) => timeSec).slice(0, 2)).toEqual([151, 152]);
  expect(cloud.samples).toHaveLength(CLOUD_ENTRIES_MAX);
  expect(cloud.hundreds).toHaveLength(2);
  expect(cloud.hundreds[0]).toMatchObject({ signal: -40, speedKmh: 10, timeSec: 51, altitudeM: 0 });
  expect(cloud.hundreds[0]!.latitude).toBeCloseTo(52.1, 4);
  expect(cloud.hundreds[0]!.longitude).toBeCloseTo(4, 9);
  expect(cloud.lastSec).toBe(250);
});

test("LocationCloud never grows, whatever is added", () => {
  const cloud = new LocationCloud();
  for (let second = 1; second <= 10_100 + 1; second++) cloud.add(sample(second));
  expect([cloud.samples.length, cloud.hundreds.length, cloud.tenThousands.length]).toEqual([
    100,
    100,
    1,
  ]);
  for (let second = 20_000; second <= 50_000; second++) cloud.add(sample(second));
  expect(cloud.hundreds).toHaveLength(100);
});

test("a location cloud is written with longitude first", () => {
  const cloud = new LocationCloud();
  cloud.add(sample(7, { signal: -50 }));
  const bytes = encodeValue(locationCloud, cloud, { format: "json", nowSec: 8 });
  expect(JSON.parse(new TextDecoder().decode(bytes))).toEqual({
    "kis.gps.rrd.samples_100": [{
      "kismet.historic.location.geopoint": [4, 52],
      "kismet.historic.location.alt": 0,
      "kismet.historic.location.speed": 0,
      "kismet.historic.location.heading": 0,
      "kismet.historic.location.signal": -50,
      "kismet.historic.location.time_sec": 7,
      "kismet.historic.location.frequency": 2_412_000,
    }],
    "kis.gps.rrd.samples_10k": [],
    "kis.gps.rrd.samples_1m": [],
    "kis.gps.rrd.last_sample_ts": 7,
  });
});
