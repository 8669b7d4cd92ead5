// Frames that alert rules look for, and their harmless neighbours.
import { concat, encodeBeacon, encodeData, encodeHeader } from "../../protocols/dot11/encode.ts";
import { encodeEapolKey, type KeyFrame } from "../../protocols/dot11/encode-eapol.ts";
import {
  encodeChannel,
  encodeElement,
  encodeRates,
  encodeSsid,
} from "../../protocols/dot11/encode-elements.ts";
import { type Dhcp, encodeDhcp, encodeWpsMessage } from "../../protocols/dot11/encode-payloads.ts";

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
export const wpsMessage = (number: number): Uint8Array => keyless(encodeWpsMessage(number));

/** An unencrypted frame of the station to its access point itself. */
function keyless(payload: Uint8Array): Uint8Array {
  return encodeData({
    bssid: AP,
    station: STATION,
    peer: AP,
    toAp: true,
    encrypted: false,
    payload,
    sequence: nextSequence(),
  });
}

/** A DHCP message of the station, or an offer to it. */
export function dhcp(message: Pick<Dhcp, "kind"> & Partial<Dhcp>): Uint8Array {
  const payload = encodeDhcp({
    client: STATION,
    transaction: nextSequence() & 0xff,
    ...message,
  });
  return clear(payload, message.kind !== "offer");
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
