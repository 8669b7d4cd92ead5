// Drone remote identification over Wi-Fi: messages of 25 bytes and packs of them (ASTM F3411-22a
// 5.4.5), as they stand in vendor elements FA:0B:BC type 0D of beacons (5.4.7) and in NAN service
// information. Numbers are little endian.
import { type Fault, faultCode, OK } from "../faults.ts";
import { readU16, readU32 } from "./bytes.ts";

const REMOTE_ID_MALFORMED = faultCode("dot11.remote_id_malformed");

export const REMOTE_ID_MESSAGE_BYTES = 25;
/** A pack holds at most nine (5.4.5.26). */
export const REMOTE_ID_PACK_MAX = 9;

/** Types of messages (table 3). */
const BASIC_ID = 0;
export const REMOTE_ID_LOCATION = 1;
export const REMOTE_ID_AUTHENTICATION = 2;
export const REMOTE_ID_SELF_ID = 3;
export const REMOTE_ID_SYSTEM = 4;
export const REMOTE_ID_OPERATOR_ID = 5;
const PACK = 15;

/** 2019-01-01, from which the system message counts. */
export const TIMESTAMP_EPOCH_SEC = 1_546_300_800;

/** Half metres a second; 126 means unknown, and nothing is sent beyond 62 m/s. */
const VERTICAL_SPEED_MAX = 124;
/** Tenths of a second in an hour. */
const HOUR_TENTHS = 36_000;

/** A drone has one identifier of each kind at most: none, serial number, registration, UTM, session. */
export const REMOTE_ID_KINDS = 5;

/** What the messages of one frame say; texts are ranges of its bytes, NUL padded. */
export class RemoteId {
  /** Bits of the message types seen, `1 << type`. */
  types = 0;
  messages = 0;
  /** Messages of reserved types. */
  unknown = 0;

  uaType = 0;
  /**
   * By kind: 1 serial number, 2 registration, 3 UTM (UUID), 4 session; [start, end). Some drones name one
   * and call it kind 0, none.
   */
  readonly idStart = new Uint32Array(REMOTE_ID_KINDS);
  readonly idEnd = new Uint32Array(REMOTE_ID_KINDS);

  /** The location message without its first byte, empty without one. */
  locationStart = 0;
  locationEnd = 0;
  /** 0 undeclared, 1 on the ground, 2 in the air, 3 emergency, 4 failure of the system. */
  status = 0;
  /** Degrees from true north; NaN = unknown. */
  trackDegrees = NaN;
  speedMps = NaN;
  verticalSpeedMps = NaN;
  latitude = NaN;
  longitude = NaN;
  pressureAltitudeM = NaN;
  geodeticAltitudeM = NaN;
  heightM = NaN;
  /** Height is over the ground instead of the point of take-off. */
  heightOverGround = false;
  /** Seconds since the full hour; NaN = unknown. */
  hourSec = NaN;

  /** 1 signature of the identifier, 2 of the operator, 3 of the messages, 4 network, 5 specific. */
  authenticationType = 0;

  selfIdType = 0;
  selfIdStart = 0;
  selfIdEnd = 0;

  /** 0 point of take-off, 1 live position, 2 fixed. */
  operatorLocationType = 0;
  operatorLatitude = NaN;
  operatorLongitude = NaN;
  operatorAltitudeM = NaN;
  areaCount = 0;
  areaRadiusM = 0;
  areaCeilingM = NaN;
  areaFloorM = NaN;
  /** 1 European Union; the two below are then its category and class. */
  classification = 0;
  category = 0;
  euClass = 0;
  /** Seconds since 1970; NaN = unknown. */
  systemSec = NaN;

  operatorIdType = 0;
  operatorIdStart = 0;
  operatorIdEnd = 0;
}

function clearRemoteId(into: RemoteId): void {
  into.types = 0;
  into.messages = 0;
  into.unknown = 0;
  into.uaType = 0;
  into.idStart.fill(0);
  into.idEnd.fill(0);
  into.authenticationType = 0;
  into.selfIdType = 0;
  into.selfIdStart = 0;
  into.selfIdEnd = 0;
  into.operatorIdType = 0;
  into.operatorIdStart = 0;
  into.operatorIdEnd = 0;
  clearLocation(into);
  clearSystem(into);
}

