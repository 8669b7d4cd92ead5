// Writes the NMEA 0183 sentences that `nmea.ts` reads, as a receiver sends them once a second.
import { KMH_PER_KNOT } from "./nmea.ts";

export interface NmeaFix {
  readonly latitude: number;
  readonly longitude: number;
  readonly altitudeM: number;
  readonly speedKmh: number;
  readonly headingDegrees: number;
}

const SATELLITES = 9;
const HDOP = 0.9;

/** RMC and GGA of one moment; without a fix both say so. */
export function encodeNmea(timeMs: number, fix: NmeaFix | undefined): string {
  const iso = new Date(timeMs).toISOString();
  const time = iso.slice(11, 22).replaceAll(":", "");
  const date = iso.slice(8, 10) + iso.slice(5, 7) + iso.slice(2, 4);
  if (fix === undefined) {
    return sentence(`GPRMC,${time},V,,,,,,,${date},,,N`) +
      sentence(`GPGGA,${time},,,,,0,00,,,M,,M,,`);
  }
  const place = `${degrees(fix.latitude, 2, "NS")},${degrees(fix.longitude, 3, "EW")}`;
  const knots = (fix.speedKmh / KMH_PER_KNOT).toFixed(2);
  const heading = fix.headingDegrees.toFixed(1);
  const altitude = fix.altitudeM.toFixed(1);
  return sentence(`GPRMC,${time},A,${place},${knots},${heading},${date},,,A`) +
    sentence(`GPGGA,${time},${place},1,${pad(SATELLITES, 2)},${HDOP},${altitude},M,0.0,M,,`);
}

/** `ddmm.mmmmmm,N`: some centimetres. */
function degrees(value: number, digits: number, sides: "NS" | "EW"): string {
  const millionths = Math.round(Math.abs(value) * 60e6);
  const whole = Math.floor(millionths / 60e6);
  const minutes = ((millionths - whole * 60e6) / 1e6).toFixed(6).padStart(9, "0");
  return `${pad(whole, digits)}${minutes},${value < 0 ? sides[1] : sides[0]}`;
}

const pad = (value: number, digits: number): string => String(value).padStart(digits, "0");

function sentence(body: string): string {
  let sum = 0;
  for (let at = 0; at < body.length; at++) sum ^= body.charCodeAt(at);
  return `$${body}*${sum.toString(16).padStart(2, "0").toUpperCase()}\r\n`;
}
