// Encodes 802.11 frames (IEEE 802.11-2020 9.2, 9.3) for the demo, benchmarks and tests: what
// `decodeDot11Frame` and `decodeElements` read. Frames are without FCS; `protocols/radiotap` adds
// capture headers.

import { concat, macBytes, u16 } from "./encode-bytes.ts";
import { encodeEapolKey, encodePmkid } from "./encode-eapol.ts";
import {
  encodeElement,
  encodeMoreRates,
  encodeRates,
  encodeRsn,
  encodeSsid,
} from "./encode-elements.ts";
import type { MultiLinkDevice } from "./encode-modern.ts";
import {
  answerElements,
  type Network,
  networkElements,
  OFDM_CHANNEL,
  type StationChoice,
  stationElements,
} from "./encode-network.ts";
import { type Band, encodeHtAbilities } from "./encode-radio.ts";

export { concat } from "./encode-bytes.ts";
export type { Security } from "./encode-elements.ts";
export type { Network } from "./encode-network.ts";

export const BROADCAST = 0xffffffffffff;

const CAPABILITY_ESS = 0x0001;
const CAPABILITY_PRIVACY = 0x0010;
const CAPABILITY_SHORT_SLOT = 0x0400;

const NOTHING = new Uint8Array(0);

/** Microseconds since the access point started, and its sequence number. */
export interface Moment {
  readonly timestampUs: number;
  readonly sequence: number;
}

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
    macBytes(addresses[0]),
    macBytes(addresses[1]),
    macBytes(addresses[2]),
    u16((sequence & 0xfff) << 4),
  );
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
export function encodeProbeRequest(
  station: number,
  ssid: string,
  sequence: number,
  extra: Uint8Array = NOTHING,
  band: Band = "2.4",
): Uint8Array {
  const rates = band === "2.4" ? 1 : OFDM_CHANNEL;
  return concat(
    encodeHeader(0, 4, 0, [BROADCAST, station, BROADCAST], sequence),
    encodeSsid(ssid),
    encodeRates(rates),
    encodeMoreRates(rates),
    band === "6" ? NOTHING : encodeHtAbilities(band),
    encodeElement(127, [0, 0, 8, 4, 0, 0, 0, 0x40]),
    extra,
  );
}

/** Open-system authentication, step 1 or 2. */
export function encodeAuthentication(
  from: number,
  to: number,
  bssid: number,
  step: 1 | 2,
  sequence: number,
  status = 0,
): Uint8Array {
  return concat(
    encodeHeader(0, 11, 0, [to, from, bssid], sequence),
    u16(0),
    u16(step),
    u16(status),
  );
}

export function encodeAssociationRequest(
  network: Network,
  station: number,
  sequence: number,
  choice: StationChoice = {},
): Uint8Array {
  return concat(
    encodeHeader(0, 0, 0, [network.bssid, station, network.bssid], sequence),
    u16(capabilityOf(network)),
    u16(10),
    stationElements(network, choice),
  );
}

/** The same of a station that is joined with `from` already (9.3.3.7). */
export function encodeReassociationRequest(
  network: Network,
  station: number,
  from: number,
  sequence: number,
  choice: StationChoice = {},
): Uint8Array {
  return concat(
    encodeHeader(0, 2, 0, [network.bssid, station, network.bssid], sequence),
    u16(capabilityOf(network)),
    u16(10),
    macBytes(from),
    stationElements(network, choice),
  );
}

export interface AssociationAnswer {
  readonly status?: number;
  readonly multiLink?: MultiLinkDevice | undefined;
  /** Answers a reassociation request. */
  readonly again?: boolean;
  /** Elements of a fast transition. */
  readonly signed?: Uint8Array;
}

