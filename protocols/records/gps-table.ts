// Fields of GPS receivers (spec device-model 8.3, rest-api 5.12).
import { point } from "./common-tables.ts";
import {
  double,
  field,
  int32,
  optionalField,
  record,
  type RecordTable,
  string,
  uint64,
  uint8,
  uuid,
} from "./field.ts";
import type { GpsDriverRecord, GpsRecord } from "./gps.ts";

const TYPE = "kismet.gps.type.";

export const GPS_DRIVER_TABLE: RecordTable<GpsDriverRecord> = {
  name: "gps_driver",
  fields: [
    field(`${TYPE}class`, string, "Kind of GPS, as definitions begin", (d) => d.class),
    field(`${TYPE}description`, string, "What it is", (d) => d.description),
    field(`${TYPE}priority`, int32, "Priority unless told otherwise", (d) => d.priority),
    field(`${TYPE}default_name`, string, "Name unless told otherwise", (d) => d.defaultName),
    field(`${TYPE}singleton`, uint8, "1 if there can be only one", (d) => d.singleton),
  ],
};
export const gpsDriver = record(() => GPS_DRIVER_TABLE);

const GPS = "kismet.gps.";
const OWN = "moirai.gps.";

export const GPS_TABLE: RecordTable<GpsRecord> = {
  name: "gps",
  fields: [
    field(`${GPS}name`, string, "Name", (g) => g.name),
    field(`${GPS}description`, string, "What it is", (g) => g.description),
    field(`${GPS}connected`, uint8, "1 while its device or connection is open", (g) => g.connected),
    field(`${GPS}reconnect`, uint8, "1 if it is opened again after an end", (g) => g.reconnect),
    field(`${GPS}location`, point, "Newest position", (g) => g.location),
    field(`${GPS}last_location`, point, "The position before", (g) => g.lastLocation),
    field(`${GPS}uuid`, uuid, "UUID", (g) => g.uuid),
    field(`${GPS}definition`, string, "Definition", (g) => g.definition),
    field(`${GPS}priority`, int32, "Lower numbers are asked first", (g) => g.priority),
    field(`${GPS}data_only`, uint8, "1 if it never places packets", (g) => g.dataOnly),
    field(`${GPS}data_time`, uint64, "Time of the last data of any kind, s", (g) => g.dataTime),
    field(`${GPS}signal_time`, uint64, "Time of the last position, s", (g) => g.signalTime),
    field(`${GPS}type`, gpsDriver, "Its kind", (g) => g.driver),
    field(`${OWN}state`, string, "What it does: opening, open, waiting, closed", (g) => g.state),
    field(`${OWN}error`, string, "Why it is not connected", (g) => g.error),
    optionalField(`${OWN}satellites`, int32, "Satellites in use", (g) => g.satellites),
    optionalField(`${OWN}hdop`, double, "Horizontal dilution of precision", (g) => g.hdop),
    optionalField(`${OWN}error_m`, double, "Estimated horizontal error, m", (g) => g.errorM),
    field(`${OWN}moving`, uint8, "1 while it moves", (g) => g.moving),
    field(`${OWN}distance`, double, "Way travelled since the start, m", (g) => g.distanceM),
    field(`${OWN}bad_lines`, uint64, "Lines that could not be read", (g) => g.badLines),
    field(`${OWN}refused`, uint64, "Positions that could not be true", (g) => g.refused),
    field(`${OWN}reconnects`, uint64, "Times it was opened again", (g) => g.reconnects),
  ],
};
export const gps = record(() => GPS_TABLE);
