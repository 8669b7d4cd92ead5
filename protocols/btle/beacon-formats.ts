// What beacons and tags advertise, by the formats their makers published: iBeacon (Apple), AltBeacon
// 1.0 (Radius Networks), Eddystone (Google), Exposure Notification 1.2 (Apple and Google), the service
// identifiers of Tile, Samsung, Chipolo and Google trackers (Bluetooth Assigned Numbers 3.4), Find My
// as A. Heinrich et al., "Who Can Find My Devices?" (PETS 2021), describe it, and the advertisement of
// draft-ietf-dult-accessory-protocol 3.1.
import { Beacon } from "../records/btle.ts";
import {
  AD_MANUFACTURER,
  AD_SERVICE_DATA_16,
  type AdStructures,
  hexText,
  uuidText,
} from "./advertising-data.ts";

export const COMPANY_APPLE = 0x004c;

const SERVICE_CHIPOLO = 0xfe33;
const SERVICE_EDDYSTONE = 0xfeaa;
const SERVICE_TILE = 0xfeed;
const SERVICE_TILE_PREPARED = 0xfeec;
const SERVICE_DULT = 0xfcb2;
const SERVICE_SMART_TAG = 0xfd5a;
const SERVICE_EXPOSURE = 0xfd6f;

const APPLE_IBEACON = 0x02;
const APPLE_IBEACON_BYTES = 0x15;
const APPLE_FIND_MY = 0x12;
/** A tag away from its owner tells the rest of its key, one that is near does not. */
const FIND_MY_SEPARATED_BYTES = 0x19;
const FIND_MY_NEARBY_BYTES = 0x02;
const ALTBEACON_BYTES = 26;
const ALTBEACON_CODE = 0xbeac;

const EDDYSTONE_UID = 0x00;
const EDDYSTONE_URL = 0x10;
const EDDYSTONE_TLM = 0x20;
const EDDYSTONE_EID = 0x30;
/** Frames of Google's network, the second one of tags away from their owner. */
const GOOGLE_TAG = 0x40;
const GOOGLE_TAG_SEPARATED = 0x41;
const EXPOSURE_BYTES = 20;
const DULT_BYTES_MIN = 2;

/** Kinds that follow things, and whoever carries them: what people call them. */
export const TRACKERS: ReadonlyMap<string, string> = new Map([
  ["find-my", "Apple Find My"],
  ["google-find-my", "Google Find My Device"],
  ["smarttag", "Samsung SmartTag"],
  ["tile", "Tile"],
  ["chipolo", "Chipolo"],
  ["dult", "Location tracker"],
]);

/** What structure `index` is by one of the formats, or undefined. */
export function readBeacon(
  structures: AdStructures,
  index: number,
  bytes: Uint8Array,
): Beacon | undefined {
  const start = structures.starts[index]!;
  const end = structures.ends[index]!;
  if (end - start < 2) return undefined;
  const number = bytes[start]! | (bytes[start + 1]! << 8);
  const type = structures.types[index];
  if (type === AD_MANUFACTURER) {
    return number === COMPANY_APPLE
      ? readApple(bytes, start + 2, end)
      : readAltBeacon(bytes, start + 2, end);
  }
  return type === AD_SERVICE_DATA_16 ? readService(number, bytes, start + 2, end) : undefined;
}

function readService(
  service: number,
  bytes: Uint8Array,
  start: number,
  end: number,
): Beacon | undefined {
  switch (service) {
    case SERVICE_EDDYSTONE:
      return readEddystone(bytes, start, end);
    case SERVICE_EXPOSURE: {
      if (end - start !== EXPOSURE_BYTES) return undefined;
      const beacon = new Beacon("exposure-notification");
      beacon.identifier = hexText(bytes, start, start + 16);
      return beacon;
    }
    case SERVICE_SMART_TAG:
      return new Beacon("smarttag");
    case SERVICE_TILE:
    case SERVICE_TILE_PREPARED:
      return new Beacon("tile");
    case SERVICE_CHIPOLO:
      return new Beacon("chipolo");
    case SERVICE_DULT: {
      if (end - start < DULT_BYTES_MIN) return undefined;
      const beacon = new Beacon("dult");
      beacon.network = bytes[start]!;
      beacon.separated = (bytes[start + 1]! & 1) === 0;
      return beacon;
    }
    default:
      return undefined;
  }
}

//   0 type:1  1 length:1  2 data; several may follow each other
function readApple(bytes: Uint8Array, start: number, end: number): Beacon | undefined {
  let at = start;
  while (end - at >= 2) {
    const type = bytes[at]!;
    const length = bytes[at + 1]!;
    const data = at + 2;
    if (length > end - data) return undefined;
    if (type === APPLE_IBEACON && length === APPLE_IBEACON_BYTES) return readIBeacon(bytes, data);
    if (
      type === APPLE_FIND_MY &&
      (length === FIND_MY_SEPARATED_BYTES || length === FIND_MY_NEARBY_BYTES)
    ) {
      const beacon = new Beacon("find-my");
      beacon.status = bytes[data]!;
      beacon.separated = length === FIND_MY_SEPARATED_BYTES;
      return beacon;
    }
    at = data + length;
  }
  return undefined;
}

