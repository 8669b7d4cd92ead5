// Drones: `uav.device` on the record of the device that carries one (spec other-phys 10.4).
import type { MaskedMac } from "../mac.ts";
import type { LocationPoint } from "./location.ts";

/** Telemetry entries kept of one drone. */
export const UAV_HISTORY_MAX = 128;

/** One `uav.telemetry_entry`. */
export class UavTelemetry {
  timestampSec = 0;
  location: LocationPoint | undefined = undefined;
  yaw = 0;
  pitch = 0;
  roll = 0;
  height = 0;
  northMps = 0;
  eastMps = 0;
  upMps = 0;
  motorOn = false;
  airborne = false;
}

/** One `uav_match` rule. */
export interface UavRule {
  readonly name: string;
  readonly manufacturer: string;
  readonly model: string;
  /** Undefined: the address does not count. */
  readonly mac: MaskedMac | undefined;
  /** Pattern of the network's name; undefined: the name does not count. */
  readonly ssidPattern: string | undefined;
  /** One of the two is enough. */
  readonly matchAny: boolean;
}

/** How a drone was recognised, `uav.match_type`, from the least to the most certain. */
export const UAV_FINGERPRINT = "UAV Fingerprint";
export const UAV_DRONE_ID_BROKEN = "DroneID";
export const UAV_DRONE_ID = "DroneID WiFi";
export const UAV_DRONE_ID_RF = "DroneID RF";
export const UAV_REMOTE_ID = "Remote ID WiFi";

/** What Remote ID tells beyond the reference's fields. */
export class UavRemoteId {
  /** "beacon" or "nan". */
  transport = "";
  uaType = 0;
  registration: string | undefined = undefined;
  session: string | undefined = undefined;
  utmId: string | undefined = undefined;
  status = 0;
  trackDegrees: number | undefined = undefined;
  speedMps: number | undefined = undefined;
  pressureAltitudeM: number | undefined = undefined;
  heightOverGround = false;
  authenticationType: number | undefined = undefined;
  selfId: string | undefined = undefined;
  operatorId: string | undefined = undefined;
  operatorLocationType = 0;
  operatorAltitudeM: number | undefined = undefined;
  areaCount = 0;
  areaRadiusM = 0;
  areaCeilingM: number | undefined = undefined;
  areaFloorM: number | undefined = undefined;
  /** Category and class of the European Union; undefined elsewhere. */
  category: number | undefined = undefined;
  euClass: number | undefined = undefined;
  /** Seconds since 1970 of the system message; undefined = not told. */
  systemSec: number | undefined = undefined;
  /** Messages that said something new. */
  messages = 0;
}

export class UavInfo {
  manufacturer = "";
  model = "";
  serialNumber = "";
  matchType = "";
  /** Oldest first, at most UAV_HISTORY_MAX. */
  history: UavTelemetry[] = [];
  last: UavTelemetry | undefined = undefined;
  home: LocationPoint | undefined = undefined;
  pilot: LocationPoint | undefined = undefined;
  rule: UavRule | undefined = undefined;
  /** Identifier and free text of a DJI purpose record. */
  purposeId: string | undefined = undefined;
  purpose: string | undefined = undefined;
  remoteId: UavRemoteId | undefined = undefined;
  /** Telemetry entries dropped from the front. */
  dropped = 0;
  /** Checksums of the elements handled last: most beacons repeat what the one before said. */
  droneIdChecksum = -1;
  remoteIdChecksum = -1;
  /** Checksum of the location message handled last. */
  locationChecksum = -1;
}
