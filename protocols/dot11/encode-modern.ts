// Encodes the elements of newer networks for tests and demonstrations: what `decodeModernElements`
// reads. Each is as small as the standard allows.
import { concat, macBytes, u16 } from "./encode-bytes.ts";
import { encodeElement, encodeSsid, encodeVendor } from "./encode-elements.ts";

type Bytes = Uint8Array | readonly number[];

/** An element with an extension identifier (9.4.2.1). */
export function encodeExtension(id: number, body: Bytes): Uint8Array {
  return encodeElement(255, concat([id], body));
}

/** Streams up to `streams` at one level, 0 to MCS 7, 1 to 9, 2 to 11; none above. */
function heMap(streams: number, level: number): number[] {
  let map = 0xffff;
  for (let stream = 0; stream < streams; stream++) {
    map = (map & ~(3 << (2 * stream))) | (level << (2 * stream));
  }
  return u16(map);
}

export interface HeAbilities {
  /** Widest channel: 20, 40 (2.4 GHz), 80 or 160 MHz. */
  readonly widthMhz?: 20 | 40 | 80 | 160;
  readonly streams?: number;
  readonly twtRequester?: boolean;
}

const HE_WIDTHS = { 20: 0x00, 40: 0x02, 80: 0x04, 160: 0x0c };

/** HE capabilities (802.11ax-2021 9.4.2.248), both ways to MCS 11. */
export function encodeHeAbilities({ widthMhz = 80, streams = 2, twtRequester }: HeAbilities = {}) {
  const map = heMap(streams, 2);
  return encodeExtension(
    35,
    concat(
      [twtRequester ? 0x02 : 0, 0, 0, 0, 0, 0],
      [HE_WIDTHS[widthMhz]],
      new Uint8Array(10),
      map,
      map,
      widthMhz === 160 ? concat(map, map) : [],
    ),
  );
}

export interface SixGhz {
  readonly primaryChannel: number;
  readonly widthMhz: 20 | 40 | 80 | 160;
  readonly center1: number;
  readonly center2?: number;
  readonly regulatory?: number;
  readonly minRateMbps?: number;
}

const SIX_GHZ_WIDTHS = { 20: 0, 40: 1, 80: 2, 160: 3 };

export interface HeRadio {
  readonly color?: number;
  readonly colorDisabled?: boolean;
  readonly twtRequired?: boolean;
  /** VHT operation information: width, centre 0, centre 1. */
  readonly vht?: readonly [number, number, number];
  readonly coHosted?: number;
  readonly sixGhz?: SixGhz;
}

/** HE operation (9.4.2.249). */
export function encodeHeRadio(radio: HeRadio = {}): Uint8Array {
  const { sixGhz, vht, coHosted } = radio;
  const flags = (radio.twtRequired ? 0x08 : 0) | (vht ? 0x4000 : 0) |
    (coHosted === undefined ? 0 : 0x8000) | (sixGhz ? 0x20000 : 0);
  return encodeExtension(
    36,
    concat(
      [flags & 0xff, (flags >> 8) & 0xff, flags >> 16],
      [(radio.color ?? 1) | (radio.colorDisabled ? 0x80 : 0)],
      u16(0xfffc),
      vht ?? [],
      coHosted === undefined ? [] : [coHosted],
      sixGhz === undefined ? [] : [
        sixGhz.primaryChannel,
        SIX_GHZ_WIDTHS[sixGhz.widthMhz] | ((sixGhz.regulatory ?? 0) << 3),
        sixGhz.center1,
        sixGhz.center2 ?? 0,
        sixGhz.minRateMbps ?? 6,
      ],
    ),
  );
}

/** HE 6 GHz band capabilities (9.4.2.263). */
export function encodeSixGhzAbilities(): Uint8Array {
  return encodeExtension(59, [0, 0]);
}