//   0 UUID:16  16 major:2  18 minor:2  20 dBm at one metre:1, big endian
function readIBeacon(bytes: Uint8Array, at: number): Beacon {
  const beacon = new Beacon("ibeacon");
  beacon.uuid = uuidText(bytes, at);
  beacon.major = uint16(bytes, at + 16);
  beacon.minor = uint16(bytes, at + 18);
  beacon.powerDbm = int8(bytes, at + 20);
  return beacon;
}

//   0 code:2 (BE AC)  2 identifier:20  22 dBm at one metre:1  23 maker's own:1
function readAltBeacon(bytes: Uint8Array, start: number, end: number): Beacon | undefined {
  if (end - start !== ALTBEACON_BYTES - 2 || uint16(bytes, start) !== ALTBEACON_CODE) {
    return undefined;
  }
  const beacon = new Beacon("altbeacon");
  beacon.uuid = uuidText(bytes, start + 2);
  beacon.major = uint16(bytes, start + 18);
  beacon.minor = uint16(bytes, start + 20);
  beacon.powerDbm = int8(bytes, start + 22);
  return beacon;
}

//   0 frame type:1, then
//   UID: dBm at 0 m:1 namespace:10 instance:6      URL: dBm at 0 m:1 scheme:1 text
//   TLM: version:1 mV:2 1/256 °C:2 frames:4 0.1 s:4   EID: dBm at 0 m:1 identifier:8
function readEddystone(bytes: Uint8Array, start: number, end: number): Beacon | undefined {
  const length = end - start;
  if (length < 1) return undefined;
  switch (bytes[start]) {
    case EDDYSTONE_UID: {
      if (length < 18) return undefined;
      const beacon = new Beacon("eddystone-uid");
      beacon.powerDbm = int8(bytes, start + 1);
      beacon.namespace = hexText(bytes, start + 2, start + 12);
      beacon.identifier = hexText(bytes, start + 12, start + 18);
      return beacon;
    }
    case EDDYSTONE_URL: {
      if (length < 3) return undefined;
      const beacon = new Beacon("eddystone-url");
      beacon.powerDbm = int8(bytes, start + 1);
      beacon.url = urlText(bytes, start + 2, end);
      return beacon;
    }
    case EDDYSTONE_TLM: {
      // Other versions are encrypted.
      if (length < 14 || bytes[start + 1] !== 0) return undefined;
      const beacon = new Beacon("eddystone-tlm");
      beacon.batteryMv = uint16(bytes, start + 2);
      beacon.temperatureC = ((uint16(bytes, start + 4) << 16) >> 16) / 256;
      beacon.frames = uint32(bytes, start + 6);
      beacon.uptimeSec = uint32(bytes, start + 10) / 10;
      return beacon;
    }
    case EDDYSTONE_EID: {
      if (length < 10) return undefined;
      const beacon = new Beacon("eddystone-eid");
      beacon.powerDbm = int8(bytes, start + 1);
      beacon.identifier = hexText(bytes, start + 2, start + 10);
      return beacon;
    }
    case GOOGLE_TAG:
    case GOOGLE_TAG_SEPARATED: {
      const beacon = new Beacon("google-find-my");
      beacon.separated = bytes[start] === GOOGLE_TAG_SEPARATED;
      return beacon;
    }
    default:
      return undefined;
  }
}

const SCHEMES: readonly string[] = ["http://www.", "https://www.", "http://", "https://"];
const ENDINGS: readonly string[] = [".com", ".org", ".edu", ".net", ".info", ".biz", ".gov"];

/** Bytes below 14 stand for endings, with or without a slash; what is no letter is left out. */
function urlText(bytes: Uint8Array, start: number, end: number): string {
  let text = SCHEMES[bytes[start]!] ?? "";
  for (let at = start + 1; at < end; at++) {
    const byte = bytes[at]!;
    if (byte < 2 * ENDINGS.length) {
      text += ENDINGS[byte % ENDINGS.length]! + (byte < ENDINGS.length ? "/" : "");
    } else if (byte > 0x20 && byte < 0x7f) text += String.fromCharCode(byte);
  }
  return text;
}

function int8(bytes: Uint8Array, at: number): number {
  return (bytes[at]! << 24) >> 24;
}

function uint16(bytes: Uint8Array, at: number): number {
  return (bytes[at]! << 8) | bytes[at + 1]!;
}

function uint32(bytes: Uint8Array, at: number): number {
  return uint16(bytes, at) * 0x10000 + uint16(bytes, at + 2);
}
