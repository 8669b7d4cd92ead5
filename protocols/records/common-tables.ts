// Fields of the records that others contain: locations, signals, IP data, saved packets (spec
// device-model 3.2, 3.3, 3.4, 3.7).
import type { IpData, SavedPacket } from "./dot11-device.ts";
import {
  bytes,
  double,
  field,
  float,
  int32,
  optionalField,
  pair,
  record,
  type RecordTable,
  string,
  uint64,
  uint8,
  uuid,
} from "./field.ts";
import type { DeviceLocation, LocationPoint } from "./location.ts";
import { minuteRrd } from "./rrd-table.ts";
import { SIGNAL_TYPES, type SignalRecord } from "./signal.ts";

const LOCATION = "kismet.common.location.";

function lonLat(at: LocationPoint): readonly [number, number] {
  return [at.longitude, at.latitude];
}

/** One point; what is not known is left out. */
export const POINT_TABLE: RecordTable<LocationPoint> = {
  name: "location_point",
  fields: [
    field(`${LOCATION}geopoint`, pair, "Longitude and latitude, degrees", lonLat),
    optionalField(`${LOCATION}alt`, float, "Altitude, m", (p) => p.altitudeM),
    optionalField(
      `${LOCATION}fix`,
      uint8,
      "Quality of the position: 2 without, 3 with altitude",
      (p) => p.fix,
    ),
    optionalField(`${LOCATION}time_sec`, uint64, "Time of the position, s", (p) => p.timeSec),
    optionalField(
      `${LOCATION}time_usec`,
      uint64,
      "Time of the position, microseconds of the second",
      (p) => p.timeUsec,
    ),
    optionalField(`${LOCATION}speed`, float, "Speed, km/h", (p) => p.speedKmh),
    optionalField(`${LOCATION}heading`, float, "Course, degrees", (p) => p.headingDegrees),
    optionalField(
      `${LOCATION}magheading`,
      float,
      "Magnetic course, degrees",
      (p) => p.magneticHeadingDegrees,
    ),
    optionalField(
      `${LOCATION}gps_uuid`,
      uuid,
      "UUID of the GPS that found the position",
      (p) => p.gpsUuid,
    ),
  ],
};
export const point = record(() => POINT_TABLE);

export const DEVICE_LOCATION_TABLE: RecordTable<DeviceLocation> = {
  name: "device_location",
  fields: [
    field(
      `${LOCATION}loc_fix`,
      uint8,
      "Best quality of any position: 0 none, 2 without, 3 with altitude",
      (l) => l.fix,
    ),
    optionalField(`${LOCATION}min_loc`, point, "South-west corner of all positions", (l) => l.min),
    optionalField(`${LOCATION}max_loc`, point, "North-east corner of all positions", (l) => l.max),
    optionalField(
      `${LOCATION}avg_loc`,
      point,
      "Average of the positions, one a second",
      (l) => l.average,
    ),
    optionalField(`${LOCATION}last`, point, "Last position", (l) => l.last),
  ],
};
export const deviceLocation = record(() => DEVICE_LOCATION_TABLE);

const SIGNAL = "kismet.common.signal.";

export const SIGNAL_TABLE: RecordTable<SignalRecord> = {
  name: "signal",
  fields: [
    field(
      `${SIGNAL}type`,
      string,
      "Unit of the signals: none, dbm or rssi",
      (s) => SIGNAL_TYPES[s.kind]!,
    ),
    field(`${SIGNAL}last_signal`, int32, "Newest signal, 0 unknown", (s) => s.last),
    field(`${SIGNAL}last_noise`, int32, "Newest noise, 0 unknown", (s) => s.lastNoise),
    field(`${SIGNAL}min_signal`, int32, "Weakest signal, 0 unknown", (s) => s.min),
    field(`${SIGNAL}min_noise`, int32, "Least noise, 0 unknown", (s) => s.minNoise),
    field(`${SIGNAL}max_signal`, int32, "Strongest signal, 0 unknown", (s) => s.max),
    field(`${SIGNAL}max_noise`, int32, "Most noise, 0 unknown", (s) => s.maxNoise),
    field(
      `${SIGNAL}maxseenrate`,
      double,
      "Fastest data rate, in the unit of the PHY",
      (s) => s.maxRate,
    ),
    field(
      `${SIGNAL}encodingset`,
      uint64,
      "Encodings heard, their numbers OR-ed",
      (s) => s.encodings,
    ),
    field(`${SIGNAL}carrierset`, uint64, "Carriers heard, their numbers OR-ed", (s) => s.carriers),
    optionalField(
      `${SIGNAL}peak_loc`,
      point,
      "Where the signal was strongest",
      (s) => s.peakLocation,
    ),
    optionalField(
      `${SIGNAL}signal_rrd`,
      minuteRrd,
      "Strongest signal of each second of the last minute",
      (s) => s.history(),
    ),
  ],
};
export const signal = record(() => SIGNAL_TABLE);

const IPDATA = "kismet.common.ipdata.";

export const IPDATA_TABLE: RecordTable<IpData> = {
  name: "ipdata",
  fields: [
    field(
      `${IPDATA}type`,
      int32,
      "How the addresses were learned: 1 guess, 2 traffic, 3 ARP, 4 DHCP",
      (d) => d.type,
    ),
    field(`${IPDATA}address`, uint64, "IPv4 address as a number", (d) => d.address),
    field(`${IPDATA}netmask`, uint64, "Network mask as a number", (d) => d.netmask),
    field(`${IPDATA}gateway`, uint64, "Router's IPv4 address as a number", (d) => d.gateway),
  ],
};

const PACKET = "kismet.packet.";

export const PACKET_TABLE: RecordTable<SavedPacket> = {
  name: "packet",
  fields: [
    field(`${PACKET}ts_sec`, uint64, "Capture time, s", (p) => Math.floor(p.timestampUs / 1e6)),
    field(
      `${PACKET}ts_usec`,
      uint64,
      "Capture time, microseconds of the second",
      (p) => p.timestampUs % 1e6,
    ),
    field(`${PACKET}dlt`, uint64, "Link type of the kept frame", (p) => p.linkType),
    field(
      `${PACKET}source`,
      uint64,
      "Number of the datasource that captured it",
      (p) => p.sourceNumber,
    ),
    field(`${PACKET}data`, bytes, "Bytes of the kept frame", (p) => p.bytes),
  ],
};
export const packet = record(() => PACKET_TABLE);