/** Spatial reuse (9.4.2.252): offsets for others, and least and most inside the group. */
export function encodeSpatialReuse(other?: number, group?: readonly [number, number]): Uint8Array {
  const control = (other === undefined ? 0 : 0x04) | (group === undefined ? 0 : 0x08);
  return encodeExtension(
    39,
    concat(
      [control],
      other === undefined ? [] : [other],
      group === undefined ? [] : concat(group, new Uint8Array(16)),
    ),
  );
}

export interface EhtAbilities {
  /** Widest channel; that of the HE capabilities must fit. */
  readonly widthMhz?: 80 | 160 | 320;
  readonly streams?: number;
}

/** EHT capabilities (802.11be-2024 9.4.2.323) of an access point, both ways to MCS 13. */
export function encodeEhtAbilities({ widthMhz = 80, streams = 2 }: EhtAbilities = {}) {
  const set = new Uint8Array(3).fill(streams | (streams << 4));
  return encodeExtension(
    108,
    concat(
      [0, 0],
      [widthMhz === 320 ? 0x02 : 0],
      new Uint8Array(8),
      set,
      widthMhz >= 160 ? set : [],
      widthMhz === 320 ? set : [],
    ),
  );
}

const EHT_WIDTHS = { 20: 0, 40: 1, 80: 2, 160: 3, 320: 4 };

export interface EhtRadio {
  readonly widthMhz: 20 | 40 | 80 | 160 | 320;
  readonly center1: number;
  readonly center2?: number;
  /** Disabled subchannels, bit 0 the lowest. */
  readonly punctured?: number;
}

/** EHT operation (9.4.2.321); without information when nothing is given. */
export function encodeEhtRadio(radio?: EhtRadio): Uint8Array {
  if (radio === undefined) return encodeExtension(106, [0, 0x11, 0, 0, 0]);
  const { punctured } = radio;
  return encodeExtension(
    106,
    concat(
      [punctured === undefined ? 0x01 : 0x03, 0x11, 0, 0, 0],
      [EHT_WIDTHS[radio.widthMhz], radio.center1, radio.center2 ?? 0],
      punctured === undefined ? [] : u16(punctured),
    ),
  );
}

export interface LinkProfile {
  readonly linkId: number;
  readonly address?: number;
  /** Elements of the link. */
  readonly elements?: Uint8Array;
}

export interface MultiLinkDevice {
  readonly mldAddress: number;
  readonly linkId?: number;
  /** Counts changes of the link; beacons have it. */
  readonly changeCount?: number;
  readonly emlsr?: boolean;
  /** Links at once, less one. */
  readonly simultaneousLinks?: number;
  /** Of another device than the sender. */
  readonly mldId?: number;
  readonly profiles?: readonly LinkProfile[];
}

/** Multi-link element of the basic kind (9.4.2.312), in fragments when it is long. */
export function encodeMultiLink(device: MultiLinkDevice): Uint8Array {
  const { linkId, changeCount, emlsr, simultaneousLinks, mldId } = device;
  const control = (linkId === undefined ? 0 : 0x10) | (changeCount === undefined ? 0 : 0x20) |
    (emlsr === undefined ? 0 : 0x80) |
    (simultaneousLinks === undefined ? 0 : 0x100) | (mldId === undefined ? 0 : 0x200);
  const common = concat(
    macBytes(device.mldAddress),
    linkId === undefined ? [] : [linkId],
    changeCount === undefined ? [] : [changeCount],
    emlsr === undefined ? [] : u16(emlsr ? 1 : 0),
    simultaneousLinks === undefined ? [] : u16(simultaneousLinks),
    mldId === undefined ? [] : [mldId],
  );
  const profiles = (device.profiles ?? []).map((profile) =>
    fragments(0, 254, encodeProfile(profile))
  );
  const body = concat(u16(control), [common.length + 1], common, ...profiles);
  return fragments(255, 242, concat([107], body));
}

function encodeProfile({ linkId, address, elements }: LinkProfile): Uint8Array {
  const information = address === undefined ? [] : macBytes(address);
  return concat(
    u16(linkId | 0x10 | (address === undefined ? 0 : 0x20)),
    [information.length + 1],
    information,
    elements ?? [],
  );
}

