// What unprotected data frames tell about a device: CDP, ARP, DHCP, UDP and TCP behind an LLC/SNAP
// header (spec dot11 2.5).
import { readMac, readU16Big, readU32Big } from "./bytes.ts";

/** `IpPayload.kind`. */
export const IP_NONE = 0;
export const IP_CDP = 1;
export const IP_ARP = 2;
export const IP_UDP = 3;
export const IP_TCP = 4;
export const IP_DHCP_OFFER = 5;
export const IP_DHCP_DISCOVER = 6;
export const IP_MDNS = 7;

/** One decoded payload; addresses are big-endian integers, ranges are of the frame's bytes. */
export class IpPayload {
  kind = IP_NONE;
  /** IPv4 source, ARP sender. */
  sourceIp = 0;
  destinationIp = 0;
  sourcePort = 0;
  destinationPort = 0;

  // DHCP.
  /** Hardware address of the client, 48-bit number. */
  clientMac = 0;
  offeredIp = 0;
  netmask = 0;
  gateway = 0;
  hostStart = 0;
  hostEnd = 0;
  vendorStart = 0;
  vendorEnd = 0;
  clientIdStart = 0;
  clientIdEnd = 0;

  // CDP.
  cdpDeviceStart = 0;
  cdpDeviceEnd = 0;
  cdpPortStart = 0;
  cdpPortEnd = 0;
}

const LLC_BYTES = 8;
const CDP_V2_HEADER_BYTES = 4;
const CDP_OTHER_HEADER_BYTES = 7;
const ARP_BYTES = 28;
const IP_HEADER_BYTES = 20;
const PROTOCOL_TCP = 6;
const PROTOCOL_UDP = 17;
const UDP_HEADER_BYTES = 8;
const PORT_DHCP_SERVER = 67;
const PORT_DHCP_CLIENT = 68;
const PORT_MDNS = 5353;
const DHCP_FIXED_BYTES = 240;
const DHCP_COOKIE = 0x63825363;
const DHCP_DISCOVER = 1;
const DHCP_OFFER = 2;

/** Fills `into` from a data payload that starts at its LLC header; `kind` says what it is. */
export function decodeIpPayload(
  into: IpPayload,
  bytes: Uint8Array,
  start: number,
  end: number,
): void {
  clear(into);
  if (end - start < LLC_BYTES) return;
  if (bytes[start] !== 0xaa || bytes[start + 1] !== 0xaa || bytes[start + 2] !== 0x03) return;
  const oui = (bytes[start + 3]! << 16) | (bytes[start + 4]! << 8) | bytes[start + 5]!;
  const protocol = readU16Big(bytes, start + 6);
  const body = start + LLC_BYTES;
  if (oui === 0x00000c && protocol === 0x2000) decodeCdp(into, bytes, body, end);
  else if (oui !== 0) return;
  else if (protocol === 0x0806) decodeArp(into, bytes, body, end);
  else if (protocol === 0x0800) decodeIpv4(into, bytes, body, end);
}

// Version, time to live, checksum (2); then type (2), length with these four (2), data.
function decodeCdp(into: IpPayload, bytes: Uint8Array, body: number, end: number): void {
  if (body >= end) return;
  let at = body + (bytes[body] === 2 ? CDP_V2_HEADER_BYTES : CDP_OTHER_HEADER_BYTES);
  into.kind = IP_CDP;
  while (at + 4 <= end) {
    const type = readU16Big(bytes, at);
    const length = readU16Big(bytes, at + 2);
    if (length === 0) return;
    if (length < 4 || at + length > end) {
      clear(into);
      return;
    }
    if (type === 1) {
      into.cdpDeviceStart = at + 4;
      into.cdpDeviceEnd = at + length;
    } else if (type === 3) {
      into.cdpPortStart = at + 4;
      into.cdpPortEnd = at + length;
    }
    at += length;
  }
}

function decodeArp(into: IpPayload, bytes: Uint8Array, body: number, end: number): void {
  if (end - body < ARP_BYTES) return;
  into.kind = IP_ARP;
  into.sourceIp = readU32Big(bytes, body + 14);
}

