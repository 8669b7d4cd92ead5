// Encodes the elements that networks and stations send (IEEE 802.11-2020 9.4.2), small but valid.
import { concat, macBytes, u16, u16Big } from "./encode-bytes.ts";

/** Security of a network by the names people use. */
export type Security =
  | "open"
  | "wep"
  | "wpa-psk"
  | "wpa2-psk"
  | "wpa2-eap"
  | "wpa3-sae"
  | "wpa3-transition"
  | "owe";

const SSID_BYTES_MAX = 32;
const CIPHER_TKIP = 2;
const CIPHER_CCMP = 4;
const CIPHER_BIP = 6;
const AKM: Readonly<Partial<Record<Security, readonly number[]>>> = {
  "wpa2-psk": [2],
  "wpa2-eap": [1],
  "wpa3-sae": [8],
  "wpa3-transition": [2, 8],
  owe: [18],
};

const encoder = new TextEncoder();

/** One element: tag, length, body (9.4.2.1). */
export function encodeElement(tag: number, body: Uint8Array | readonly number[]): Uint8Array {
  if (body.length > 255) throw new RangeError(`element ${tag} has ${body.length} bytes`);
  return concat([tag, body.length], body);
}

/** Vendor element: OUI, type, body. */
export function encodeVendor(
  oui: number,
  type: number,
  body: Uint8Array | readonly number[],
): Uint8Array {
  return encodeElement(221, concat([oui >>> 16, (oui >>> 8) & 0xff, oui & 0xff, type], body));
}

/** Name of a network as text, cut to 32 bytes, or as bytes of any kind and length. */
export function encodeSsid(ssid: string | Uint8Array): Uint8Array {
  const bytes = typeof ssid === "string" ? encoder.encode(ssid).subarray(0, SSID_BYTES_MAX) : ssid;
  return encodeElement(0, bytes);
}

const RATES_24 = [0x82, 0x84, 0x8b, 0x96, 0x0c, 0x12, 0x18, 0x24];
const RATES_24_MORE = [0x30, 0x48, 0x60, 0x6c];
const RATES_5 = [0x8c, 0x12, 0x98, 0x24, 0xb0, 0x48, 0x60, 0x6c];

/** The first eight rates of the band that a channel is in. */
export function encodeRates(channel: number): Uint8Array {
  return encodeElement(1, isFiveGhz(channel) ? RATES_5 : RATES_24);
}

/** The rates beyond the first eight; nothing in the 5 GHz band, which has eight. */
export function encodeMoreRates(channel: number): Uint8Array {
  return isFiveGhz(channel) ? new Uint8Array(0) : encodeElement(50, RATES_24_MORE);
}

export function encodeChannel(channel: number): Uint8Array {
  return encodeElement(3, [channel & 0xff]);
}

/** Traffic indication without traffic: this beacon is the `count`th before the next delivery. */
export function encodeTim(count = 0, period = 1): Uint8Array {
  return encodeElement(5, [count, period, 0, 0]);
}

/** Two letters and triplets of first channel, count of channels, power in dBm. */
export function encodeCountry(
  code: string,
  triplets: readonly (readonly [first: number, count: number, dbm: number])[] = [[1, 13, 20]],
): Uint8Array {
  const body = concat(encoder.encode(code).subarray(0, 2), [0x20], triplets.flat());
  // The length of this element is even (9.4.2.8).
  return encodeElement(7, body.length % 2 === 0 ? body : concat(body, [0]));
}

/** What a station asks for in a network of this security: the strongest of several. */
export function stationSecurity(security: Security): Security {
  return security === "wpa3-transition" ? "wpa3-sae" : security;
}

/**
 * RSN element (9.4.2.24) of a security, empty for those without. `protects` says that management
 * frames can be protected, also where the security does not ask for it.
 */
export function encodeRsn(security: Security, protects = false): Uint8Array {
  const akms = AKM[security];
  if (akms === undefined) return new Uint8Array(0);
  const suite = (type: number) => [0x00, 0x0f, 0xac, type];
  const required = security === "wpa3-sae" || security === "owe" ? 0xc0 : 0x00;
  const capable = protects || security === "wpa3-transition" ? required | 0x80 : required;
  return encodeElement(
    48,
    concat(
      u16(1),
      suite(CIPHER_CCMP),
      u16(1),
      suite(CIPHER_CCMP),
      u16(akms.length),
      akms.flatMap(suite),
      u16(capable),
      // No PMKIDs, and how group-addressed management frames are protected.
      capable === 0 ? [] : concat(u16(0), suite(CIPHER_BIP)),
    ),
  );
}

