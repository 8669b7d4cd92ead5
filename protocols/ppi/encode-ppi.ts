// Writes 802.11 frames behind PPI headers (CACE "Per-Packet Information" 1.0.7, spec logs-and-config
// 7), little endian:
//   header: version 0, flags 0, length:2, dlt:4 = 105
//   GPS, type 30002: version 2, 0xCF, length:2, present:4, latitude, longitude, [altitude], application
//   802.11-Common, type 2, 20 bytes: TSF:8, flags:2, rate:2, MHz:2, channel flags:2, hop set, hop
//   pattern, signal, noise
import type { PacketLocation } from "../packet/packet-batch.ts";
import { DLT_IEEE802_11 } from "../linktype/linktypes.ts";

export const PPI_COMMON_BYTES = 24;
const HEADER_BYTES = 8;
const FIELD_HEADER_BYTES = 4;
const FIELD_COMMON = 2;
const FIELD_GPS = 30_002;
const GPS_VERSION = 2;
const GPS_MAGIC = 0xcf;
const GPS_LATITUDE = 0x2;
const GPS_LONGITUDE = 0x4;
const GPS_ALTITUDE = 0x8;
const GPS_APPLICATION = 0x2000_0000;
/** "KIS" from the end. */
const APPLICATION = 0x0053_494b;
/** Longest header: all fields there are. */
export const PPI_HEADER_BYTES_MAX = HEADER_BYTES + 28 + PPI_COMMON_BYTES;

/** Flags of 802.11-Common. */
export const PPI_FCS_PRESENT = 1;
export const PPI_FCS_INVALID = 4;

export interface PpiRadio {
  flags: number;
  /** Units of 500 kbit/s. */
  rate: number;
  freqMhz: number;
  channelFlags: number;
  signalDbm: number;
  noiseDbm: number;
}

/** Writes the header at `at`; its length. Positions without a fix are left out. */
export function encodePpiHeader(
  into: Uint8Array,
  at: number,
  radio: PpiRadio,
  location: PacketLocation | undefined,
): number {
  const view = new DataView(into.buffer, into.byteOffset + at);
  let end = HEADER_BYTES;
  if (location !== undefined && isOnEarth(location)) end += writeGps(view, end, location);
  view.setUint16(end, FIELD_COMMON, true);
  view.setUint16(end + 2, PPI_COMMON_BYTES - FIELD_HEADER_BYTES, true);
  view.setBigUint64(end + 4, 0n, true);
  view.setUint16(end + 12, radio.flags, true);
  view.setUint16(end + 14, radio.rate, true);
  view.setUint16(end + 16, radio.freqMhz, true);
  view.setUint16(end + 18, radio.channelFlags, true);
  view.setUint16(end + 20, 0, true);
  view.setInt8(end + 22, radio.signalDbm);
  view.setInt8(end + 23, radio.noiseDbm);
  end += PPI_COMMON_BYTES;
  view.setUint16(0, 0, true);
  view.setUint16(2, end, true);
  view.setUint32(4, DLT_IEEE802_11, true);
  return end;
}

function isOnEarth({ latitude, longitude, fix }: PacketLocation): boolean {
  return fix >= 2 && Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180;
}

function writeGps(view: DataView, at: number, location: PacketLocation): number {
  // Fixed 6.4 with an offset of 180,000 m; other heights have no place in 32 bits.
  const height = Math.round((location.altitudeM + 180_000) * 1e4);
  const hasHeight = location.fix >= 3 && height >= 0 && height <= 0xffff_ffff;
  const values = [
    Math.round((location.latitude + 180) * 1e7),
    Math.round((location.longitude + 180) * 1e7),
    ...hasHeight ? [height] : [],
    APPLICATION,
  ];
  const length = 8 + 4 * values.length;
  view.setUint16(at, FIELD_GPS, true);
  view.setUint16(at + 2, length, true);
  view.setUint8(at + 4, GPS_VERSION);
  view.setUint8(at + 5, GPS_MAGIC);
  view.setUint16(at + 6, length, true);
  const present = GPS_LATITUDE | GPS_LONGITUDE | GPS_APPLICATION;
  view.setUint32(at + 8, hasHeight ? present | GPS_ALTITUDE : present, true);
  values.forEach((value, index) => view.setUint32(at + 12 + 4 * index, value, true));
  return FIELD_HEADER_BYTES + length;
}
