// DJI DroneID of vendor elements 26:37:12 (spec dot11 3.4, other-phys 10.2): flight records, purpose
// records, and the zeros of a broken firmware. Numbers are little endian.
import { type Fault, faultCode, OK } from "../faults.ts";
import { readU16, readU32 } from "./bytes.ts";

const DRONE_ID_MALFORMED = faultCode("dot11.drone_id_malformed");

export const DRONE_ID_FLIGHT = 0x10;
export const DRONE_ID_PURPOSE = 0x11;
/** Zeros only: the firmware does not fill the record in. */
export const DRONE_ID_BROKEN = 0x00;

const HEADER_BYTES = 4;
const ZEROS = 32;
/** One degree in the unit of coordinates. */
export const DRONE_ID_DEGREE = 174_533;

export const STATE_SERIAL = 0x0001;
export const STATE_HOME = 0x0004;
export const STATE_MOTOR_ON = 0x0010;
export const STATE_IN_AIR = 0x0020;
export const STATE_POSITION = 0x0040;
export const STATE_ALTITUDE = 0x0080;
export const STATE_HEIGHT = 0x0100;

export class DroneId {
  /** DRONE_ID_*, or -1 for records that are not understood. */
  kind = -1;
  version = 0;
  sequence = 0;
  /** STATE_* bits. */
  state = 0;
  motorOn = false;
  inAir = false;
  /** Text, NUL padded; empty when it is not valid. */
  serialStart = 0;
  serialEnd = 0;
  /** NaN = not valid. */
  latitude = NaN;
  longitude = NaN;

  // What follows the position differs between models. It is read when it makes sense, else left out.
  hasTail = false;
  /** NaN = not valid. */
  altitudeM = NaN;
  heightM = NaN;
  /** NaN = not known. */
  homeLatitude = NaN;
  homeLongitude = NaN;
  pilotLatitude = NaN;
  pilotLongitude = NaN;
  product = 0;

  /** Purpose record: identifier and free text of the pilot. */
  identifierStart = 0;
  identifierEnd = 0;
  purposeStart = 0;
  purposeEnd = 0;
}

function clearDroneId(into: DroneId): void {
  into.kind = -1;
  into.version = 0;
  into.sequence = 0;
  into.state = 0;
  into.motorOn = false;
  into.inAir = false;
  into.serialStart = 0;
  into.serialEnd = 0;
  into.latitude = NaN;
  into.longitude = NaN;
  into.identifierStart = 0;
  into.identifierEnd = 0;
  into.purposeStart = 0;
  into.purposeEnd = 0;
  clearTail(into);
}

function clearTail(into: DroneId): void {
  into.hasTail = false;
  into.altitudeM = NaN;
  into.heightM = NaN;
  into.homeLatitude = NaN;
  into.homeLongitude = NaN;
  into.pilotLatitude = NaN;
  into.pilotLongitude = NaN;
  into.product = 0;
}

/** Fills `into` from the element after its OUI: type, two unknown bytes, kind, record. */
export function decodeDroneId(
  into: DroneId,
  bytes: Uint8Array,
  start: number,
  limit: number,
): Fault {
  clearDroneId(into);
  if (limit - start < HEADER_BYTES) return DRONE_ID_MALFORMED;
  const record = start + HEADER_BYTES;
  switch (bytes[start + 3]) {
    case DRONE_ID_FLIGHT:
      return decodeFlight(into, bytes, record, limit);
    case DRONE_ID_PURPOSE:
      return decodePurpose(into, bytes, record, limit);
    case DRONE_ID_BROKEN: {
      let at = record;
      while (at < limit && at < record + ZEROS && bytes[at] === 0) at++;
      if (at === record + ZEROS) into.kind = DRONE_ID_BROKEN;
      return OK;
    }
    default:
      return OK;
  }
}

const FLIGHT_BYTES = 29;

// 0 version, 1 sequence (2), 3 state (2), 5 serial number (16), 21 longitude (4), 25 latitude (4).
function decodeFlight(into: DroneId, bytes: Uint8Array, at: number, limit: number): Fault {
  if (limit - at < FLIGHT_BYTES) return DRONE_ID_MALFORMED;
  into.kind = DRONE_ID_FLIGHT;
  into.version = bytes[at]!;
  into.sequence = readU16(bytes, at + 1);
  into.state = readU16(bytes, at + 3);
  into.motorOn = (into.state & STATE_MOTOR_ON) !== 0;
  into.inAir = (into.state & STATE_IN_AIR) !== 0;
  if ((into.state & STATE_SERIAL) !== 0) {
    into.serialStart = at + 5;
    into.serialEnd = at + 21;
  }
  if ((into.state & STATE_POSITION) === 0) return OK;
  const longitude = coordinate(bytes, at + 21);
  const latitude = coordinate(bytes, at + 25);
  if (Math.abs(latitude) > 90 || Math.abs(longitude) > 180) return OK;
  into.latitude = latitude;
  into.longitude = longitude;
  readTail(into, bytes, at, limit);
  return OK;
}