function clearLocation(into: RemoteId): void {
  into.locationStart = 0;
  into.locationEnd = 0;
  into.status = 0;
  into.trackDegrees = NaN;
  into.speedMps = NaN;
  into.verticalSpeedMps = NaN;
  into.latitude = NaN;
  into.longitude = NaN;
  into.pressureAltitudeM = NaN;
  into.geodeticAltitudeM = NaN;
  into.heightM = NaN;
  into.heightOverGround = false;
  into.hourSec = NaN;
}

function clearSystem(into: RemoteId): void {
  into.operatorLocationType = 0;
  into.operatorLatitude = NaN;
  into.operatorLongitude = NaN;
  into.operatorAltitudeM = NaN;
  into.areaCount = 0;
  into.areaRadiusM = 0;
  into.areaCeilingM = NaN;
  into.areaFloorM = NaN;
  into.classification = 0;
  into.category = 0;
  into.euClass = 0;
  into.systemSec = NaN;
}

/** Fills `into` from the message or pack in `bytes[start, limit)`, after the message counter. */
export function decodeRemoteId(
  into: RemoteId,
  bytes: Uint8Array,
  start: number,
  limit: number,
): Fault {
  clearRemoteId(into);
  if (limit - start < 1) return REMOTE_ID_MALFORMED;
  if (bytes[start]! >>> 4 !== PACK) return decodeMessage(into, bytes, start, limit);
  // Pack: type and version (1), size of a message (1), their number (1), messages.
  if (limit - start < 3 || bytes[start + 1] !== REMOTE_ID_MESSAGE_BYTES) return REMOTE_ID_MALFORMED;
  const count = bytes[start + 2]!;
  if (count > REMOTE_ID_PACK_MAX) return REMOTE_ID_MALFORMED;
  const end = start + 3 + count * REMOTE_ID_MESSAGE_BYTES;
  if (end > limit) return REMOTE_ID_MALFORMED;
  for (let at = start + 3; at < end; at += REMOTE_ID_MESSAGE_BYTES) {
    // A pack inside a pack is no message, so nesting ends here.
    if (bytes[at]! >>> 4 === PACK) into.unknown += 1;
    else decodeMessage(into, bytes, at, end);
  }
  return OK;
}

function decodeMessage(into: RemoteId, bytes: Uint8Array, at: number, limit: number): Fault {
  if (limit - at < REMOTE_ID_MESSAGE_BYTES) return REMOTE_ID_MALFORMED;
  const type = bytes[at]! >>> 4;
  switch (type) {
    case BASIC_ID:
      decodeBasicId(into, bytes, at + 1);
      break;
    case REMOTE_ID_LOCATION:
      decodeLocation(into, bytes, at + 1);
      break;
    case REMOTE_ID_AUTHENTICATION:
      into.authenticationType = bytes[at + 1]! >>> 4;
      break;
    case REMOTE_ID_SELF_ID:
      into.selfIdType = bytes[at + 1]!;
      into.selfIdStart = at + 2;
      into.selfIdEnd = at + 25;
      break;
    case REMOTE_ID_SYSTEM:
      decodeSystem(into, bytes, at + 1);
      break;
    case REMOTE_ID_OPERATOR_ID:
      into.operatorIdType = bytes[at + 1]!;
      into.operatorIdStart = at + 2;
      into.operatorIdEnd = at + 22;
      break;
    default:
      into.unknown += 1;
      return OK;
  }
  into.messages += 1;
  into.types |= 1 << type;
  return OK;
}

// Basic ID: kind of identifier high, kind of aircraft low nibble; identifier (20), reserved (3).
function decodeBasicId(into: RemoteId, bytes: Uint8Array, at: number): void {
  const kind = bytes[at]! >>> 4;
  into.uaType = bytes[at]! & 0x0f;
  if (kind >= REMOTE_ID_KINDS) return;
  into.idStart[kind] = at + 1;
  into.idEnd[kind] = at + 21;
}

