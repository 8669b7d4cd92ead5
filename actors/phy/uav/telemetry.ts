// Where a drone was: bounded history, newest entry, places of take-off and pilot (spec other-phys 10.4).
import { LocationPoint } from "../../../protocols/records/location.ts";
import {
  UAV_HISTORY_MAX,
  type UavInfo,
  type UavTelemetry,
} from "../../../protocols/records/uav.ts";

/** Adds an entry; the oldest one makes room. */
export function addTelemetry(info: UavInfo, entry: UavTelemetry): void {
  if (info.history.length >= UAV_HISTORY_MAX) {
    info.history.shift();
    info.dropped += 1;
  }
  info.history.push(entry);
  info.last = entry;
}

/** A place, or undefined when it is not known; an altitude that is NaN is not known. */
export function placeOf(
  latitude: number,
  longitude: number,
  altitudeM: number,
  timestampUs: number,
): LocationPoint | undefined {
  if (Number.isNaN(latitude) || Number.isNaN(longitude)) return undefined;
  const point = new LocationPoint();
  point.latitude = latitude;
  point.longitude = longitude;
  point.fix = 2;
  if (!Number.isNaN(altitudeM)) {
    point.altitudeM = altitudeM;
    point.fix = 3;
  }
  point.timeSec = Math.floor(timestampUs / 1e6);
  point.timeUsec = timestampUs % 1e6;
  return point;
}

/** The value, or undefined for NaN: a field that is not known is left out. */
export function known(value: number): number | undefined {
  return Number.isNaN(value) ? undefined : value;
}
