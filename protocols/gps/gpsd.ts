// Lines of gpsd (spec device-model 8.6): JSON since 2.90, and the letters before (`GPSD,P=…`).
import { type GpsUpdate, isPosition } from "./gps-update.ts";
import { KMH_PER_KNOT } from "./nmea.ts";

const KMH_PER_MS = 3.6;

export type GpsdLine =
  | { readonly kind: "version"; readonly release: string; readonly old: boolean }
  | { readonly kind: "update"; readonly update: GpsUpdate }
  /** From a compass: used for a while when there is no course. */
  | { readonly kind: "heading"; readonly degrees: number }
  | { readonly kind: "error"; readonly reason: string }
  | { readonly kind: "ignored" }
  | { readonly kind: "malformed" };

const IGNORED: GpsdLine = { kind: "ignored" };
const MALFORMED: GpsdLine = { kind: "malformed" };

export function parseGpsdLine(line: string): GpsdLine {
  if (line.startsWith("{")) return parseJson(line);
  if (line.startsWith("GPSD,")) return parseLetters(line.slice("GPSD,".length));
  return MALFORMED;
}

function parseJson(line: string): GpsdLine {
  let report: Record<string, unknown>;
  try {
    report = JSON.parse(line) as Record<string, unknown>;
  } catch {
    return MALFORMED;
  }
  switch (report["class"]) {
    case "VERSION":
      return { kind: "version", release: textOf(report["release"]), old: false };
    case "TPV":
      return parseTpv(report);
    case "ATT": {
      const degrees = course(report["heading"]);
      return degrees === undefined ? IGNORED : { kind: "heading", degrees };
    }
    case "SKY":
      return parseSky(report);
    case "ERROR":
      return { kind: "error", reason: textOf(report["message"]) };
    default:
      return IGNORED;
  }
}

function parseTpv(report: Record<string, unknown>): GpsdLine {
  const mode = finite(report["mode"]) ?? 0;
  const timeMs = Date.parse(textOf(report["time"]));
  const time = Number.isNaN(timeMs) ? {} : { timeMs };
  if (mode < 2) return { kind: "update", update: { fix: 0, ...time } };
  const latitude = finite(report["lat"]) ?? 0;
  const longitude = finite(report["lon"]) ?? 0;
  // A receiver without a position says 0, 0.
  if (latitude === 0 || longitude === 0 || !isPosition(latitude, longitude)) return IGNORED;
  const altitudeM = finite(report["alt"]) ?? finite(report["altMSL"]) ?? finite(report["altHAE"]);
  const speed = finite(report["speed"]);
  const heading = course(report["track"]);
  const magnetic = course(report["magtrack"]);
  const errors = [finite(report["epx"]), finite(report["epy"])].filter((one) => one !== undefined);
  return {
    kind: "update",
    update: {
      latitude,
      longitude,
      fix: mode > 2 && altitudeM !== undefined ? 3 : 2,
      ...mode > 2 && altitudeM !== undefined && { altitudeM },
      ...speed !== undefined && speed >= 0 && { speedKmh: speed * KMH_PER_MS },
      ...heading !== undefined && { headingDegrees: heading },
      ...magnetic !== undefined && { magneticHeadingDegrees: magnetic },
      ...errors.length > 0 && { errorM: Math.max(...errors) },
      ...time,
    },
  };
}

function parseSky(report: Record<string, unknown>): GpsdLine {
  const hdop = finite(report["hdop"]);
  const used = finite(report["uSat"]) ?? usedOf(report["satellites"]);
  if (hdop === undefined && used === undefined) return IGNORED;
  return {
    kind: "update",
    update: { ...hdop !== undefined && { hdop }, ...used !== undefined && { satellites: used } },
  };
}

function usedOf(satellites: unknown): number | undefined {
  if (!Array.isArray(satellites)) return undefined;
  return satellites.filter((one: unknown) =>
    typeof one === "object" && one !== null && "used" in one && one.used === true
  ).length;
}

/** `L=2 2.38 abc`, `P=36.0 123.0,A=10,V=3.2,T=90,M=3`, `O=tag time err lat lon alt …`. */
function parseLetters(text: string): GpsdLine {
  let update: GpsUpdate = {};
  for (const part of text.split(",")) {
    const [letter, value = ""] = [part.slice(0, 2), part.slice(2)];
    if (letter === "L=") return { kind: "version", release: value.split(" ")[1] ?? "", old: true };
    if (letter === "O=") return value === "?" ? IGNORED : parseO(value.split(" "));
    const number = decimal(value);
    if (letter === "P=") {
      const [latitude, longitude] = value.split(" ").map(decimal);
      if (latitude === undefined || longitude === undefined) continue;
      if (isPosition(latitude, longitude)) update = { ...update, latitude, longitude };
    } else if (number === undefined) continue;
    else if (letter === "A=") update = { ...update, altitudeM: number };
    else if (letter === "V=") update = { ...update, speedKmh: number * KMH_PER_KNOT };
    else if (letter === "T=") update = { ...update, headingDegrees: number };
    else if (letter === "M=") update = { ...update, fix: number };
  }
  if (Object.keys(update).length === 0) return IGNORED;
  if (update.latitude === undefined || update.fix !== undefined) return { kind: "update", update };
  return { kind: "update", update: { ...update, fix: update.altitudeM === undefined ? 2 : 3 } };
}

// O: tag, time, time error, lat, lon, alt, horizontal error, vertical error, course, speed in m/s,
// climb, three errors, mode; a question mark for what is not known.
function parseO(fields: readonly string[]): GpsdLine {
  const [seconds, , latitude, longitude, altitudeM, errorM, , heading, speed] = fields.slice(1)
    .map(decimal);
  if (latitude === undefined || longitude === undefined || !isPosition(latitude, longitude)) {
    return IGNORED;
  }
  const mode = decimal(fields[14] ?? "?") ?? (altitudeM === undefined ? 2 : 3);
  return {
    kind: "update",
    update: {
      latitude,
      longitude,
      fix: mode,
      ...altitudeM !== undefined && { altitudeM },
      ...errorM !== undefined && { errorM },
      ...heading !== undefined && { headingDegrees: heading },
      ...speed !== undefined && { speedKmh: speed * KMH_PER_MS },
      ...seconds !== undefined && { timeMs: seconds * 1000 },
    },
  };
}

function decimal(text: string): number | undefined {
  return /^-?\d{1,15}(\.\d{0,15})?$/.test(text) ? Number(text) : undefined;
}

function finite(value: unknown): number | undefined {
  return typeof value === "number" && Number.isFinite(value) ? value : undefined;
}

function course(value: unknown): number | undefined {
  const degrees = finite(value);
  return degrees !== undefined && degrees >= 0 && degrees <= 360 ? degrees : undefined;
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value.slice(0, 200) : "";
}
