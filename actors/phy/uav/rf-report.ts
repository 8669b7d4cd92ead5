// Drones heard by receivers of DJI's own radio link, told as JSON `antsdr-droneid` (spec other-phys
// 10.3).
import { checksum32 } from "../../../protocols/records/device-key.ts";
import { type UavInfo, UavTelemetry } from "../../../protocols/records/uav.ts";
import {
  parseReportObject,
  reportNumber,
  type ReportObject,
  reportText,
} from "../../../protocols/text/report-object.ts";
import { terminalSafe } from "../../../protocols/text/sanitise.ts";
import { addTelemetry, placeOf } from "./telemetry.ts";

export const RF_REPORT = "antsdr-droneid";
export const RF_MANUFACTURER = "DJI";
export const RF_TYPE = "DJI UAV";
const TEXT_CHARACTERS_MAX = 64;
const FREQ_MHZ_MAX = 100_000;
const SIGNAL_DBM_MIN = -200;

/** Everything of a report; numbers that it does not tell are NaN. */
export interface RfReport {
  readonly serialNumber: string;
  readonly deviceType: string;
  /** 48-bit number made of the two. */
  readonly mac: number;
  readonly latitude: number;
  readonly longitude: number;
  readonly altitudeM: number;
  readonly heightM: number;
  readonly homeLatitude: number;
  readonly homeLongitude: number;
  readonly pilotLatitude: number;
  readonly pilotLongitude: number;
  readonly northMps: number;
  readonly eastMps: number;
  readonly upMps: number;
  /** 0 when it is not told. */
  readonly freqKhz: number;
  readonly signalDbm: number;
}

/** Undefined for what is no report of a drone: it must say which one, and of what type. */
export function parseRfReport(json: string): RfReport | undefined {
  const report = parseReportObject(json);
  if (report === undefined) return undefined;
  const serialNumber = terminalSafe(reportText(report, "serial_number", TEXT_CHARACTERS_MAX));
  const deviceType = terminalSafe(reportText(report, "device_type", TEXT_CHARACTERS_MAX));
  if (serialNumber === "" || deviceType === "") return undefined;
  const number = (member: string): number => reportNumber(report, member);
  const [latitude, longitude] = place(report, "drone_lat", "drone_lon");
  const [homeLatitude, homeLongitude] = place(report, "home_lat", "home_lon");
  const [pilotLatitude, pilotLongitude] = place(report, "app_lat", "app_lon");
  const freqMhz = number("freq");
  const signalDbm = number("rssi");
  return {
    serialNumber,
    deviceType,
    mac: macOf(deviceType, serialNumber),
    latitude,
    longitude,
    altitudeM: number("drone_alt"),
    heightM: number("drone_height"),
    homeLatitude,
    homeLongitude,
    pilotLatitude,
    pilotLongitude,
    northMps: number("speed_n"),
    eastMps: number("speed_e"),
    upMps: number("speed_u"),
    freqKhz: freqMhz > 0 && freqMhz <= FREQ_MHZ_MAX ? Math.round(freqMhz * 1000) : 0,
    signalDbm: signalDbm >= SIGNAL_DBM_MIN && signalDbm < 0 ? Math.round(signalDbm) : NaN,
  };
}

export function applyRfReport(info: UavInfo, report: RfReport, timestampUs: number): void {
  const { latitude, longitude, altitudeM, heightM, northMps, eastMps, upMps } = report;
  info.manufacturer ||= RF_MANUFACTURER;
  info.model ||= report.deviceType;
  info.serialNumber = report.serialNumber;
  const entry = new UavTelemetry();
  entry.timestampSec = timestampUs / 1e6;
  entry.location = placeOf(latitude, longitude, altitudeM, timestampUs);
  entry.height = heightM || 0;
  entry.northMps = northMps || 0;
  entry.eastMps = eastMps || 0;
  entry.upMps = upMps || 0;
  addTelemetry(info, entry);
  info.home = placeOf(report.homeLatitude, report.homeLongitude, NaN, timestampUs) ?? info.home;
  info.pilot = placeOf(report.pilotLatitude, report.pilotLongitude, NaN, timestampUs) ??
    info.pilot;
}

/** Degrees; a receiver without a position of the drone says 0, 0. */
function place(report: ReportObject, north: string, east: string): [number, number] {
  const latitude = reportNumber(report, north);
  const longitude = reportNumber(report, east);
  const isPlace = Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180 &&
    (latitude !== 0 || longitude !== 0);
  return isPlace ? [latitude, longitude] : [NaN, NaN];
}

/** Octets 0 and 1 from the type, 2 to 5 from the serial number, both little endian. */
function macOf(deviceType: string, serialNumber: string): number {
  const bytes = new DataView(new ArrayBuffer(8));
  bytes.setUint16(2, checksum32(deviceType) & 0xffff, true);
  bytes.setUint32(4, checksum32(serialNumber), true);
  return bytes.getUint16(2) * 0x100000000 + bytes.getUint32(4);
}