// Version 1: 29 altitude (2), 31 height (2), 33 speeds (6), 39 pitch, roll, yaw (6), 45 home (8), 53
// product, 54 length of the UUID. Version 2: 29 height in 0.1 m (2), 31 altitude (2), 33 speeds (6),
// 39 yaw (2), 41 GPS time (8), 49 pilot (8), 57 home (8), 65 product, 66 length of the UUID. The
// pilot's latitude comes first, of all others the longitude.
const TAIL_V1 = { home: 45, product: 53, bytes: 55 } as const;
const TAIL_V2 = { home: 57, product: 65, bytes: 67 } as const;
const PILOT_V2 = 49;
const UUID_BYTES_MAX = 20;

/**
 * Reads on where models agree with the layout, which the reference found not to be so on all: the place
 * of take-off must be near the drone, or none of it counts.
 */
function readTail(into: DroneId, bytes: Uint8Array, at: number, limit: number): void {
  if (into.version !== 1 && into.version !== 2) return;
  const isSecond = into.version === 2;
  const tail = isSecond ? TAIL_V2 : TAIL_V1;
  if (limit - at < tail.bytes || (into.state & STATE_HOME) === 0) return;
  const uuidBytes = bytes[at + tail.product + 1]!;
  if (uuidBytes > UUID_BYTES_MAX || at + tail.bytes + uuidBytes > limit) return;
  const homeLongitude = coordinate(bytes, at + tail.home);
  const homeLatitude = coordinate(bytes, at + tail.home + 4);
  if (!isNear(into, homeLatitude, homeLongitude)) return;
  into.hasTail = true;
  into.homeLatitude = homeLatitude;
  into.homeLongitude = homeLongitude;
  into.product = bytes[at + tail.product]!;
  const first = signed16(bytes, at + 29);
  const second = signed16(bytes, at + 31);
  if ((into.state & STATE_ALTITUDE) !== 0) into.altitudeM = isSecond ? second : first;
  if ((into.state & STATE_HEIGHT) !== 0) into.heightM = isSecond ? first / 10 : second;
  if (!isSecond) return;
  const pilotLatitude = coordinate(bytes, at + PILOT_V2);
  const pilotLongitude = coordinate(bytes, at + PILOT_V2 + 4);
  if (!isNear(into, pilotLatitude, pilotLongitude)) return;
  into.pilotLatitude = pilotLatitude;
  into.pilotLongitude = pilotLongitude;
}

/** About 55 km; no drone with Wi-Fi flies further from its pilot. */
const NEAR_DEGREES = 0.5;

function isNear(from: DroneId, latitude: number, longitude: number): boolean {
  const east = (longitude - from.longitude) * Math.cos(from.latitude * Math.PI / 180);
  return Math.abs(latitude - from.latitude) <= NEAR_DEGREES && Math.abs(east) <= NEAR_DEGREES;
}

function coordinate(bytes: Uint8Array, at: number): number {
  return (readU32(bytes, at) | 0) / DRONE_ID_DEGREE;
}

function signed16(bytes: Uint8Array, at: number): number {
  return (readU16(bytes, at) << 16) >> 16;
}

const PURPOSE_BYTES = 28;
const IDENTIFIER_BYTES = 10;

// 0 serial number (16), 16 length, 17 identifier (10), 27 length, 28 text.
function decodePurpose(into: DroneId, bytes: Uint8Array, at: number, limit: number): Fault {
  if (limit - at < PURPOSE_BYTES) return DRONE_ID_MALFORMED;
  into.kind = DRONE_ID_PURPOSE;
  into.serialStart = at;
  into.serialEnd = at + 16;
  into.identifierStart = at + 17;
  into.identifierEnd = at + 17 + Math.min(bytes[at + 16]!, IDENTIFIER_BYTES);
  into.purposeStart = at + PURPOSE_BYTES;
  into.purposeEnd = Math.min(at + PURPOSE_BYTES + bytes[at + 27]!, limit);
  return OK;
}
