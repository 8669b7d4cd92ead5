// PPI-GPS field, type 30002 (spec dot11 1.2). Little endian:
//   0 version:1  1 pad:1 (0xCF)  2 length:2 (with these 8 bytes)  4 present:4, then the values of the
//   present bits in order.
import { type Fault, faultCode, OK } from "../faults.ts";
import type { LinkHeader } from "../linktype/link-header.ts";

const PPI_GPS_MALFORMED = faultCode("ppi.gps_malformed");

const HEADER_BYTES = 8;
const VERSION_MAX = 2;
const BIT_LATITUDE = 1;
const BIT_LONGITUDE = 2;
const BIT_ALTITUDE = 3;
/** Bits 0 to 9 are values of 4 bytes; only the three above are used, so nothing after them is read. */
const LATITUDE_MAX = 90;
const LONGITUDE_MAX = 180;

/** Gives `into` a position when the field has latitude and longitude. */
export function decodePpiGps(
  into: LinkHeader,
  bytes: Uint8Array,
  start: number,
  limit: number,
): Fault {
  if (limit - start < HEADER_BYTES || bytes[start]! > VERSION_MAX) return PPI_GPS_MALFORMED;
  const length = bytes[start + 2]! | (bytes[start + 3]! << 8);
  const end = start + length;
  if (length < HEADER_BYTES || end > limit) return PPI_GPS_MALFORMED;
  const present = uint32(bytes, start + 4);
  let at = start + HEADER_BYTES;
  let latitude = NaN;
  let longitude = NaN;
  let altitudeM = NaN;
  for (let bit = 0; bit <= BIT_ALTITUDE; bit++) {
    if ((present & (1 << bit)) === 0) continue;
    if (end - at < 4) return PPI_GPS_MALFORMED;
    const value = uint32(bytes, at);
    // Fixed 3.7 and fixed 6.4 numbers, shifted so that they are never negative.
    if (bit === BIT_LATITUDE) latitude = (value - 1_800_000_000) / 1e7;
    else if (bit === BIT_LONGITUDE) longitude = (value - 1_800_000_000) / 1e7;
    else if (bit === BIT_ALTITUDE) altitudeM = (value - 1_800_000_000) / 1e4;
    at += 4;
  }
  if (Number.isNaN(latitude) || Number.isNaN(longitude)) return OK;
  if (Math.abs(latitude) > LATITUDE_MAX || Math.abs(longitude) > LONGITUDE_MAX) {
    return PPI_GPS_MALFORMED;
  }
  const hasAltitude = !Number.isNaN(altitudeM);
  into.location = {
    latitude,
    longitude,
    altitudeM: hasAltitude ? altitudeM : 0,
    speedKmh: 0,
    headingDegrees: 0,
    fix: hasAltitude ? 3 : 2,
  };
  return OK;
}

function uint32(bytes: Uint8Array, at: number): number {
  return (bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)) >>>
    0;
}
