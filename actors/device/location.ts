// Adding position samples to a device location (spec device-model 3.2).
import type { PacketLocation } from "../../protocols/packet/packet-batch.ts";
import { type DeviceLocation, LocationPoint } from "../../protocols/records/location.ts";

const RADIANS = Math.PI / 180;

/** Running sums behind one average: unit vectors, so that the date line needs no special case. */
class Average {
  x = 0;
  y = 0;
  z = 0;
  samples = 0;
  altitudeSum = 0;
  altitudeSamples = 0;
  lastSec = 0;
}

// Beside the record, because clients never see the sums and most devices have no position.
const averages = new WeakMap<DeviceLocation, Average>();

/**
 * Adds one sample; points without a fix are dropped. The average takes at most one sample a second
 * of server time; bounds and the last point take all.
 */
export function addLocationSample(
  into: DeviceLocation,
  sample: PacketLocation,
  nowMs: number,
): void {
  if (sample.fix < 2) return;
  if (sample.fix > into.fix) into.fix = sample.fix;
  const last = into.last ??= new LocationPoint();
  last.latitude = sample.latitude;
  last.longitude = sample.longitude;
  last.altitudeM = sample.altitudeM;
  last.fix = sample.fix;
  last.speedKmh = sample.speedKmh;
  last.headingDegrees = sample.headingDegrees;
  extend(into.min ??= new LocationPoint(), sample, Math.min);
  extend(into.max ??= new LocationPoint(), sample, Math.max);

  let average = averages.get(into);
  if (!average) averages.set(into, average = new Average());
  const nowSec = Math.floor(nowMs / 1000);
  if (average.samples > 0 && average.lastSec === nowSec) return;
  average.lastSec = nowSec;
  addToAverage(into, average, sample, nowMs);
}

function extend(
  point: LocationPoint,
  sample: PacketLocation,
  choose: (a: number, b: number) => number,
): void {
  // A stored coordinate of exactly 0 counts as unset.
  point.latitude = point.latitude === 0 ? sample.latitude : choose(point.latitude, sample.latitude);
  point.longitude = point.longitude === 0
    ? sample.longitude
    : choose(point.longitude, sample.longitude);
  if (sample.fix === 3) {
    point.altitudeM = point.altitudeM === undefined || point.altitudeM === 0
      ? sample.altitudeM
      : choose(point.altitudeM, sample.altitudeM);
  }
}

function addToAverage(
  into: DeviceLocation,
  average: Average,
  sample: PacketLocation,
  nowMs: number,
): void {
  const latitude = sample.latitude * RADIANS;
  const longitude = sample.longitude * RADIANS;
  average.x += Math.cos(latitude) * Math.cos(longitude);
  average.y += Math.cos(latitude) * Math.sin(longitude);
  average.z += Math.sin(latitude);
  average.samples += 1;
  if (sample.fix === 3) {
    average.altitudeSum += sample.altitudeM;
    average.altitudeSamples += 1;
  }
  const point = into.average ??= new LocationPoint();
  if (average.samples === 1) {
    point.latitude = sample.latitude;
    point.longitude = sample.longitude;
  } else {
    point.longitude = Math.atan2(average.y, average.x) / RADIANS;
    point.latitude = Math.atan2(average.z, Math.hypot(average.x, average.y)) / RADIANS;
  }
  point.altitudeM = average.altitudeSamples > 0 ? average.altitudeSum / average.altitudeSamples : 0;
  point.fix = average.altitudeSamples > 0 ? 3 : 2;
  point.timeSec = Math.floor(nowMs / 1000);
  point.timeUsec = Math.floor((nowMs % 1000) * 1000);
}