/** WPA element of 2003, a vendor element: TKIP and a pre-shared key. */
export function encodeWpa(): Uint8Array {
  const suite = (type: number) => [0x00, 0x50, 0xf2, type];
  return encodeVendor(
    0x0050f2,
    1,
    concat(u16(1), suite(CIPHER_TKIP), u16(1), suite(CIPHER_TKIP), u16(1), suite(2)),
  );
}

// HT capabilities: 20 and 40 MHz with short guard interval, two streams (9.4.2.55).
const HT_INFO_20 = 0x002c;
const HT_INFO_40 = 0x006e;

export function encodeHtCapabilities(channel: number): Uint8Array {
  const info = isFiveGhz(channel) ? HT_INFO_40 : HT_INFO_20;
  return encodeElement(45, concat(u16(info), [0x17, 0xff, 0xff], new Uint8Array(21)));
}

/** HT operation (9.4.2.56): the primary channel and, at 5 GHz, where its second half lies. */
export function encodeHtOperation(channel: number): Uint8Array {
  const above = isFiveGhz(channel) && blockPosition(channel) % 2 === 0;
  const secondary = isFiveGhz(channel) ? (above ? 1 : 3) | 0x04 : 0;
  return encodeElement(61, concat([channel & 0xff, secondary], new Uint8Array(20)));
}

/** VHT capabilities (9.4.2.157): two streams to MCS 9, short guard interval at 80 MHz. */
export function encodeVhtCapabilities(): Uint8Array {
  return encodeElement(191, [0xb1, 0x01, 0x80, 0x33, 0xfa, 0xff, 0, 0, 0xfa, 0xff, 0, 0]);
}

/** VHT operation (9.4.2.158): 80 MHz around the block of four channels. */
export function encodeVhtOperation(channel: number): Uint8Array {
  const center = channel - 4 * blockPosition(channel) + 6;
  return encodeElement(192, concat([1, center & 0xff, 0], u16(0xfffa)));
}

// HE capabilities (IEEE 802.11ax-2021 9.4.2.248): MAC (6), PHY (11), MCS maps up to 80 MHz (4). Two
// streams to MCS 11 each way.
export function encodeHeCapabilities(channel: number): Uint8Array {
  const width = isFiveGhz(channel) ? 0x04 : 0x02;
  return encodeElement(
    255,
    concat([35], new Uint8Array(6), [width], new Uint8Array(10), u16(0xfffa), u16(0xfffa)),
  );
}

/** HE operation (9.4.2.249): parameters (3), BSS color, basic MCS set (2). */
export function encodeHeOperation(color = 1): Uint8Array {
  return encodeElement(255, concat([36, 0, 0, 0, color & 0x3f], u16(0xfffc)));
}

/** What a Wi-Fi Protected Setup element says. */
export interface WpsValues {
  readonly version?: number;
  readonly configured?: boolean;
  readonly locked?: boolean;
  readonly configMethods?: number;
  readonly deviceName?: string;
  readonly manufacturer?: string;
  readonly modelName?: string;
  readonly modelNumber?: string;
  readonly serialNumber?: string;
}

/** WPS vendor element (Wi-Fi Simple Configuration 12). */
export function encodeWps(values: WpsValues): Uint8Array {
  const parts: Uint8Array[] = [];
  const attribute = (type: number, data: Uint8Array | readonly number[] | undefined) => {
    if (data !== undefined) parts.push(concat(u16Big(type), u16Big(data.length), data));
  };
  const text = (value: string | undefined) =>
    value === undefined ? undefined : encoder.encode(value);
  attribute(0x104a, [values.version ?? 0x10]);
  if (values.configured !== undefined) attribute(0x1044, [values.configured ? 2 : 1]);
  if (values.locked) attribute(0x1057, [1]);
  attribute(0x1021, text(values.manufacturer));
  attribute(0x1023, text(values.modelName));
  attribute(0x1024, text(values.modelNumber));
  attribute(0x1042, text(values.serialNumber));
  attribute(0x1011, text(values.deviceName));
  if (values.configMethods !== undefined) attribute(0x1008, u16Big(values.configMethods));
  return encodeVendor(0x0050f2, 4, concat(...parts));
}

/** OWE transition element of an open network: its encrypted twin (Wi-Fi OWE 2.2.1). */
export function encodeOweTransition(bssid: number, ssid: string): Uint8Array {
  const name = encoder.encode(ssid).subarray(0, SSID_BYTES_MAX);
  return encodeVendor(0x506f9a, 28, concat(macBytes(bssid), [name.length], name));
}

export function isFiveGhz(channel: number): boolean {
  return channel > 14;
}

/** Place of a 5 GHz channel in its block of four, 0 to 3. */
function blockPosition(channel: number): number {
  const first = channel >= 149 ? 149 : 36;
  return ((channel - first) / 4) & 3;
}
