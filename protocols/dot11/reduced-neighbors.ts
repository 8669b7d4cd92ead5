// Reduced neighbor report: access points nearby, mostly those of the same box in other bands, with
// 6 GHz networks that can only be found this way (IEEE 802.11-2020 9.4.2.170, 802.11ax-2021,
// 802.11be-2024 for the multi-link part).
import { type Fault, faultCode, OK } from "../faults.ts";
import { readMac, readU16, readU32 } from "./bytes.ts";

const NEIGHBORS_MALFORMED = faultCode("dot11.neighbors_malformed");

/** Neighbors kept of one frame; more are counted only. */
export const NEIGHBORS_MAX = 64;

// One neighbor AP information field: header (2: type 2 bits, filtered 1, reserved 1, count less one
// 4, length 8), operating class, channel, then `count` entries of `length` bytes.
const HEADER_BYTES = 4;
/** What an entry of a length holds: offsets of its parts, -1 = not there. */
interface EntryLayout {
  readonly bssid: number;
  readonly shortSsid: number;
  readonly parameters: number;
  readonly power: number;
  readonly multiLink: number;
}
const NONE: EntryLayout = { bssid: -1, shortSsid: -1, parameters: -1, power: -1, multiLink: -1 };
const LAYOUTS: readonly (EntryLayout | undefined)[] = layouts();

function layouts(): (EntryLayout | undefined)[] {
  const list: (EntryLayout | undefined)[] = Array.from({ length: 17 }, () => undefined);
  list[1] = NONE;
  list[2] = { ...NONE, parameters: 1 };
  list[5] = { ...NONE, shortSsid: 1 };
  list[6] = { ...NONE, shortSsid: 1, parameters: 5 };
  list[7] = { ...NONE, bssid: 1 };
  list[8] = { ...NONE, bssid: 1, parameters: 7 };
  list[9] = { ...NONE, bssid: 1, parameters: 7, power: 8 };
  list[10] = { ...NONE, bssid: 1, multiLink: 7 };
  list[11] = { ...NONE, bssid: 1, shortSsid: 7 };
  list[12] = { ...NONE, bssid: 1, shortSsid: 7, parameters: 11 };
  list[13] = { ...NONE, bssid: 1, shortSsid: 7, parameters: 11, power: 12 };
  list[16] = { bssid: 1, shortSsid: 7, parameters: 11, power: 12, multiLink: 13 };
  return list;
}

/** Parallel columns, one row a neighbor. Zero where the entry does not tell. */
export class ReducedNeighbors {
  count = 0;
  dropped = 0;
  readonly operatingClass: Uint8Array = new Uint8Array(NEIGHBORS_MAX);
  readonly channel: Uint8Array = new Uint8Array(NEIGHBORS_MAX);
  readonly bssid: Float64Array = new Float64Array(NEIGHBORS_MAX);
  readonly shortSsid: Uint32Array = new Uint32Array(NEIGHBORS_MAX);
  readonly hasShortSsid: Uint8Array = new Uint8Array(NEIGHBORS_MAX);
  /** 0x02 same SSID, 0x04 multiple BSSID, 0x08 transmitted, 0x40 in the same box. */
  readonly parameters: Uint8Array = new Uint8Array(NEIGHBORS_MAX);
  /** Identifier of the multi-link device, 0 = that of the reporter; 255 when not told. */
  readonly mldId: Uint8Array = new Uint8Array(NEIGHBORS_MAX);
  /** 15 when not told. */
  readonly linkId: Uint8Array = new Uint8Array(NEIGHBORS_MAX);
}

export const NEIGHBOR_SAME_SSID = 0x02;
export const NEIGHBOR_CO_LOCATED = 0x40;
export const NO_MLD_ID = 255;
export const NO_LINK_ID = 15;

export function clearReducedNeighbors(into: ReducedNeighbors): void {
  into.count = 0;
  into.dropped = 0;
}

/** Adds the neighbors of one element body to `into`; a frame may have several such elements. */
export function decodeReducedNeighbors(
  into: ReducedNeighbors,
  bytes: Uint8Array,
  start: number,
  limit: number,
): Fault {
  const { count: before } = into;
  let at = start;
  while (at < limit) {
    const header = at + HEADER_BYTES > limit ? 0 : readU16(bytes, at);
    const type = header & 3;
    const count = ((header >> 4) & 0x0f) + 1;
    const length = header >>> 8;
    const entries = at + HEADER_BYTES;
    const next = entries + count * length;
    if (next > limit || length === 0) {
      into.count = before;
      return NEIGHBORS_MALFORMED;
    }
    // Other types are reserved; longer entries begin as the longest known (9.4.2.170.2).
    const layout = type === 0 ? LAYOUTS[Math.min(length, 16)] ?? LAYOUTS[1]! : undefined;
    if (layout !== undefined) {
      for (let entry = entries; entry < next; entry += length) {
        add(into, bytes, at, entry, layout);
      }
    }
    at = next;
  }
  return OK;
}

function add(
  into: ReducedNeighbors,
  bytes: Uint8Array,
  header: number,
  entry: number,
  layout: EntryLayout,
): void {
  if (into.count >= NEIGHBORS_MAX) {
    into.dropped += 1;
    return;
  }
  const row = into.count++;
  into.operatingClass[row] = bytes[header + 2]!;
  into.channel[row] = bytes[header + 3]!;
  into.bssid[row] = layout.bssid < 0 ? 0 : readMac(bytes, entry + layout.bssid);
  into.hasShortSsid[row] = layout.shortSsid < 0 ? 0 : 1;
  into.shortSsid[row] = layout.shortSsid < 0 ? 0 : readU32(bytes, entry + layout.shortSsid);
  into.parameters[row] = layout.parameters < 0 ? 0 : bytes[entry + layout.parameters]!;
  into.mldId[row] = layout.multiLink < 0 ? NO_MLD_ID : bytes[entry + layout.multiLink]!;
  into.linkId[row] = layout.multiLink < 0 ? NO_LINK_ID : bytes[entry + layout.multiLink + 1]! & 0xf;
}

/** Channel text of a global operating class (802.11-2020 Annex E table E-4): "37W6e", "36". */
export function channelOfClass(operatingClass: number, channel: number): string {
  const is6Ghz = operatingClass >= 131 && operatingClass <= 137;
  return is6Ghz ? `${channel}W6e` : String(channel);
}