export function encodeAssociationResponse(
  network: Network,
  station: number,
  sequence: number,
  { status = 0, multiLink, again = false, signed }: AssociationAnswer = {},
): Uint8Array {
  return concat(
    encodeHeader(0, again ? 3 : 1, 0, [station, network.bssid, network.bssid], sequence),
    u16(capabilityOf(network)),
    u16(status),
    u16(0xc001),
    answerElements(network, multiLink, signed),
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

/** An action frame: category, action, and what follows them. */
export function encodeAction(
  from: number,
  to: number,
  bssid: number,
  category: number,
  action: number,
  body: Uint8Array | readonly number[],
  sequence: number,
): Uint8Array {
  return concat(
    encodeHeader(0, 13, 0, [to, from, bssid], sequence),
    [category, action],
    body,
  );
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
  /** With a QoS control field unless false. */
  readonly qos?: boolean;
}

const TO_DS = 0x01;
const FROM_DS = 0x02;
const RETRY = 0x08;
const POWER_MANAGEMENT = 0x10;
const PROTECTED = 0x40;

/** A data frame with one MSDU. */
export function encodeData(frame: DataFrame): Uint8Array {
  const flags = (frame.toAp ? TO_DS : FROM_DS) | (frame.encrypted ? PROTECTED : 0) |
    (frame.retry ? RETRY : 0);
  const addresses: [number, number, number] = frame.toAp
    ? [frame.bssid, frame.station, frame.peer]
    : [frame.station, frame.bssid, frame.peer];
  const withQos = frame.qos !== false;
  return concat(
    encodeHeader(2, withQos ? 8 : 0, flags, addresses, frame.sequence),
    withQos ? [0, 0] : [],
    frame.encrypted ? ccmpHeader(frame.sequence) : [],
    frame.payload,
  );
}

// CCMP: packet number 0 and 1, reserved, key id with ExtIV, packet number 2 to 5 (12.5.3.2).
function ccmpHeader(packetNumber: number): number[] {
  return [...u16(packetNumber), 0, 0x20, 0, 0, 0, 0];
}

export interface FourAddressFrame {
  readonly receiver: number;
  readonly transmitter: number;
  readonly destination: number;
  readonly source: number;
  readonly payload: Uint8Array;
  readonly sequence: number;
}

/** A QoS data frame between two access points (WDS). */
export function encodeFourAddress(frame: FourAddressFrame): Uint8Array {
  const addresses: [number, number, number] = [
    frame.receiver,
    frame.transmitter,
    frame.destination,
  ];
  return concat(
    encodeHeader(2, 8, TO_DS | FROM_DS, addresses, frame.sequence),
    macBytes(frame.source),
    [0, 0],
    frame.payload,
  );
}

/** A null frame: power saving told to the access point. */
export function encodeNull(station: number, bssid: number, sequence: number): Uint8Array {
  return encodeHeader(2, 4, TO_DS | POWER_MANAGEMENT, [bssid, station, bssid], sequence);
}

/** A QoS null frame, the same with a QoS control field. */
export function encodeQosNull(station: number, bssid: number, sequence: number): Uint8Array {
  const addresses: [number, number, number] = [bssid, station, bssid];
  return concat(encodeHeader(2, 12, TO_DS | POWER_MANAGEMENT, addresses, sequence), [0, 0]);
}

/** A request to send that reserves the air for `durationUs`. */
export function encodeRts(receiver: number, transmitter: number, durationUs: number): Uint8Array {
  return concat([0xb4, 0], u16(durationUs), macBytes(receiver), macBytes(transmitter));
}

export function encodeCts(receiver: number, durationUs: number): Uint8Array {
  return concat([0xc4, 0], u16(durationUs), macBytes(receiver));
}

/** An acknowledgement. */
export function encodeAck(receiver: number): Uint8Array {
  return concat([0xd4, 0, 0, 0], macBytes(receiver));
}

export interface HandshakeOptions {
  /** 16 bytes; made up when left out. */
  readonly mic?: Uint8Array;
  /** Message 1 only: 16 bytes. */
  readonly pmkid?: Uint8Array;
  /** Of message 1; messages 3 and 4 have the next one. */
  readonly replayCounter?: number;
}

const KEY_INFO = [0x008a, 0x010a, 0x13ca, 0x030a] as const;

/** Message 1 to 4 of a WPA2 four-way handshake, as an unencrypted data frame (12.7.6). */
export function encodeHandshakeMessage(
  network: Network,
  station: number,
  message: 1 | 2 | 3 | 4,
  nonce: Uint8Array,
  sequence: number,
  options: HandshakeOptions = {},
): Uint8Array {
  const fromAp = message === 1 || message === 3;
  const first = options.replayCounter ?? 1;
  return encodeData({
    bssid: network.bssid,
    station,
    peer: network.bssid,
    toAp: !fromAp,
    encrypted: false,
    payload: encodeEapolKey({
      keyInfo: KEY_INFO[message - 1]!,
      keyLength: fromAp ? 16 : 0,
      replayCounter: message > 2 ? first + 1 : first,
      nonce: message === 4 ? undefined : nonce,
      mic: message === 1 ? undefined : options.mic ?? new Uint8Array(16).fill(0x5a),
      data: handshakeData(network, message, options),
    }),
    sequence,
  });
}

function handshakeData(
  network: Network,
  message: 1 | 2 | 3 | 4,
  options: HandshakeOptions,
): Uint8Array {
  if (message === 1) return options.pmkid === undefined ? NOTHING : encodePmkid(options.pmkid);
  if (message === 2) return encodeRsn(network.security);
  // Encrypted group key: ciphertext, which does not look like elements.
  return message === 3 ? new Uint8Array(56).fill(0xc3) : NOTHING;
}
