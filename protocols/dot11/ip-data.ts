// What unprotected data frames tell about a device: CDP, ARP, DHCP, UDP and TCP behind an LLC/SNAP
// header (spec dot11 2.5).

/** `IpData.kind`. */
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

/** Fills `into` from a data payload that starts at its LLC header; `kind` says what it is. */
export function decodeIpPayload(
  into: IpPayload,
  _bytes: Uint8Array,
  _start: number,
  _end: number,
): void {
  into.kind = IP_NONE;
}
