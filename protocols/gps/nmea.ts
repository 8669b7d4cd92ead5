// NMEA 0183 sentences of receivers (spec device-model 8.5): GGA, RMC and VTG of any talker.
//   $ttsss,f1,f2,…*hh   talker tt, sentence sss, XOR of what lies between $ and * as two hex digits
import { type GpsUpdate, isPosition } from "./gps-update.ts";

export const KMH_PER_KNOT = 1.852;

/** `ignored` sentences count as a sign of life, the others do not. */
export type NmeaResult =
  | { readonly kind: "update"; readonly update: GpsUpdate }
  | { readonly kind: "ignored" }
  | { readonly kind: "malformed" }
  | { readonly kind: "checksum" };

const IGNORED: NmeaResult = { kind: "ignored" };
const MALFORMED: NmeaResult = { kind: "malformed" };

const SENTENCES: Readonly<Record<string, (fields: readonly string[]) => NmeaResult>> = {
  GGA: parseGga,
  RMC: parseRmc,
  VTG: parseVtg,
};

export function parseNmea(line: string): NmeaResult {
  const start = line.indexOf("$");
  if (start < 0 || line.length < 6) return MALFORMED;
  const star = line.indexOf("*", start);
  const body = line.slice(start + 1, star < 0 ? undefined : star);
  if (star >= 0) {
    const stated = line.slice(star + 1, star + 3);
    if (!/^[0-9a-f]{2}$/i.test(stated)) return MALFORMED;
    if (Number.parseInt(stated, 16) !== checksum(body)) return { kind: "checksum" };
  }
  const [address = "", ...fields] = body.split(",");
  if (!/^[A-Z0-9]{5,}$/i.test(address)) return MALFORMED;
  return SENTENCES[address.slice(2, 5).toUpperCase()]?.(fields) ?? IGNORED;
}

function checksum(body: string): number {
  let sum = 0;
  for (let at = 0; at < body.length; at++) sum ^= body.charCodeAt(at);
  return sum & 0xff;
}

// GGA: time, lat, N|S, lon, E|W, quality, satellites, HDOP, altitude, M, …
function parseGga(fields: readonly string[]): NmeaResult {
  if (fields.length < 14) return MALFORMED;
  const quality = number(fields[5]);
  if (quality === 0) return { kind: "update", update: { fix: 0 } };
  const at = position(fields, 1);
  const altitudeM = number(fields[8]);
  if (at === undefined || altitudeM === undefined) return MALFORMED;
  const satellites = number(fields[6]);
  const hdop = number(fields[7]);
  return {
    kind: "update",
    update: {
      ...at,
      altitudeM,
      fix: 3,
      ...satellites !== undefined && { satellites },
      ...hdop !== undefined && { hdop },
    },
  };
}

// RMC: time, A|V, lat, N|S, lon, E|W, speed in knots, course, date, …
function parseRmc(fields: readonly string[]): NmeaResult {
  if (fields.length < 11) return MALFORMED;
  if (fields[1] !== "A") return { kind: "update", update: { fix: 0 } };
  const at = position(fields, 2);
  const knots = number(fields[6]);
  if (at === undefined) return MALFORMED;
  const course = number(fields[7]);
  const timeMs = timeOf(fields[0]!, fields[8]!);
  return {
    kind: "update",
    update: {
      ...at,
      fix: 2,
      ...knots !== undefined && { speedKmh: knots * KMH_PER_KNOT },
      ...isCourse(course) && { headingDegrees: course },
      ...timeMs !== undefined && { timeMs },
    },
  };
}

// VTG: true track, T, magnetic track, M, speed in knots, N, speed in km/h, K, …
function parseVtg(fields: readonly string[]): NmeaResult {
  if (fields.length < 8) return MALFORMED;
  const speedKmh = number(fields[6]);
  if (speedKmh === undefined) return MALFORMED;
  const track = number(fields[0]);
  const magnetic = number(fields[2]);
  return {
    kind: "update",
    update: {
      speedKmh,
      ...isCourse(track) && { headingDegrees: track },
      ...isCourse(magnetic) && { magneticHeadingDegrees: magnetic },
    },
  };
}

function isCourse(course: number | undefined): course is number {
  return course !== undefined && course >= 0 && course <= 360;
}

function number(text: string | undefined): number | undefined {
  return text !== undefined && /^-?\d{1,10}(\.\d{0,12})?$/.test(text) ? Number(text) : undefined;
}

/** `ddmm.mmm,N,dddmm.mmm,E` from field `from` on. */
function position(
  fields: readonly string[],
  from: number,
): { latitude: number; longitude: number } | undefined {
  const latitude = degrees(fields[from]!, fields[from + 1]!, "NS");
  const longitude = degrees(fields[from + 2]!, fields[from + 3]!, "EW");
  if (latitude === undefined || longitude === undefined) return undefined;
  return isPosition(latitude, longitude) ? { latitude, longitude } : undefined;
}

function degrees(text: string, side: string, sides: string): number | undefined {
  const match = /^(\d{1,3})(\d{2}(?:\.\d{0,12})?)$/.exec(text);
  const minutes = Number(match?.[2]);
  if (match === null || minutes >= 60 || side.length !== 1 || !sides.includes(side)) {
    return undefined;
  }
  const value = Number(match[1]) + minutes / 60;
  return side === sides[1] ? -value : value;
}

/** `hhmmss.ss` and `ddmmyy` as ms since 1970; years before 80 are of this century. */
function timeOf(time: string, date: string): number | undefined {
  const clock = /^(\d{2})(\d{2})(\d{2}(?:\.\d{0,6})?)$/.exec(time);
  const day = /^(\d{2})(\d{2})(\d{2})$/.exec(date);
  if (clock === null || day === null) return undefined;
  const year = Number(day[3]) + (Number(day[3]) < 80 ? 2000 : 1900);
  const midnight = Date.UTC(year, Number(day[2]) - 1, Number(day[1]));
  return midnight + (Number(clock[1]) * 3600 + Number(clock[2]) * 60 + Number(clock[3])) * 1000;
}
