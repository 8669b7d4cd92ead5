// What Remote ID says goes into the record of its drone (ASTM F3411-22a 5.4.5). Messages come alone or
// in packs, so that each changes what it tells and nothing else.
import { crc32 } from "../../../protocols/crc32.ts";
import { elementText } from "../../../protocols/dot11/element-text.ts";
import {
  REMOTE_ID_AUTHENTICATION,
  REMOTE_ID_LOCATION,
  REMOTE_ID_OPERATOR_ID,
  REMOTE_ID_SELF_ID,
  REMOTE_ID_SYSTEM,
  type RemoteId,
} from "../../../protocols/dot11/remote-id.ts";
import { type UavInfo, UavRemoteId, UavTelemetry } from "../../../protocols/records/uav.ts";
import { addTelemetry, known, placeOf } from "./telemetry.ts";

/** Kinds of identifiers (table 5). */
const UNSPECIFIED = 0;
const SERIAL_NUMBER = 1;
const REGISTRATION = 2;
const UTM = 3;
const SESSION = 4;
const UTM_BYTES = 16;

const STATUS_AIRBORNE = 2;
const OPERATOR_AT_TAKE_OFF = 0;
const CLASSIFICATION_EU = 1;

/** Makers by the first four characters of serial numbers (ANSI/CTA-2063-A 4.1), as far as sure. */
const MAKERS: ReadonlyMap<string, string> = new Map([
  ["1581", "DJI"],
  ["1596", "Dronetag"],
]);

export function applyRemoteId(
  info: UavInfo,
  said: RemoteId,
  bytes: Uint8Array,
  timestampUs: number,
  transport: "beacon" | "nan",
): void {
  const into = info.remoteId ??= new UavRemoteId();
  into.transport = transport;
  into.messages += said.messages;
  if (said.uaType !== 0) into.uaType = said.uaType;
  applyIdentifiers(info, into, said, bytes);
  if (has(said, REMOTE_ID_LOCATION)) applyLocation(info, into, said, bytes, timestampUs);
  if (has(said, REMOTE_ID_AUTHENTICATION)) into.authenticationType = said.authenticationType;
  if (has(said, REMOTE_ID_SELF_ID)) {
    into.selfId = elementText(bytes, said.selfIdStart, said.selfIdEnd);
  }
  if (has(said, REMOTE_ID_SYSTEM)) applySystem(info, into, said, timestampUs);
  if (has(said, REMOTE_ID_OPERATOR_ID)) {
    into.operatorId = elementText(bytes, said.operatorIdStart, said.operatorIdEnd);
  }
}

function has(said: RemoteId, type: number): boolean {
  return (said.types & (1 << type)) !== 0;
}

function applyIdentifiers(
  info: UavInfo,
  into: UavRemoteId,
  said: RemoteId,
  bytes: Uint8Array,
): void {
  const start = (kind: number): number => said.idStart[kind]!;
  const end = (kind: number): number => said.idEnd[kind]!;
  const serial = elementText(bytes, start(SERIAL_NUMBER), end(SERIAL_NUMBER)) ||
    elementText(bytes, start(UNSPECIFIED), end(UNSPECIFIED));
  if (serial !== "") {
    info.serialNumber = serial;
    info.manufacturer ||= MAKERS.get(serial.slice(0, 4)) ?? "";
  }
  const registration = elementText(bytes, start(REGISTRATION), end(REGISTRATION));
  if (registration !== "") into.registration = registration;
  if (end(UTM) > 0) into.utmId = hex(bytes, start(UTM), start(UTM) + UTM_BYTES);
  if (end(SESSION) > 0) into.session = hex(bytes, start(SESSION), end(SESSION));
}

function hex(bytes: Uint8Array, start: number, end: number): string {
  return Array.from(
    bytes.subarray(start, end),
    (byte) => byte.toString(16).toUpperCase().padStart(2, "0"),
  ).join("");
}

function applyLocation(
  info: UavInfo,
  into: UavRemoteId,
  said: RemoteId,
  bytes: Uint8Array,
  timestampUs: number,
): void {
  // Counters and other messages of a pack change while the position is the same.
  const checksum = crc32(bytes, said.locationStart, said.locationEnd);
  if (checksum === info.locationChecksum) return;
  info.locationChecksum = checksum;
  into.status = said.status;
  into.trackDegrees = known(said.trackDegrees);
  into.speedMps = known(said.speedMps);
  into.pressureAltitudeM = known(said.pressureAltitudeM);
  into.heightOverGround = said.heightOverGround;
  const entry = new UavTelemetry();
  entry.timestampSec = timestampUs / 1e6;
  const altitudeM = Number.isNaN(said.geodeticAltitudeM)
    ? said.pressureAltitudeM
    : said.geodeticAltitudeM;
  entry.location = placeOf(said.latitude, said.longitude, altitudeM, timestampUs);
  if (entry.location !== undefined) {
    if (into.speedMps !== undefined) entry.location.speedKmh = into.speedMps * 3.6;
    entry.location.headingDegrees = into.trackDegrees;
  }
  entry.yaw = into.trackDegrees ?? 0;
  entry.height = known(said.heightM) ?? 0;
  if (into.trackDegrees !== undefined && into.speedMps !== undefined) {
    const track = into.trackDegrees * Math.PI / 180;
    entry.northMps = Math.cos(track) * into.speedMps;
    entry.eastMps = Math.sin(track) * into.speedMps;
  }
  entry.upMps = known(said.verticalSpeedMps) ?? 0;
  // Nobody flies without a motor; what it does on the ground is not told.
  entry.airborne = said.status === STATUS_AIRBORNE;
  entry.motorOn = entry.airborne;
  addTelemetry(info, entry);
}

function applySystem(
  info: UavInfo,
  into: UavRemoteId,
  said: RemoteId,
  timestampUs: number,
): void {
  into.operatorLocationType = said.operatorLocationType;
  into.operatorAltitudeM = known(said.operatorAltitudeM);
  into.areaCount = said.areaCount;
  into.areaRadiusM = said.areaRadiusM;
  into.areaCeilingM = known(said.areaCeilingM);
  into.areaFloorM = known(said.areaFloorM);
  const isEuropean = said.classification === CLASSIFICATION_EU;
  into.category = isEuropean ? said.category : undefined;
  into.euClass = isEuropean ? said.euClass : undefined;
  into.systemSec = known(said.systemSec);
  const place = placeOf(
    said.operatorLatitude,
    said.operatorLongitude,
    said.operatorAltitudeM,
    timestampUs,
  );
  if (place === undefined) return;
  if (said.operatorLocationType === OPERATOR_AT_TAKE_OFF) info.home = place;
  else info.pilot = place;
}
