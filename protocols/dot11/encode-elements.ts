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
  | "wpa3-eap"
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
  "wpa3-eap": [5],
  owe: [18],
};
/** The same with fast transition (9.4.2.24.3, table 9-188), beside which the ordinary ones stay. */
const FAST_AKM: Readonly<Partial<Record<Security, number>>> = {
  "wpa2-psk": 4,
  "wpa2-eap": 3,
  "wpa3-sae": 9,
  "wpa3-transition": 9,
};
/** Membership selector of networks whose stations must hash to an element (9.4.2.3). */
const H2E_ONLY = 0xfb;

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

/** The rates beyond the first eight, of which the 5 GHz band has none, and what stations must know. */
export function encodeMoreRates(channel: number, h2eOnly = false): Uint8Array {
  const more = [...isFiveGhz(channel) ? [] : RATES_24_MORE, ...h2eOnly ? [H2E_ONLY] : []];
  return more.length === 0 ? new Uint8Array(0) : encodeElement(50, more);
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

/** Networks of this security can let stations roam with fast transition. */
export function knowsFastTransition(security: Security): boolean {
  return FAST_AKM[security] !== undefined;
}

/** Management frames must be protected. */
export function requiresProtection(security: Security): boolean {
  return security === "wpa3-sae" || security === "wpa3-eap" || security === "owe";
}

export interface RsnChoice {
  /** Management frames can be protected, also where the security does not ask for it. */
  readonly protects?: boolean | undefined;
  /** `offered` by a network beside the ordinary, `chosen` by a station. */
  readonly fastTransition?: "offered" | "chosen" | undefined;
  /** Names a key: 16 bytes. */
  readonly keyName?: Uint8Array | undefined;
}

/** RSN element (9.4.2.24) of a security, empty for those without. */
export function encodeRsn(security: Security, choice: RsnChoice = {}): Uint8Array {
  const akms = AKM[security];
  if (akms === undefined) return new Uint8Array(0);
  const { protects = false, fastTransition, keyName } = choice;
  const fast = FAST_AKM[security];
  const offered = fastTransition === undefined || fast === undefined
    ? akms
    : fastTransition === "chosen"
    ? [fast]
    : [...akms, fast];
  const suite = (type: number) => [0x00, 0x0f, 0xac, type];
  const required = requiresProtection(security) ? 0xc0 : 0x00;
  const capable = protects || security === "wpa3-transition" ? required | 0x80 : required;
  const names = keyName === undefined ? u16(0) : concat(u16(1), keyName);
  return encodeElement(
    48,
    concat(
      u16(1),
      suite(CIPHER_CCMP),
      u16(1),
      suite(CIPHER_CCMP),
      u16(offered.length),
      offered.flatMap(suite),
      u16(capable),
      // How group-addressed management frames are protected comes behind the names of keys.
      capable === 0 ? (keyName === undefined ? [] : names) : concat(names, suite(CIPHER_BIP)),
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

function isFiveGhz(channel: number): boolean {
  return channel > 14;
}
