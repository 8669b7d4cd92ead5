// Payloads of unencrypted data frames: LLC/SNAP header (IEEE 802.2) and what lies above it.
import { concat, macBytes, u16Big } from "./encode-bytes.ts";

const LLC = [0xaa, 0xaa, 0x03, 0, 0, 0];
const ETHERTYPE_IP = [0x08, 0x00];
const ETHERTYPE_EAPOL = [0x88, 0x8e];
const PROTOCOL_UDP = 17;
const TIME_TO_LIVE = 64;
const DHCP_CLIENT_PORT = 68;
const DHCP_SERVER_PORT = 67;
/** Server name and file of a DHCP message, unused. */
const DHCP_UNUSED_BYTES = 192;
const DHCP_MAGIC = [0x63, 0x82, 0x53, 0x63];

/**
 * A WPS message from station to network (Wi-Fi Simple Configuration 7.7): EAP response, expanded
 * type of the Wi-Fi Alliance, message type. M3, which is sent once for each PIN, is 7.
 */
export function encodeWpsMessage(messageType: number): Uint8Array {
  const attributes = [0x10, 0x22, 0, 1, messageType];
  const body = concat([254, 0x00, 0x37, 0x2a, 0, 0, 0, 1, 4, 0], attributes);
  const length = u16Big(4 + body.length);
  return concat(LLC, ETHERTYPE_EAPOL, [1, 0], length, [2, 7], length, body);
}

/** An 802.1X frame without a body: 1 asks for authentication, 2 logs off (802.1X-2020 11.3). */
export function encodeEapol(type: 1 | 2): Uint8Array {
  return concat(LLC, ETHERTYPE_EAPOL, [1, type, 0, 0]);
}

export interface Dhcp {
  readonly kind: "discover" | "offer";
  /** Address of the client's card. */
  readonly client: number;
  readonly transaction: number;
  readonly host?: string;
  readonly vendor?: string;
  /** Hardware type and address. */
  readonly clientId?: readonly number[];
  /** IPv4 addresses as numbers. */
  readonly server?: number;
  readonly offered?: number;
  readonly netmask?: number;
}

const SERVER_DEFAULT = 0xc0a80101;

const option = (code: number, bytes: readonly number[] | Uint8Array) =>
  concat([code, bytes.length], bytes);
const ip4 = (address: number) => [24, 16, 8, 0].map((shift) => (address >>> shift) & 0xff);

/** A DHCP message (RFC 2131) to everybody, in UDP and IPv4 without checksums. */
export function encodeDhcp(message: Dhcp): Uint8Array {
  const { kind, client, transaction, host, vendor, clientId, offered = 0, netmask } = message;
  const isOffer = kind === "offer";
  const text = new TextEncoder();
  const body = concat(
    [isOffer ? 2 : 1, 1, 6, 0],
    ip4(transaction),
    [0, 0, 0, 0, 0, 0, 0, 0],
    ip4(offered),
    [0, 0, 0, 0, 0, 0, 0, 0],
    macBytes(client),
    new Uint8Array(10 + DHCP_UNUSED_BYTES),
    DHCP_MAGIC,
    option(53, [isOffer ? 2 : 1]),
    host === undefined ? [] : option(12, text.encode(host)),
    vendor === undefined ? [] : option(60, text.encode(vendor)),
    clientId === undefined ? [] : option(61, clientId),
    netmask === undefined ? [] : option(1, ip4(netmask)),
    [255],
  );
  const ports = [DHCP_CLIENT_PORT, DHCP_SERVER_PORT];
  const udp = concat(
    ...(isOffer ? ports.toReversed() : ports).map(u16Big),
    u16Big(8 + body.length),
    [0, 0],
    body,
  );
  return concat(
    LLC,
    ETHERTYPE_IP,
    [0x45, 0],
    u16Big(20 + udp.length),
    [0, 0, 0, 0, TIME_TO_LIVE, PROTOCOL_UDP, 0, 0],
    ip4(isOffer ? message.server ?? SERVER_DEFAULT : 0),
    [255, 255, 255, 255],
    udp,
  );
}

/** The greeting of NetStumbler 3.22, which Lucent drivers sent (spec dot11 7.2). */
export function encodeNetStumbler(): Uint8Array {
  return encodeLucent([0x46, 0x6c, 0x75]);
}

/** The link test of old Lucent cards (spec dot11 7.2). */
export function encodeLucentTest(): Uint8Array {
  return encodeLucent([0, 1, 2, 3]);
}

function encodeLucent(mark: readonly number[]): Uint8Array {
  return concat([0xaa, 0xaa, 3, 0, 0x60, 0x1d, 0, 1, 0, 0, 0, 0], mark, new Uint8Array(8));
}
