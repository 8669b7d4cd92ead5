// What a DJI element says goes into the record of its drone (spec other-phys 10.2).
import {
  DRONE_ID_BROKEN,
  DRONE_ID_FLIGHT,
  DRONE_ID_PURPOSE,
  type DroneId,
} from "../../../protocols/dot11/drone-id.ts";
import { elementText } from "../../../protocols/dot11/element-text.ts";
import {
  UAV_DRONE_ID,
  UAV_DRONE_ID_BROKEN,
  type UavInfo,
  UavTelemetry,
} from "../../../protocols/records/uav.ts";
import { addTelemetry, placeOf } from "./telemetry.ts";

const MANUFACTURER = "DJI";
const MODELS: ReadonlyMap<number, string> = new Map([
  [16, "Mavic Pro"],
  [21, "Spark"],
  [24, "Mavic Air"],
  [41, "Mavic 2"],
  [53, "Mavic Mini"],
  [58, "Mavic Air 2"],
  [63, "Mini 2"],
  [66, "Air 2S"],
  [68, "Mavic 3"],
]);

/** Returns how the drone was recognised. */
export function applyDroneId(
  info: UavInfo,
  said: DroneId,
  bytes: Uint8Array,
  timestampUs: number,
): string {
  info.manufacturer ||= MANUFACTURER;
  if (said.kind === DRONE_ID_BROKEN) {
    info.model ||= "(Broken firmware)";
    return UAV_DRONE_ID_BROKEN;
  }
  const serial = elementText(bytes, said.serialStart, said.serialEnd);
  if (serial !== "") info.serialNumber = serial;
  if (said.kind === DRONE_ID_PURPOSE) {
    info.purposeId = elementText(bytes, said.identifierStart, said.identifierEnd);
    info.purpose = elementText(bytes, said.purposeStart, said.purposeEnd);
  }
  if (said.kind === DRONE_ID_FLIGHT) applyFlight(info, said, timestampUs);
  return UAV_DRONE_ID;
}

function applyFlight(info: UavInfo, said: DroneId, timestampUs: number): void {
  if (said.hasTail) info.model ||= MODELS.get(said.product) ?? `Unknown (${said.product})`;
  const entry = new UavTelemetry();
  entry.timestampSec = timestampUs / 1e6;
  entry.location = placeOf(said.latitude, said.longitude, said.altitudeM, timestampUs);
  if (!Number.isNaN(said.heightM)) entry.height = said.heightM;
  entry.motorOn = said.motorOn;
  entry.airborne = said.inAir;
  addTelemetry(info, entry);
  info.home = placeOf(said.homeLatitude, said.homeLongitude, NaN, timestampUs) ?? info.home;
  info.pilot = placeOf(said.pilotLatitude, said.pilotLongitude, NaN, timestampUs) ?? info.pilot;
}
