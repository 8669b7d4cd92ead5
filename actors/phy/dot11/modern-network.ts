// Makes the record of a newer network out of its decoded elements: band, width and centres, rates,
// neighbors, networks of its set. Run when these elements changed.
import { cryptText } from "../../../protocols/dot11/crypt.ts";
import { ssidText } from "../../../protocols/dot11/element-text.ts";
import { Dot11Elements } from "../../../protocols/dot11/elements.ts";
import {
  MESH_AUTHENTICATIONS,
  MESH_PATH_PROTOCOLS,
  type MeshElements,
} from "../../../protocols/dot11/mesh-elements.ts";
import type { ModernElements } from "../../../protocols/dot11/modern-elements.ts";
import { heMapRate, heMapStreams, ofdmaRate } from "../../../protocols/dot11/modern-rates.ts";
import {
  inheritsRsn,
  type MultipleBssid,
  nontransmittedBssid,
} from "../../../protocols/dot11/multiple-bssid.ts";
import {
  channelOfClass,
  NEIGHBOR_CO_LOCATED,
  NEIGHBOR_SAME_SSID,
  NO_LINK_ID,
  NO_MLD_ID,
  type ReducedNeighbors,
} from "../../../protocols/dot11/reduced-neighbors.ts";
import { decodeRsn } from "../../../protocols/dot11/rsn.ts";
import { OK } from "../../../protocols/faults.ts";
import type {
  MeshDetails,
  ModernNetwork,
  NeighborNetwork,
  NontransmittedNetwork,
} from "../../../protocols/records/dot11-modern.ts";

const BASE_24_MHZ = 2407;
const BASE_5_MHZ = 5000;
const BASE_6_MHZ = 5950;
const CAPABILITY_PRIVACY = 0x0010;
const CRYPT_WEP = 1;

/** Band, channel, width, centres, rates, color. */
export function fillRadio(
  into: ModernNetwork,
  modern: ModernElements,
  elements: Dot11Elements,
  freqKhz: number,
): void {
  const { heCapabilities, heOperation, ehtCapabilities, ehtOperation, spatialReuse } = modern;
  const isEht = ehtCapabilities.present || ehtOperation.present;
  into.generation = isEht ? 7 : heCapabilities.present || heOperation.present ? 6 : 0;
  if (modern.s1g.hasOperation || modern.s1g.hasCompatibility) {
    into.band = "0.9";
    return;
  }
  if (modern.dmg.present) {
    into.band = "60";
    return;
  }
  fillChannel(into, modern, elements, freqKhz);
  fillRates(into, modern);
  if (heOperation.present) {
    into.color = heOperation.color;
    into.colorDisabled = heOperation.colorDisabled ? 1 : undefined;
    into.twtRequired = heOperation.twtRequired ? 1 : undefined;
  }
  if (spatialReuse.present) {
    into.spatialReuse = spatialReuse.control;
    into.obssPdMaxOffset = known(spatialReuse.nonSrgMaxOffset);
    into.srgObssPdMinOffset = known(spatialReuse.srgMinOffset);
    into.srgObssPdMaxOffset = known(spatialReuse.srgMaxOffset);
  }
}

function known(value: number): number | undefined {
  return value < 0 ? undefined : value;
}

function fillChannel(
  into: ModernNetwork,
  modern: ModernElements,
  elements: Dot11Elements,
  freqKhz: number,
): void {
  const { heOperation, ehtOperation } = modern;
  const channel = elements.channel || elements.htPrimaryChannel;
  const is6Ghz = heOperation.has6Ghz || (channel === 0 && freqKhz > 5_930_000 && freqKhz < 7.2e6);
  if (is6Ghz) {
    into.band = "6";
    if (heOperation.has6Ghz) {
      into.channel = `${heOperation.primaryChannel}W6e`;
      into.regulatory = heOperation.regulatory;
      into.minRateMbps = heOperation.minRateMbps;
      into.widthMhz = 20 << heOperation.width6Ghz;
      setCenters(into, BASE_6_MHZ, heOperation.center1, heOperation.center2);
    }
  } else {
    into.band = bandOf(channel, freqKhz);
    if (channel !== 0) into.channel = String(channel);
    fillOldWidth(into, elements, channel);
  }
  if (!ehtOperation.hasInformation || ehtOperation.width > 4) return;
  into.widthMhz = 20 << ehtOperation.width;
  const base = is6Ghz ? BASE_6_MHZ : into.band === "2.4" ? BASE_24_MHZ : BASE_5_MHZ;
  setCenters(into, base, ehtOperation.center1, ehtOperation.center2);
  into.punctured = ehtOperation.disabledSubchannels || undefined;
}

function bandOf(channel: number, freqKhz: number): string {
  if (channel !== 0) return channel <= 14 ? "2.4" : "5";
  return freqKhz === 0 ? "" : freqKhz < 3_000_000 ? "2.4" : "5";
}

function setCenters(into: ModernNetwork, base: number, center1: number, center2: number): void {
  into.center1Mhz = centerMhz(base, center1);
  into.center2Mhz = centerMhz(base, center2);
}

// Channel 2 at 6 GHz lies below the others (802.11ax-2021 Annex E, class 136).
function centerMhz(base: number, center: number): number | undefined {
  if (center === 0) return undefined;
  return base === BASE_6_MHZ && center === 2 ? 5935 : base + 5 * center;
}