/** A body of any length as an element and its fragments (10.28.11). */
function fragments(tag: number, fragment: number, body: Uint8Array): Uint8Array {
  const parts: Uint8Array[] = [];
  for (let at = 0; at === 0 || at < body.length; at += 255) {
    parts.push(encodeElement(at === 0 ? tag : fragment, body.subarray(at, at + 255)));
  }
  return concat(...parts);
}

export interface Neighbor {
  readonly operatingClass: number;
  readonly channel: number;
  readonly bssid: number;
  readonly shortSsid: number;
  /** 0x02 same SSID, 0x40 in the same box. */
  readonly parameters: number;
  /** Link of a multi-link device, whose number is 0 when it is that of the reporter. */
  readonly link?: { readonly mldId: number; readonly linkId: number };
}

/** Reduced neighbor report (9.4.2.170), one entry a neighbor. */
export function encodeReducedNeighbors(neighbors: readonly Neighbor[]): Uint8Array {
  return encodeElement(
    201,
    concat(...neighbors.map(({ link, ...neighbor }) =>
      concat(
        u16((link === undefined ? 12 : 16) << 8),
        [neighbor.operatingClass, neighbor.channel, 0xff],
        macBytes(neighbor.bssid),
        u16(neighbor.shortSsid & 0xffff),
        u16(neighbor.shortSsid >>> 16),
        [neighbor.parameters],
        link === undefined ? [] : [0x7f, link.mldId, link.linkId, 0],
      )
    )),
  );
}

export interface NontransmittedProfile {
  readonly index: number;
  readonly ssid: string;
  readonly capability?: number;
  /** Its own RSN element, whole. */
  readonly rsn?: Uint8Array;
  /** The RSN element of the transmitted network does not hold for it. */
  readonly withoutRsn?: boolean;
}

/** Multiple BSSID element (9.4.2.45). */
export function encodeMultipleBssid(
  indicator: number,
  profiles: readonly NontransmittedProfile[],
): Uint8Array {
  const encoded = profiles.map((profile) =>
    encodeElement(
      0,
      concat(
        encodeElement(83, u16(profile.capability ?? 0x0011)),
        encodeSsid(profile.ssid),
        encodeElement(85, [profile.index]),
        profile.rsn ?? [],
        profile.withoutRsn ? encodeExtension(56, [1, 48, 0]) : [],
      ),
    )
  );
  return encodeElement(71, concat([indicator], ...encoded));
}

export interface SuiteOptions {
  /** Types under 00:0F:AC. */
  readonly akms: readonly number[];
  /** Bits 0x40 required, 0x80 capable, 0x2000 extended key identifiers, 0x4000 OCV. */
  readonly capabilities?: number;
}

function suites({ akms, capabilities = 0x00c0 }: SuiteOptions): Uint8Array {
  const suite = (type: number) => [0x00, 0x0f, 0xac, type];
  return concat(
    u16(1),
    suite(4),
    u16(1),
    suite(4),
    u16(akms.length),
    akms.flatMap(suite),
    u16(capabilities),
  );
}

/** RSN element with any key managements. */
export function encodeSuites(options: SuiteOptions): Uint8Array {
  return encodeElement(48, suites(options));
}

/** RSN override element (WPA3 3.4, 9.4): the same, for newer clients only. */
export function encodeSuitesOverride(options: SuiteOptions): Uint8Array {
  return encodeVendor(0x506f9a, 0x29, suites(options));
}

/** RSN extension element (9.4.2.241). */
export function encodeSuitesExtension({ h2e, saePk }: { h2e?: boolean; saePk?: boolean }) {
  return encodeElement(244, [(h2e ? 0x20 : 0) | (saePk ? 0x40 : 0)]);
}

/** Extended capabilities (9.4.2.26) with these bits set. */
export function encodeExtendedCapabilities(bits: readonly number[]): Uint8Array {
  const body = new Uint8Array(1 + (Math.max(...bits) >> 3));
  for (const bit of bits) body[bit >> 3]! |= 1 << (bit & 7);
  return encodeElement(127, body);
}
