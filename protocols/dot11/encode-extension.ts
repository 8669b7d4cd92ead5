// Encodes frames of the extension type, beacons at 60 GHz and of HaLow networks, and what belongs to
// them and to meshes (IEEE 802.11-2020 9.3.4, 9.4.2.97, 9.4.2.127, 9.4.2.195, 9.4.2.212).
import { concat, macBytes, u16 } from "./encode-bytes.ts";
import { encodeElement } from "./encode-elements.ts";
import { encodeHeader } from "./encode.ts";

export interface DmgBeaconFrame {
  readonly bssid: number;
  readonly timestampUs: number;
  readonly intervalTu?: number;
  /** 1 ad-hoc, 2 personal, 3 infrastructure. */
  readonly bssType?: 1 | 2 | 3;
  readonly privacy?: boolean;
  readonly discovery?: boolean;
  /** With a clustering control field. */
  readonly clustering?: boolean;
  readonly elements?: Uint8Array;
}

export function encodeDmgBeacon(beacon: DmgBeaconFrame): Uint8Array {
  const control = (beacon.clustering ? 0x01 : 0) | (beacon.discovery ? 0x02 : 0);
  return concat(
    [0x0c, 0, 0, 0],
    macBytes(beacon.bssid),
    u32(beacon.timestampUs),
    u32(Math.floor(beacon.timestampUs / 0x100000000)),
    [0x04, 0x05, 0],
    u16(beacon.intervalTu ?? 100),
    [control, 0, 0, 0, 0, 0],
    [(beacon.bssType ?? 3) | (beacon.privacy ? 0x10 : 0)],
    new Uint8Array(beacon.clustering ? (beacon.discovery ? 6 : 8) : 0),
    beacon.elements ?? [],
  );
}

/** DMG capabilities: antennas 1 to 4, sectors 1 to 128, highest MCS received. */
export function encodeDmgCapabilities(
  address: number,
  { antennas = 1, sectors = 32, maxMcs = 12 } = {},
): Uint8Array {
  const low = ((antennas - 1) << 4) | ((sectors - 1) << 7) | ((maxMcs & 0x0f) << 28);
  return encodeElement(
    148,
    concat(macBytes(address), [0], u32(low), [maxMcs >> 4, 0, 0, 0], new Uint8Array(7)),
  );
}

export interface S1gBeaconFrame {
  readonly source: number;
  readonly timestampUs: number;
  readonly changeSequence?: number;
  readonly security?: boolean;
  readonly nextBeacon?: number;
  readonly compressedSsid?: number;
  readonly accessOptions?: number;
  readonly elements?: Uint8Array;
}

export function encodeS1gBeacon(beacon: S1gBeaconFrame): Uint8Array {
  const { nextBeacon, compressedSsid, accessOptions } = beacon;
  const flags = (nextBeacon === undefined ? 0 : 0x01) | (compressedSsid === undefined ? 0 : 0x02) |
    (accessOptions === undefined ? 0 : 0x04) | (beacon.security ? 0x40 : 0);
  return concat(
    [0x1c, flags, 0, 0],
    macBytes(beacon.source),
    u32(beacon.timestampUs),
    [beacon.changeSequence ?? 0],
    nextBeacon === undefined ? [] : u32(nextBeacon).slice(0, 3),
    compressedSsid === undefined ? [] : u32(compressedSsid),
    accessOptions === undefined ? [] : [accessOptions],
    beacon.elements ?? [],
  );
}

/** S1G beacon compatibility. */
export function encodeS1gCompatibility(intervalTu: number, timestampHigh = 0): Uint8Array {
  return encodeElement(213, concat(u16(0), u16(intervalTu), u32(timestampHigh)));
}

/** S1G operation: width in use in MHz, operating class, primary and centre channel. */
export function encodeS1gOperation(
  widthMhz: number,
  operatingClass: number,
  primary: number,
  center: number,
): Uint8Array {
  const width = ((widthMhz - 1) << 1) | (widthMhz === 1 ? 1 : 0);
  return encodeElement(232, concat([width, operatingClass, primary, center], u16(0x00cc)));
}

/** Mesh configuration: HWMP over airtime; peers, and how they authenticate (0 none, 1 SAE). */
export function encodeMeshConfiguration(peerings = 1, authentication = 0): Uint8Array {
  return encodeElement(113, [1, 1, 0, 1, authentication, (peerings << 1) | 1, 0x09]);
}

export function encodeMeshId(name: string): Uint8Array {
  return encodeElement(114, new TextEncoder().encode(name));
}

export interface MeshData {
  /** Of this hop. */
  readonly receiver: number;
  readonly transmitter: number;
  /** Last and first mesh station. */
  readonly meshDestination: number;
  readonly meshSource: number;
  /** Behind them, destination and source. */
  readonly proxied?: readonly [number, number];
  readonly payload?: Uint8Array;
  readonly sequence: number;
}

/** A data frame between mesh stations with mesh control. */
export function encodeMeshData(frame: MeshData): Uint8Array {
  return concat(
    encodeHeader(
      2,
      8,
      0x03,
      [frame.receiver, frame.transmitter, frame.meshDestination],
      frame.sequence,
    ),
    macBytes(frame.meshSource),
    [0, 0x01],
    [frame.proxied === undefined ? 0 : 2, 31],
    u32(frame.sequence),
    ...(frame.proxied ?? []).map(macBytes),
    frame.payload ?? [],
  );
}

function u32(value: number): number[] {
  return [value & 0xff, (value >>> 8) & 0xff, (value >>> 16) & 0xff, (value >>> 24) & 0xff];
}
