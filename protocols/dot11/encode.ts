// Encodes 802.11 frames (IEEE 802.11-2020 9.2, 9.3) for the demo, benchmarks and tests: what
// `decodeDot11Frame` and `decodeElements` read. Frames are without FCS; `protocols/radiotap` adds
// capture headers.

export const BROADCAST = 0xffffffffffff;

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

const CAPABILITY_ESS = 0x0001;
const CAPABILITY_PRIVACY = 0x0010;
const CAPABILITY_SHORT_SLOT = 0x0400;

const CCMP = 4;
const TKIP = 2;
const AKM: Readonly<Partial<Record<Security, readonly number[]>>> = {
  "wpa2-psk": [2],
  "wpa2-eap": [1],
  "wpa3-sae": [8],
  "wpa3-transition": [2, 8],
  owe: [18],
};

export interface Network {
  readonly ssid: string;
  readonly bssid: number;
  readonly channel: number;
  readonly security: Security;
  readonly country?: string;
  /** Sends HT, and above channel 14 VHT, elements unless false. */
  readonly modern?: boolean;
  /** Beacons carry an empty name. */
  readonly hidden?: boolean;
  readonly extra?: Uint8Array;
}

/** Microseconds since the access point started, and its sequence number. */
export interface Moment {
  readonly timestampUs: number;
  readonly sequence: number;
}

const encoder = new TextEncoder();