// Location: 0 status high, flags low nibble: 4 height over ground, 2 track of the western half, 1
// fast; 1 track, 2 speed, 3 vertical speed in 0.5 m/s; 4 latitude, 8 longitude in 1e-7 degrees;
// 12 pressure altitude, 14 geodetic altitude, 16 height in 0.5 m above -1000; 18 accuracies (2);
// 20 tenths of a second since the hour (2); 22 accuracy of time, 23 reserved.
function decodeLocation(into: RemoteId, bytes: Uint8Array, at: number): void {
  into.locationStart = at;
  into.locationEnd = at + REMOTE_ID_MESSAGE_BYTES - 1;
  const flags = bytes[at]!;
  into.status = flags >>> 4;
  into.heightOverGround = (flags & 0x04) !== 0;
  // Each half of the circle has 0 to 179; unknown is sent as 181.
  const track = bytes[at + 1]!;
  into.trackDegrees = track > 179 ? NaN : track + ((flags & 0x02) !== 0 ? 180 : 0);
  into.speedMps = speedOf(bytes[at + 2]!, (flags & 0x01) !== 0);
  const vertical = (bytes[at + 3]! << 24) >> 24;
  into.verticalSpeedMps = Math.abs(vertical) > VERTICAL_SPEED_MAX ? NaN : vertical * 0.5;
  setPosition(into, readU32(bytes, at + 4) | 0, readU32(bytes, at + 8) | 0);
  into.pressureAltitudeM = altitude(bytes, at + 12);
  into.geodeticAltitudeM = altitude(bytes, at + 14);
  into.heightM = altitude(bytes, at + 16);
  const tenths = readU16(bytes, at + 20);
  into.hourSec = tenths > HOUR_TENTHS ? NaN : tenths / 10;
}

/** Quarters of a metre a second, and from 63.75 m/s on steps of three; the last step is unknown. */
function speedOf(raw: number, fast: boolean): number {
  if (!fast) return raw * 0.25;
  return raw === 255 ? NaN : raw * 0.75 + 255 * 0.25;
}

function setPosition(into: RemoteId, latitude: number, longitude: number): void {
  const valid = isPosition(latitude, longitude);
  into.latitude = valid ? latitude / 1e7 : NaN;
  into.longitude = valid ? longitude / 1e7 : NaN;
}

/** Both 0 means unknown; the only place that has these coordinates is in the ocean. */
function isPosition(latitude: number, longitude: number): boolean {
  return (latitude !== 0 || longitude !== 0) && Math.abs(latitude) <= 900_000_000 &&
    Math.abs(longitude) <= 1_800_000_000;
}

/** 0 means unknown: -1000 m. */
function altitude(bytes: Uint8Array, at: number): number {
  const raw = readU16(bytes, at);
  return raw === 0 ? NaN : raw * 0.5 - 1000;
}

// System: 0 flags: operator location kind bits 0 to 1, classification bits 2 to 4; 1 latitude, 5
// longitude; 9 aircraft in the area, 11 radius in 10 m, 12 ceiling, 14 floor, 16 EU category and
// class, 17 altitude of the operator, 19 timestamp (4).
function decodeSystem(into: RemoteId, bytes: Uint8Array, at: number): void {
  into.operatorLocationType = bytes[at]! & 0x03;
  into.classification = (bytes[at]! >> 2) & 0x07;
  const latitude = readU32(bytes, at + 1) | 0;
  const longitude = readU32(bytes, at + 5) | 0;
  const valid = isPosition(latitude, longitude);
  into.operatorLatitude = valid ? latitude / 1e7 : NaN;
  into.operatorLongitude = valid ? longitude / 1e7 : NaN;
  into.areaCount = readU16(bytes, at + 9);
  into.areaRadiusM = bytes[at + 11]! * 10;
  into.areaCeilingM = altitude(bytes, at + 12);
  into.areaFloorM = altitude(bytes, at + 14);
  into.category = bytes[at + 16]! >>> 4;
  into.euClass = bytes[at + 16]! & 0x0f;
  into.operatorAltitudeM = altitude(bytes, at + 17);
  const timestamp = readU32(bytes, at + 19);
  into.systemSec = timestamp === 0 ? NaN : timestamp + TIMESTAMP_EPOCH_SEC;
}
