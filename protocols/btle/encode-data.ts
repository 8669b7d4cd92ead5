// Advertising data for scenarios and tests: AD structures, and what beacons and tags put into them
// (formats and their sources in beacon-formats.ts).
import { joinBytes } from "../bytes.ts";
import {
  AD_FLAGS,
  AD_MANUFACTURER,
  AD_NAME,
  AD_SERVICE_DATA_16,
  AD_TX_POWER,
  AD_UUIDS_16,
} from "./advertising-data.ts";
import { COMPANY_APPLE } from "./beacon-formats.ts";

/** General discoverable, no Bluetooth Classic. */
export const FLAGS_USUAL = 0x06;
const COMPANY_RADIUS_NETWORKS = 0x0118;
const SERVICE_EDDYSTONE = 0xfeaa;
const URL_HTTPS = 3;
const HTTPS = "https://";
const encoder = new TextEncoder();

/** One AD structure. */
export function encodeAd(type: number, data: Uint8Array | readonly number[]): Uint8Array {
  return Uint8Array.from([data.length + 1, type, ...data]);
}

export function encodeFlags(flags = FLAGS_USUAL): Uint8Array {
  return encodeAd(AD_FLAGS, [flags]);
}

export function encodeName(name: string): Uint8Array {
  return encodeAd(AD_NAME, encoder.encode(name));
}

export function encodeTxPower(dbm: number): Uint8Array {
  return encodeAd(AD_TX_POWER, [dbm & 0xff]);
}

/** Services by their 16-bit numbers. */
export function encodeServices(services: readonly number[]): Uint8Array {
  return encodeAd(AD_UUIDS_16, services.flatMap((service) => [service & 0xff, service >>> 8]));
}

export function encodeManufacturerData(
  company: number,
  data: Uint8Array | readonly number[],
): Uint8Array {
  return encodeAd(AD_MANUFACTURER, [company & 0xff, company >>> 8, ...data]);
}

export function encodeServiceData(
  service: number,
  data: Uint8Array | readonly number[],
): Uint8Array {
  return encodeAd(AD_SERVICE_DATA_16, [service & 0xff, service >>> 8, ...data]);
}

export interface BeaconIdentity {
  /** 16 bytes. */
  readonly uuid: Uint8Array;
  readonly major: number;
  readonly minor: number;
  /** dBm at one metre. */
  readonly powerDbm: number;
}

function identityBytes({ uuid, major, minor, powerDbm }: BeaconIdentity): number[] {
  return [...uuid, major >>> 8, major & 0xff, minor >>> 8, minor & 0xff, powerDbm & 0xff];
}

export function encodeIBeacon(identity: BeaconIdentity): Uint8Array {
  const data = [0x02, 0x15, ...identityBytes(identity)];
  return joinBytes([encodeFlags(), encodeManufacturerData(COMPANY_APPLE, data)]);
}

export function encodeAltBeacon(identity: BeaconIdentity): Uint8Array {
  const data = [0xbe, 0xac, ...identityBytes(identity), 0];
  return joinBytes([encodeFlags(), encodeManufacturerData(COMPANY_RADIUS_NETWORKS, data)]);
}

function encodeEddystone(data: readonly number[]): Uint8Array {
  return joinBytes([
    encodeFlags(),
    encodeServices([SERVICE_EDDYSTONE]),
    encodeServiceData(SERVICE_EDDYSTONE, data),
  ]);
}

/** `namespace` has 10 bytes, `instance` 6. */
export function encodeEddystoneUid(
  namespace: Uint8Array,
  instance: Uint8Array,
  powerDbm: number,
): Uint8Array {
  return encodeEddystone([0x00, powerDbm & 0xff, ...namespace, ...instance, 0, 0]);
}

/** An address that begins with https://. */
export function encodeEddystoneUrl(url: string, powerDbm: number): Uint8Array {
  const rest = encoder.encode(url.slice(HTTPS.length));
  return encodeEddystone([0x10, powerDbm & 0xff, URL_HTTPS, ...rest]);
}

export interface Telemetry {
  readonly batteryMv: number;
  readonly temperatureC: number;
  readonly frames: number;
  readonly uptimeSec: number;
}

export function encodeEddystoneTlm(telemetry: Telemetry): Uint8Array {
  const bytes = new Uint8Array(14);
  const view = new DataView(bytes.buffer);
  bytes[0] = 0x20;
  view.setUint16(2, telemetry.batteryMv);
  view.setInt16(4, Math.round(telemetry.temperatureC * 256));
  view.setUint32(6, telemetry.frames);
  view.setUint32(10, Math.round(telemetry.uptimeSec * 10));
  return encodeEddystone([...bytes]);
}

/** Of a tag away from its owner: 22 bytes of its key, of which the address has the rest. */
export function encodeFindMy(status: number, key: Uint8Array, keyTopBits: number): Uint8Array {
  return encodeManufacturerData(COMPANY_APPLE, [0x12, 0x19, status, ...key, keyTopBits, 0]);
}

/** Rolling identifier of 16 bytes, encrypted metadata of 4. */
export function encodeExposureNotification(
  identifier: Uint8Array,
  metadata: Uint8Array,
): Uint8Array {
  const service = 0xfd6f;
  return joinBytes([
    encodeFlags(0x1a),
    encodeServices([service]),
    encodeServiceData(service, [...identifier, ...metadata]),
  ]);
}
