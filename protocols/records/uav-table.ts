// Fields of drones: the reference's `uav.*` (spec other-phys 10.4) and, in one record of its own, what
// Remote ID tells beyond them.
import { point } from "./common-tables.ts";
import {
  double,
  field,
  mac,
  optionalField,
  record,
  type RecordTable,
  string,
  uint16,
  uint32,
  uint64,
  uint8,
  vector,
} from "./field.ts";
import type { UavInfo, UavRemoteId, UavRule, UavTelemetry } from "./uav.ts";

const TELEMETRY = "uav.telemetry.";

export const UAV_TELEMETRY_TABLE: RecordTable<UavTelemetry> = {
  name: "uav_telemetry",
  fields: [
    optionalField(`${TELEMETRY}location`, point, "Where the drone said it was", (t) => t.location),
    field(`${TELEMETRY}timestamp`, double, "Capture time, s", (t) => t.timestampSec),
    field(`${TELEMETRY}yaw`, double, "Yaw or track, degrees", (t) => t.yaw),
    field(`${TELEMETRY}pitch`, double, "Pitch, degrees", (t) => t.pitch),
    field(`${TELEMETRY}roll`, double, "Roll, degrees", (t) => t.roll),
    field(`${TELEMETRY}height`, double, "Height, m", (t) => t.height),
    field(`${TELEMETRY}v_north`, double, "Speed to the north, m/s", (t) => t.northMps),
    field(`${TELEMETRY}v_east`, double, "Speed to the east, m/s", (t) => t.eastMps),
    field(`${TELEMETRY}v_up`, double, "Speed upwards, m/s", (t) => t.upMps),
    field(`${TELEMETRY}motor_on`, uint8, "The motors run", (t) => t.motorOn),
    field(`${TELEMETRY}airborne`, uint8, "The drone flies", (t) => t.airborne),
  ],
};

const RULE = "uav.manufmatch.";

export const UAV_RULE_TABLE: RecordTable<UavRule> = {
  name: "uav_match",
  fields: [
    field("uav_match_name", string, "Name of the rule", (r) => r.name),
    field(`${RULE}name`, string, "Manufacturer of the drones", (r) => r.manufacturer),
    field(`${RULE}model`, string, "Model of the drones", (r) => r.model),
    optionalField(`${RULE}mac`, mac, "Address, or block of addresses", (r) => r.mac?.mac),
    optionalField(
      `${RULE}ssid_regex`,
      string,
      "Pattern of the network's name",
      (r) => r.ssidPattern,
    ),
    field(`${RULE}partial`, uint8, "Address or name is enough", (r) => r.matchAny),
  ],
};

const REMOTE = "moirai.uav.";