/** Joins parts into one array. */
export function concat(...parts: readonly (Uint8Array | readonly number[])[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

function mac(address: number): number[] {
  const high = Math.floor(address / 0x100000000);
  const low = address >>> 0;
  return [high >>> 8, high, low >>> 24, low >>> 16, low >>> 8, low].map((byte) => byte & 0xff);
}

const u16 = (value: number): number[] => [value & 0xff, (value >>> 8) & 0xff];

/** MAC header of 24 bytes: frame control, duration, three addresses, sequence control. */
export function encodeHeader(
  kind: 0 | 1 | 2,
  subtype: number,
  flags: number,
  addresses: readonly [number, number, number],
  sequence: number,
): Uint8Array {
  return concat(
    [(subtype << 4) | (kind << 2), flags, 0, 0],
    mac(addresses[0]),
    mac(addresses[1]),
    mac(addresses[2]),
    u16((sequence & 0xfff) << 4),
  );
}

/** One element: tag, length, body (9.4.2.1). */
export function encodeElement(tag: number, body: Uint8Array | readonly number[]): Uint8Array {
  if (body.length > 255) throw new RangeError(`element ${tag} has ${body.length} bytes`);
  return concat([tag, body.length], body);
}

/** RSN element (9.4.2.24) of a security, empty for those without. */
export function encodeRsn(security: Security): Uint8Array {
  const akms = AKM[security];
  if (akms === undefined) return new Uint8Array(0);
  const suite = (type: number) => [0x00, 0x0f, 0xac, type];
  const required = security === "wpa3-sae" || security === "owe" ? 0xc0 : 0x00;
  const capable = security === "wpa3-transition" ? 0x80 : required;
  return encodeElement(
    48,
    concat(
      [1, 0],
      suite(CCMP),
      [1, 0],
      suite(CCMP),
      u16(akms.length),
      akms.flatMap(suite),
      [capable, 0],
    ),
  );
}

/** WPA element of 2003, a vendor element. */
export function encodeWpa(): Uint8Array {
  const suite = (type: number) => [0x00, 0x50, 0xf2, type];
  return encodeElement(
    221,
    concat(suite(1), [1, 0], suite(TKIP), [1, 0], suite(TKIP), [1, 0], suite(2)),
  );
}

const RATES_24 = [0x82, 0x84, 0x8b, 0x96, 0x0c, 0x12, 0x18, 0x24];
const RATES_5 = [0x8c, 0x12, 0x98, 0x24, 0xb0, 0x48, 0x60, 0x6c];

function networkElements(network: Network, ssid: string, beacon: boolean): Uint8Array {
  const wide = network.channel > 14;
  const parts: Uint8Array[] = [
    encodeElement(0, encoder.encode(ssid).subarray(0, 32)),
    encodeElement(1, wide ? RATES_5 : RATES_24),
    encodeElement(3, [network.channel & 0xff]),
  ];
  if (beacon) parts.push(encodeElement(5, [0, 1, 0, 0]));
  if (network.country !== undefined) {
    parts.push(encodeElement(7, concat(encoder.encode(network.country), [0x20, 1, 13, 20])));
  }
  parts.push(encodeRsn(network.security));
  if (!wide) parts.push(encodeElement(50, [0x30, 0x48, 0x60, 0x6c]));
  if (network.modern !== false) {
    parts.push(encodeElement(45, concat([0xef, 0x01, 0x17, 0xff, 0xff], new Uint8Array(21))));
    parts.push(encodeElement(61, concat([network.channel & 0xff, 0], new Uint8Array(20))));
    if (wide) {
      parts.push(encodeElement(191, [0xb1, 0x01, 0x80, 0x33, 0xfa, 0xff, 0, 0, 0xfa, 0xff, 0, 0]));
      parts.push(encodeElement(192, [1, (network.channel & 0xff) + 6, 0, 0, 0]));
    }
  }
  if (network.security === "wpa-psk") parts.push(encodeWpa());
  if (network.extra !== undefined) parts.push(network.extra);
  return concat(...parts);
}

function capabilityOf(network: Network): number {
  return CAPABILITY_ESS | CAPABILITY_SHORT_SLOT |
    (network.security === "open" ? 0 : CAPABILITY_PRIVACY);
}

function advertisement(
  subtype: 5 | 8,
  network: Network,
  destination: number,
  at: Moment,
  ssid: string,
): Uint8Array {
  const high = Math.floor(at.timestampUs / 0x100000000);
  const low = at.timestampUs >>> 0;
  return concat(
    encodeHeader(0, subtype, 0, [destination, network.bssid, network.bssid], at.sequence),
    [...u16(low), ...u16(low >>> 16), ...u16(high), ...u16(high >>> 16)],
    u16(100),
    u16(capabilityOf(network)),
    networkElements(network, ssid, subtype === 8),
  );
}

export function encodeBeacon(network: Network, at: Moment): Uint8Array {
  return advertisement(8, network, BROADCAST, at, network.hidden ? "" : network.ssid);
}

export function encodeProbeResponse(network: Network, station: number, at: Moment): Uint8Array {
  return advertisement(5, network, station, at, network.ssid);
}

/** A probe request; an empty name asks for any network. */
export function encodeProbeRequest(station: number, ssid: string, sequence: number): Uint8Array {
  return concat(
    encodeHeader(0, 4, 0, [BROADCAST, station, BROADCAST], sequence),
    encodeElement(0, encoder.encode(ssid).subarray(0, 32)),
    encodeElement(1, RATES_24),
    encodeElement(50, [0x30, 0x48, 0x60, 0x6c]),
    encodeElement(45, concat([0x6f, 0x01, 0x17, 0xff], new Uint8Array(22))),
    encodeElement(127, [0, 0, 8, 4, 0, 0, 0, 0x40]),
  );
}

/** Open-system authentication, step 1 or 2. */
export function encodeAuthentication(
  from: number,
  to: number,
  bssid: number,
  step: 1 | 2,
  sequence: number,
): Uint8Array {
  return concat(encodeHeader(0, 11, 0, [to, from, bssid], sequence), u16(0), u16(step), u16(0));
}

export function encodeAssociationRequest(
  network: Network,
  station: number,
  sequence: number,
): Uint8Array {
  return concat(
    encodeHeader(0, 0, 0, [network.bssid, station, network.bssid], sequence),
    u16(capabilityOf(network)),
    u16(10),
    encodeElement(0, encoder.encode(network.ssid).subarray(0, 32)),
    encodeElement(1, RATES_24),
    encodeRsn(network.security),
  );
}

export function encodeAssociationResponse(
  network: Network,
  station: number,
  sequence: number,
): Uint8Array {
  return concat(
    encodeHeader(0, 1, 0, [station, network.bssid, network.bssid], sequence),
    u16(capabilityOf(network)),
    u16(0),
    u16(0xc001),
    encodeElement(1, RATES_24),
  );
}

/** Deauthentication or disassociation with a reason code. */
export function encodeDeauthentication(
  from: number,
  to: number,
  bssid: number,
  reason: number,
  sequence: number,
  subtype: 10 | 12 = 12,
): Uint8Array {
  return concat(encodeHeader(0, subtype, 0, [to, from, bssid], sequence), u16(reason));
}

export interface DataFrame {
  readonly bssid: number;
  readonly station: number;
  /** The other end behind the access point. */
  readonly peer: number;
  /** From the station to the access point, else the other way. */
  readonly toAp: boolean;
  /** Encrypted with CCMP: the payload then stands for ciphertext. */
  readonly encrypted: boolean;
  readonly payload: Uint8Array;
  readonly sequence: number;
  readonly retry?: boolean;
}

const TO_DS = 0x01;
const FROM_DS = 0x02;
const RETRY = 0x08;
const PROTECTED = 0x40;

/** A QoS data frame. */
export function encodeData(frame: DataFrame): Uint8Array {
  const flags = (frame.toAp ? TO_DS : FROM_DS) | (frame.encrypted ? PROTECTED : 0) |
    (frame.retry ? RETRY : 0);
  const addresses: [number, number, number] = frame.toAp
    ? [frame.bssid, frame.station, frame.peer]
    : [frame.station, frame.bssid, frame.peer];
  // CCMP: packet number 0 and 1, reserved, key id with ExtIV, packet number 2 to 5.
  const ccmp = frame.encrypted ? [frame.sequence & 0xff, 0, 0, 0x20, 0, 0, 0, 0] : [];
  return concat(encodeHeader(2, 8, flags, addresses, frame.sequence), [0, 0], ccmp, frame.payload);
}

/** A null frame: power saving told to the access point. */
export function encodeNull(station: number, bssid: number, sequence: number): Uint8Array {
  return encodeHeader(2, 4, TO_DS | 0x10, [bssid, station, bssid], sequence);
}

/** An acknowledgement. */
export function encodeAck(receiver: number): Uint8Array {
  return concat([0xd4, 0, 0, 0], mac(receiver));
}

/** Message 1 to 4 of a WPA2 four-way handshake, as an unencrypted data frame (12.7.6). */
export function encodeHandshakeMessage(
  network: Network,
  station: number,
  message: 1 | 2 | 3 | 4,
  nonce: Uint8Array,
  sequence: number,
): Uint8Array {
  const toAp = message === 2 || message === 4;
  const info = [0x008a, 0x010a, 0x13ca, 0x030a][message - 1]!;
  const data = message === 2
    ? encodeRsn(network.security)
    : message === 3
    ? new Uint8Array(56)
    : new Uint8Array(0);
  const body = concat(
    [2, info >>> 8, info & 0xff, 0, 16],
    [0, 0, 0, 0, 0, 0, 0, message > 2 ? 2 : 1],
    message === 4 ? new Uint8Array(32) : nonce.subarray(0, 32),
    new Uint8Array(32),
    message === 1 ? new Uint8Array(16) : new Uint8Array(16).fill(0x5a),
    [data.length >>> 8, data.length & 0xff],
    data,
  );
  return encodeData({
    bssid: network.bssid,
    station,
    peer: network.bssid,
    toAp,
    encrypted: false,
    payload: concat(
      [0xaa, 0xaa, 0x03, 0, 0, 0, 0x88, 0x8e, 2, 3, body.length >>> 8, body.length & 0xff],
      body,
    ),
    sequence,
  });
}
