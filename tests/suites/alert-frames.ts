// Frames that alert rules look for, and their harmless neighbours.
import { concat, encodeBeacon, encodeData, encodeHeader } from "../../protocols/dot11/encode.ts";
import { encodeEapolKey, type KeyFrame } from "../../protocols/dot11/encode-eapol.ts";
import {
  encodeChannel,
  encodeElement,
  encodeRates,
  encodeSsid,
} from "../../protocols/dot11/encode-elements.ts";

export const AP = 0x001b11000001;
export const OTHER_AP = 0x001b11000002;
export const STATION = 0xf01898000001;
export const SERVER = 0x00aabb000001;
export const EVERYBODY = 0xffffffffffff;

/** One frame and when it is heard, seconds after the beginning. */
export type Heard = readonly [atSec: number, frame: Uint8Array];

let sequence = 0;
/** Frames with equal bytes are duplicates, so each has a number of its own. */
export const nextSequence = (): number => sequence = (sequence + 1) & 0xfff;

const le16 = (value: number) => [value & 0xff, (value >> 8) & 0xff];
const be16 = (value: number) => [(value >> 8) & 0xff, value & 0xff];

export interface RawAdvertisement {
  readonly subtype?: 5 | 8;
  readonly bssid?: number;
  readonly source?: number;
  readonly to?: number;
  readonly intervalTu?: number;
  readonly capability?: number;
  readonly clockUs?: number;
  readonly elements: Uint8Array;
}

/** A beacon or probe response of any contents. */
export function advertisement(raw: RawAdvertisement): Uint8Array {
  const { subtype = 8, bssid = AP, clockUs = 0 } = raw;
  const clock = new Uint8Array(8);
  new DataView(clock.buffer).setBigUint64(0, BigInt(clockUs), true);
  const to = raw.to ?? (subtype === 8 ? EVERYBODY : STATION);
  return concat(
    encodeHeader(0, subtype, 0, [to, raw.source ?? bssid, bssid], nextSequence()),
    clock,
    le16(raw.intervalTu ?? 100),
    le16(raw.capability ?? 0x0011),
    raw.elements,
  );
}

/** Name, rates and channel. */
export const plainElements = (ssid = "home", channel = 6): Uint8Array =>
  concat(encodeSsid(ssid), encodeRates(channel), encodeChannel(channel));

/** Beacons of an ordinary network, changed as wanted. */
export function beacon(
  change: Partial<Parameters<typeof encodeBeacon>[0]> & { clockUs?: number } = {},
): Uint8Array {
  const { clockUs = 0, ...network } = change;
  return encodeBeacon(
    { ssid: "home", bssid: AP, channel: 6, security: "wpa2-psk", country: "AT", ...network },
    { timestampUs: clockUs, sequence: nextSequence() },
  );
}

/** An unencrypted data frame between the station and its network. */
export function clear(payload: Uint8Array, toAp = true, station = STATION): Uint8Array {
  return encodeData({
    bssid: AP,
    station,
    peer: SERVER,
    toAp,
    encrypted: false,
    payload,
    sequence: nextSequence(),
  });
}

/** A key message, from the access point unless `toAp`. */
export function keyMessage(
  key: Partial<KeyFrame> & { readonly keyInfo: number },
  toAp = false,
): Uint8Array {
  const payload = encodeEapolKey({
    keyLength: 16,
    replayCounter: 1,
    nonce: new Uint8Array(32).fill(7),
    ...key,
  });
  return encodeData({
    bssid: AP,
    station: STATION,
    peer: AP,
    toAp,
    encrypted: false,
    payload,
    sequence: nextSequence(),
  });
}

/** A WPS message of this number (M3 is 7), from the station. */
export function wpsMessage(number: number): Uint8Array {
  const attributes = [0x10, 0x22, 0, 1, number];
  const body = concat(
    [254, 0x00, 0x37, 0x2a, 0, 0, 0, 1, 4, 0],
    attributes,
  );
  const length = 4 + body.length;
  return encodeData({
    bssid: AP,
    station: STATION,
    peer: AP,
    toAp: true,
    encrypted: false,
    payload: concat(
      [0xaa, 0xaa, 3, 0, 0, 0, 0x88, 0x8e, 1, 0],
      be16(length),
      [2, 7],
      be16(length),
      body,
    ),
    sequence: nextSequence(),
  });
}

export interface Dhcp {
  readonly kind: "discover" | "offer";
  readonly client?: number;
  readonly host?: string;
  readonly vendor?: string;
  /** Hardware type and address. */
  readonly clientId?: readonly number[];
  readonly offered?: number;
  readonly netmask?: number;
}

const option = (code: number, bytes: readonly number[] | Uint8Array) =>
  concat([code, bytes.length], bytes);
const mac6 = (mac: number) =>
  [40, 32, 24, 16, 8, 0].map((shift) => Math.floor(mac / 2 ** shift) % 256);
const ip4 = (address: number) => [24, 16, 8, 0].map((shift) => (address >>> shift) & 0xff);

/** A DHCP message of the station, or an offer to it. */
export function dhcp(message: Dhcp): Uint8Array {
  const { kind, client = STATION, host, vendor, clientId, offered = 0, netmask } = message;
  const isOffer = kind === "offer";
  const text = new TextEncoder();
  const options = concat(
    option(53, [isOffer ? 2 : 1]),
    host === undefined ? [] : option(12, text.encode(host)),
    vendor === undefined ? [] : option(60, text.encode(vendor)),
    clientId === undefined ? [] : option(61, clientId),
    netmask === undefined ? [] : option(1, ip4(netmask)),
    [255],
  );
  const body = concat(
    [isOffer ? 2 : 1, 1, 6, 0, 0, 0, 0, nextSequence() & 0xff, 0, 0, 0, 0],
    [0, 0, 0, 0],
    ip4(offered),
    [0, 0, 0, 0, 0, 0, 0, 0],
    mac6(client),
    new Uint8Array(10 + 192),
    [0x63, 0x82, 0x53, 0x63],
    options,
  );
  const ports = isOffer ? [0, 67, 0, 68] : [0, 68, 0, 67];
  const udp = concat(ports, be16(8 + body.length), [0, 0], body);
  const ip = concat(
    [0x45, 0],
    be16(20 + udp.length),
    [0, 0, 0, 0, 64, 17, 0, 0],
    ip4(isOffer ? 0xc0a80101 : 0),
    [255, 255, 255, 255],
    udp,
  );
  const payload = concat([0xaa, 0xaa, 3, 0, 0, 0, 8, 0], ip);
  return clear(payload, !isOffer);
}

/** A greeting of old Lucent drivers with these bytes at its mark. */
export const lucent = (mark: readonly number[]): Uint8Array =>
  clear(concat([0xaa, 0xaa, 3, 0, 0x60, 0x1d, 0, 1, 0, 0, 0, 0], mark, new Uint8Array(8)));

/** A management frame of any subtype to the station or everybody. */
export function management(
  subtype: number,
  body: Uint8Array | readonly number[],
  addresses: readonly [to: number, from: number, bssid: number] = [STATION, AP, AP],
): Uint8Array {
  return concat(encodeHeader(0, subtype, 0, addresses, nextSequence()), body);
}

/** A vendor element of Microsoft's WMM with this body. */
export const wmm = (body: readonly number[] | Uint8Array): Uint8Array =>
  encodeElement(221, concat([0x00, 0x50, 0xf2, 2], body));