export const UAV_REMOTE_ID_TABLE: RecordTable<UavRemoteId> = {
  name: "moirai_uav",
  fields: [
    field(`${REMOTE}transport`, string, "beacon or nan", (r) => r.transport),
    field(
      `${REMOTE}ua_type`,
      uint8,
      "Kind of aircraft: 1 aeroplane, 2 helicopter or multirotor, …",
      (r) => r.uaType,
    ),
    optionalField(
      `${REMOTE}registration`,
      string,
      "Registration by the authority",
      (r) => r.registration,
    ),
    optionalField(`${REMOTE}session`, string, "Session identifier, hex", (r) => r.session),
    optionalField(
      `${REMOTE}utm_id`,
      string,
      "Identifier of the traffic management, hex",
      (r) => r.utmId,
    ),
    field(
      `${REMOTE}status`,
      uint8,
      "0 undeclared, 1 on the ground, 2 in the air, 3 emergency, 4 failure",
      (r) => r.status,
    ),
    optionalField(`${REMOTE}track`, double, "Direction of flight, degrees", (r) => r.trackDegrees),
    optionalField(`${REMOTE}speed`, double, "Speed over the ground, m/s", (r) => r.speedMps),
    optionalField(
      `${REMOTE}pressure_altitude`,
      double,
      "Altitude by air pressure, m",
      (r) => r.pressureAltitudeM,
    ),
    field(
      `${REMOTE}height_over_ground`,
      uint8,
      "Height is over the ground, not the point of take-off",
      (r) => r.heightOverGround,
    ),
    optionalField(
      `${REMOTE}authentication_type`,
      uint8,
      "Kind of authentication sent, which is not verified",
      (r) => r.authenticationType,
    ),
    optionalField(`${REMOTE}self_id`, string, "What the pilot says of the flight", (r) => r.selfId),
    optionalField(
      `${REMOTE}operator_id`,
      string,
      "Identifier of the operator",
      (r) => r.operatorId,
    ),
    field(
      `${REMOTE}operator_location_type`,
      uint8,
      "Pilot's place: 0 point of take-off, 1 live, 2 fixed",
      (r) => r.operatorLocationType,
    ),
    optionalField(
      `${REMOTE}operator_altitude`,
      double,
      "Altitude of the pilot, m",
      (r) => r.operatorAltitudeM,
    ),
    field(`${REMOTE}area_count`, uint16, "Aircraft in the area of operation", (r) => r.areaCount),
    field(`${REMOTE}area_radius`, uint32, "Radius of that area, m", (r) => r.areaRadiusM),
    optionalField(`${REMOTE}area_ceiling`, double, "Its ceiling, m", (r) => r.areaCeilingM),
    optionalField(`${REMOTE}area_floor`, double, "Its floor, m", (r) => r.areaFloorM),
    optionalField(`${REMOTE}category`, uint8, "Category of the European Union", (r) => r.category),
    optionalField(`${REMOTE}eu_class`, uint8, "Class of the European Union", (r) => r.euClass),
    optionalField(
      `${REMOTE}system_time`,
      uint64,
      "Time of the system message, s",
      (r) => r.systemSec,
    ),
    field(`${REMOTE}messages`, uint64, "Messages that said something new", (r) => r.messages),
  ],
};

const UAV = "uav.";
const telemetry = record(() => UAV_TELEMETRY_TABLE);

export const UAV_TABLE: RecordTable<UavInfo> = {
  name: "uav_device",
  fields: [
    field(`${UAV}manufacturer`, string, "Manufacturer of the drone", (u) => u.manufacturer),
    field(`${UAV}model`, string, "Model of the drone", (u) => u.model),
    field(`${UAV}serialnumber`, string, "Serial number of the drone", (u) => u.serialNumber),
    field(`${UAV}match_type`, string, "How it was recognised", (u) => u.matchType),
    field(
      `${UAV}telemetry_history`,
      vector(telemetry),
      "Newest 128 reports of the drone",
      (u) => u.history,
    ),
    optionalField(`${UAV}last_telemetry`, telemetry, "Newest report of the drone", (u) => u.last),
    optionalField(`${UAV}telemetry.home_location`, point, "Point of take-off", (u) => u.home),
    optionalField(`${UAV}telemetry.app_location`, point, "Where the pilot is", (u) => u.pilot),
    optionalField(`${UAV}type`, record(() => UAV_RULE_TABLE), "Rule that matched", (u) => u.rule),
    optionalField(
      "moirai.uav.purpose_id",
      string,
      "Identifier the pilot gave (DJI)",
      (u) => u.purposeId,
    ),
    optionalField(
      "moirai.uav.purpose",
      string,
      "What the pilot says of the flight (DJI)",
      (u) => u.purpose,
    ),
    optionalField(
      "moirai.uav.remote_id",
      record(() => UAV_REMOTE_ID_TABLE),
      "What Remote ID tells",
      (u) => u.remoteId,
    ),
    optionalField(
      "moirai.uav.not_kept",
      uint64,
      "Older reports that the history has no room for",
      (u) => u.dropped === 0 ? undefined : u.dropped,
    ),
  ],
};

/** Every table above, for the field list. */
export const UAV_TABLES: readonly RecordTable<never>[] = [
  UAV_TABLE,
  UAV_TELEMETRY_TABLE,
  UAV_RULE_TABLE,
  UAV_REMOTE_ID_TABLE,
] as unknown as readonly RecordTable<never>[];
