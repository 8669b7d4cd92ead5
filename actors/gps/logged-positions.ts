// What logs store of each GPS.
import { gps } from "../../protocols/records/gps-table.ts";
import type { GpsRecord } from "../../protocols/records/gps.ts";
import { encodeValue } from "../../protocols/serialize/encode.ts";
import type { LoggedPosition } from "../log/log-format.ts";

export function loggedPositions(all: readonly GpsRecord[], nowMs: number): LoggedPosition[] {
  return all.map((one) => ({
    latitude: one.location.latitude,
    longitude: one.location.longitude,
    json: encodeValue(gps, one, { format: "json", nowSec: Math.floor(nowMs / 1000) }),
  }));
}