function decodeIpv4(into: IpPayload, bytes: Uint8Array, body: number, end: number): void {
  if (end - body < IP_HEADER_BYTES || bytes[body]! >> 4 !== 4) return;
  const headerBytes = (bytes[body]! & 0x0f) * 4;
  const ports = body + headerBytes;
  if (headerBytes < IP_HEADER_BYTES || ports + 4 > end) return;
  const protocol = bytes[body + 9]!;
  if (protocol !== PROTOCOL_TCP && protocol !== PROTOCOL_UDP) return;
  into.sourceIp = readU32Big(bytes, body + 12);
  into.destinationIp = readU32Big(bytes, body + 16);
  into.kind = protocol === PROTOCOL_TCP ? IP_TCP : IP_UDP;
  // Only the first fragment has ports.
  if ((readU16Big(bytes, body + 6) & 0x1fff) !== 0) return;
  into.sourcePort = readU16Big(bytes, ports);
  into.destinationPort = readU16Big(bytes, ports + 2);
  if (protocol === PROTOCOL_TCP) return;
  const { sourcePort, destinationPort } = into;
  if (sourcePort === PORT_MDNS && destinationPort === PORT_MDNS) into.kind = IP_MDNS;
  else if (sourcePort === PORT_DHCP_SERVER && destinationPort === PORT_DHCP_CLIENT) {
    decodeDhcp(into, bytes, ports + UDP_HEADER_BYTES, end, DHCP_OFFER);
  } else if (sourcePort === PORT_DHCP_CLIENT && destinationPort === PORT_DHCP_SERVER) {
    decodeDhcp(into, bytes, ports + UDP_HEADER_BYTES, end, DHCP_DISCOVER);
  }
}

// BOOTP fields to offset 236, a cookie, then options: tag (1), length (1), data; 0 is padding, 255
// the end (RFC 2131 2, RFC 2132). A message of another kind than `wanted` stays plain UDP.
function decodeDhcp(
  into: IpPayload,
  bytes: Uint8Array,
  start: number,
  end: number,
  wanted: number,
): void {
  const options = start + DHCP_FIXED_BYTES;
  if (options > end || readU32Big(bytes, start + 236) !== DHCP_COOKIE) return;
  if (dhcpMessageType(bytes, options, end) !== wanted) return;
  into.kind = wanted === DHCP_OFFER ? IP_DHCP_OFFER : IP_DHCP_DISCOVER;
  into.offeredIp = readU32Big(bytes, start + 16);
  if (bytes[start + 2] === 6) into.clientMac = readMac(bytes, start + 28);
  let at = options;
  while (at + 2 <= end) {
    const tag = bytes[at]!;
    if (tag === 255) return;
    if (tag === 0) {
      at += 1;
      continue;
    }
    const data = at + 2;
    const dataEnd = data + bytes[at + 1]!;
    if (dataEnd > end) return;
    setDhcpOption(into, bytes, tag, data, dataEnd);
    at = dataEnd;
  }
}

function dhcpMessageType(bytes: Uint8Array, options: number, end: number): number {
  let at = options;
  while (at + 2 < end && bytes[at] !== 255) {
    if (bytes[at] === 0) {
      at += 1;
      continue;
    }
    if (bytes[at] === 53 && bytes[at + 1]! >= 1) return bytes[at + 2]!;
    at += 2 + bytes[at + 1]!;
  }
  return 0;
}

function setDhcpOption(
  into: IpPayload,
  bytes: Uint8Array,
  tag: number,
  data: number,
  dataEnd: number,
): void {
  switch (tag) {
    case 1:
      if (dataEnd - data >= 4) into.netmask = readU32Big(bytes, data);
      break;
    case 3:
      if (dataEnd - data >= 4) into.gateway = readU32Big(bytes, data);
      break;
    case 12:
      into.hostStart = data;
      into.hostEnd = dataEnd;
      break;
    case 60:
      into.vendorStart = data;
      into.vendorEnd = dataEnd;
      break;
    case 61:
      into.clientIdStart = data;
      into.clientIdEnd = dataEnd;
      break;
  }
}

function clear(into: IpPayload): void {
  into.kind = IP_NONE;
  into.sourceIp = 0;
  into.destinationIp = 0;
  into.sourcePort = 0;
  into.destinationPort = 0;
  into.clientMac = 0;
  into.offeredIp = 0;
  into.netmask = 0;
  into.gateway = 0;
  into.hostStart = 0;
  into.hostEnd = 0;
  into.vendorStart = 0;
  into.vendorEnd = 0;
  into.clientIdStart = 0;
  into.clientIdEnd = 0;
  into.cdpDeviceStart = 0;
  into.cdpDeviceEnd = 0;
  into.cdpPortStart = 0;
  into.cdpPortEnd = 0;
}
