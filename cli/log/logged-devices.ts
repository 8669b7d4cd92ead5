// Devices of a kismetdb with where they were heard, and the way the server went: what maps show.
import { type KismetdbFile, selectList } from "../../actors/log/kismetdb-file.ts";
import { DEVICES_TABLE, SNAPSHOTS_TABLE } from "../../protocols/kismetdb/schema.ts";
import type { SqlValue } from "../../runtime/database.ts";

export interface PlacedDevice {
  readonly key: string;
  readonly phy: string;
  readonly mac: string;
  readonly type: string;
  readonly name: string;
  readonly channel: string;
  readonly crypt: string;
  readonly manufacturer: string;
  readonly firstSec: number;
  readonly lastSec: number;
  readonly signalDbm: number;
  readonly latitude: number;
  readonly longitude: number;
}

export interface TrackPoint {
  readonly timeSec: number;
  readonly latitude: number;
  readonly longitude: number;
  readonly altitudeM: number;
}

const COLUMNS = [
  "devkey",
  "phyname",
  "devmac",
  "type",
  "device",
  "first_time",
  "last_time",
  "strongest_signal",
  "avg_lat",
  "avg_lon",
];
const decoder = new TextDecoder();

/** The JSON in a column, whether it is stored as text or as bytes; undefined when it is none. */
export function jsonOf(value: SqlValue | undefined): Record<string, unknown> | undefined {
  try {
    const json: unknown = JSON.parse(textOf(value));
    return typeof json === "object" && json !== null ? json as Record<string, unknown> : undefined;
  } catch {
    return undefined;
  }
}

export function textOf(value: SqlValue | undefined): string {
  return value instanceof Uint8Array ? decoder.decode(value) : String(value ?? "");
}

/** Devices whose place is known. */
export async function* placedDevices(
  { database, version }: KismetdbFile,
): AsyncGenerator<PlacedDevice, void, void> {
  const rows = database.query(
    `SELECT ${selectList(DEVICES_TABLE, version, COLUMNS)} FROM devices ` +
      "WHERE avg_lat != 0 AND avg_lon != 0 ORDER BY first_time, devmac",
  );
  for await (const page of rows) {
    for (const [key, phy, mac, type, device, first, last, signal, latitude, longitude] of page) {
      const json = jsonOf(device) ?? {};
      const text = (name: string): string => {
        const value = json[`kismet.device.base.${name}`];
        return typeof value === "string" ? value : "";
      };
      yield {
        key: textOf(key),
        phy: textOf(phy),
        mac: textOf(mac),
        type: textOf(type),
        name: text("username") || text("commonname") || textOf(mac),
        channel: text("channel"),
        crypt: text("crypt"),
        manufacturer: text("manuf"),
        firstSec: Number(first),
        lastSec: Number(last),
        signalDbm: Number(signal),
        latitude: Number(latitude),
        longitude: Number(longitude),
      };
    }
  }
}

/** Positions of the server itself, in order of time. */
export async function* trackPoints(
  { database, version }: KismetdbFile,
): AsyncGenerator<TrackPoint, void, void> {
  const list = selectList(SNAPSHOTS_TABLE, version, ["ts_sec", "ts_usec", "json"]);
  const rows = database.query(
    `SELECT ${list} FROM snapshots WHERE snaptype = 'GPS' ORDER BY ts_sec, ts_usec`,
  );
  for await (const page of rows) {
    for (const [seconds, microseconds, json] of page) {
      const point = trackPoint(Number(seconds) + Number(microseconds) / 1e6, jsonOf(json));
      if (point !== undefined) yield point;
    }
  }
}

function trackPoint(
  timeSec: number,
  gps: Record<string, unknown> | undefined,
): TrackPoint | undefined {
  const location = (gps?.["kismet.gps.location"] ?? gps?.["kismet.gps.last_location"]) as
    | Record<string, unknown>
    | undefined;
  const place = location?.["kismet.common.location.geopoint"];
  if (!Array.isArray(place)) return undefined;
  const [longitude, latitude] = place.map(Number);
  if (!latitude || !longitude || Math.abs(latitude) > 90 || Math.abs(longitude) > 180) {
    return undefined;
  }
  const altitudeM = Number(location?.["kismet.common.location.alt"] ?? 0);
  return { timeSec, latitude, longitude, altitudeM: Number.isFinite(altitudeM) ? altitudeM : 0 };
}

/** `2023-11-14T22:13:20Z`; times beyond the calendar are its beginning. */
export function isoTime(seconds: number): string {
  const time = new Date(seconds * 1000);
  const shown = Number.isNaN(time.getTime()) ? new Date(0) : time;
  return shown.toISOString().replace(/\.000Z$/, "Z");
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
};

/** Text for XML 1.0: names come over the air, and some characters have no place in a document. */
export function xmlText(text: string): string {
  return text
    .replace(/[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu, "\ufffd")
    .replace(/[&<>"]/g, (character) => ENTITIES[character]!);
}