// Below 6 GHz the HT and VHT operation elements say how wide the channel is. Of 160 MHz in the newer
// form the second centre is that of the whole channel, eight away; further away it is a second
// segment of 80 MHz (IEEE 802.11-2020 9.4.2.158 table 9-274).
function fillOldWidth(into: ModernNetwork, elements: Dot11Elements, channel: number): void {
  if (!elements.hasHtOperation) return;
  const base = channel <= 14 ? BASE_24_MHZ : BASE_5_MHZ;
  if (elements.hasVhtOperation && elements.vhtWidth > 0 && elements.vhtWidth <= 3) {
    const apart = Math.abs(elements.vhtCenter2 - elements.vhtCenter1);
    const isWide = elements.vhtWidth > 1 || (elements.vhtCenter2 !== 0 && apart >= 8);
    into.widthMhz = isWide ? 160 : 80;
    setCenters(into, base, elements.vhtCenter1, elements.vhtCenter2);
    return;
  }
  const side = elements.htSecondary === 1 ? 2 : elements.htSecondary === 3 ? -2 : 0;
  into.widthMhz = side === 0 ? 20 : 40;
  into.center1Mhz = channel === 14 ? 2484 : base + 5 * (channel + side);
}

/** Largest rates at the width in use; at the widest supported when no element says that. */
function fillRates(into: ModernNetwork, modern: ModernElements): void {
  const { heCapabilities, ehtCapabilities } = modern;
  const widest = into.band === "2.4" ? heCapabilities.width24Mhz : heCapabilities.widthMhz;
  const width = into.widthMhz ?? widest;
  if (heCapabilities.present) {
    const heWidth = Math.min(width, widest);
    const map = heWidth === 160 ? heCapabilities.map160 : heCapabilities.map80;
    into.heRateMbps = heMapRate(map, heWidth) || undefined;
    into.streams = heMapStreams(map) || undefined;
  }
  if (!ehtCapabilities.present) return;
  const { streams80, streams160, streams320, mcs80, mcs160, mcs320 } = ehtCapabilities;
  const [mhz, mcs, streams] = width >= 320 && mcs320 > 0
    ? [320, mcs320, streams320]
    : width >= 160 && mcs160 > 0
    ? [160, mcs160, streams160]
    : [Math.min(width, 80), mcs80, streams80];
  into.ehtRateMbps = ofdmaRate(mhz, mcs, streams) || undefined;
  into.streams = Math.max(into.streams ?? 0, streams) || undefined;
}

export function meshOf(mesh: MeshElements): MeshDetails | undefined {
  if (!mesh.present) return undefined;
  return {
    pathProtocol: MESH_PATH_PROTOCOLS[mesh.pathProtocol] ?? "",
    pathMetric: mesh.pathMetric,
    congestionControl: mesh.congestionControl,
    synchronisation: mesh.synchronisation,
    authentication: MESH_AUTHENTICATIONS[mesh.authentication] ?? "",
    acceptsPeers: mesh.acceptsPeers,
  };
}

export function neighborsOf(list: ReducedNeighbors): NeighborNetwork[] | undefined {
  if (list.count === 0) return undefined;
  return Array.from({ length: list.count }, (_, row) => ({
    bssid: list.bssid[row] || undefined,
    shortSsid: list.hasShortSsid[row] === 0 ? undefined : list.shortSsid[row]!,
    channel: channelOfClass(list.operatingClass[row]!, list.channel[row]!),
    operatingClass: list.operatingClass[row]!,
    coLocated: (list.parameters[row]! & NEIGHBOR_CO_LOCATED) !== 0,
    sameSsid: (list.parameters[row]! & NEIGHBOR_SAME_SSID) !== 0,
    mldId: list.mldId[row] === NO_MLD_ID ? undefined : list.mldId[row]!,
    linkId: list.linkId[row] === NO_LINK_ID ? undefined : list.linkId[row]!,
  }));
}

/** Networks that the beacons of `bssid` speak for. */
export function nontransmittedOf(
  list: MultipleBssid,
  bytes: Uint8Array,
  bssid: number,
  transmitted: Dot11Elements,
): NontransmittedNetwork[] | undefined {
  if (!list.present || list.count === 0) return undefined;
  return Array.from({ length: list.count }, (_, row) => ({
    bssid: nontransmittedBssid(bssid, list.maxIndicator, list.index[row]!),
    index: list.index[row]!,
    ssid: ssidText(bytes, list.ssidStart[row]!, list.ssidEnd[row]!),
    cryptText: cryptOf(list, row, bytes, transmitted),
  }));
}

const profileElements = new Dot11Elements();

function cryptOf(
  list: MultipleBssid,
  row: number,
  bytes: Uint8Array,
  transmitted: Dot11Elements,
): string {
  if (inheritsRsn(list, row, transmitted)) {
    return cryptText(transmitted.cryptLow, transmitted.cryptHigh);
  }
  profileElements.cryptLow = 0;
  profileElements.cryptHigh = 0;
  const start = list.rsnStart[row]!;
  const end = list.rsnEnd[row]!;
  const hasRsn = end > start && decodeRsn(profileElements, bytes, start, end) === OK;
  if (!hasRsn && (list.capability[row]! & CAPABILITY_PRIVACY) !== 0) return cryptText(CRYPT_WEP, 0);
  return hasRsn ? cryptText(profileElements.cryptLow, profileElements.cryptHigh) : cryptText(0, 0);
}
