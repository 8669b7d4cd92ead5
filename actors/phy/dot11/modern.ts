// What newer networks and stations say, into their records: Wi-Fi 6 to 7, multi-link, multiple BSSID,
// neighbors, security (docs/wifi.md). Called for frames that have such elements only.
import { decodeModernElements, modernDigest } from "../../../protocols/dot11/modern-elements.ts";
import { heMapStreams } from "../../../protocols/dot11/modern-rates.ts";
import type { MultiLink } from "../../../protocols/dot11/multi-link.ts";
import type { DeviceRecord } from "../../../protocols/records/device.ts";
import type { AdvertisedSsid, Dot11Device } from "../../../protocols/records/dot11-device.ts";
import {
  MldInfo,
  type MldLink,
  ModernNetwork,
  type NeighborNetwork,
  StationAbilities,
} from "../../../protocols/records/dot11-modern.ts";
import {
  RELATION_CO_LOCATED,
  RELATION_MLD,
  RELATION_MULTIPLE_BSSID,
  RELATION_OWE,
} from "./address-relations.ts";
import { fillRadio, meshOf, neighborsOf, nontransmittedOf } from "./modern-network.ts";
import { securityOf } from "./modern-security.ts";
import { modernOf } from "./modern-device.ts";
import { type Dot11State, isGroupOrZero } from "./state.ts";

/** A beacon or probe response whose elements changed, on the device of its BSSID. */
export function updateModernNetwork(
  state: Dot11State,
  device: DeviceRecord,
  dot11: Dot11Device,
  record: AdvertisedSsid,
): void {
  const { frame, batch, modern, elements: plain } = state;
  const { bytes } = batch;
  const digest = modernDigest(bytes, frame.elementsStart, frame.elementsEnd);
  if (record.modern?.digest === digest) {
    modern.unchanged += 1;
    return;
  }
  decode(state, false);
  const { elements } = modern;
  const network = record.modern = new ModernNetwork();
  network.digest = digest;
  const freqKhz = batch.hasRadio[state.index] === 0 ? 0 : batch.freqKhz[state.index]!;
  fillRadio(network, elements, plain, freqKhz);
  network.security = securityOf(elements.security, plain);
  network.mesh = meshOf(elements.mesh);
  network.neighbors = neighborsOf(elements.neighbors);
  network.nontransmitted = nontransmittedOf(elements.multipleBssid, bytes, device.mac, plain);
  if (elements.multipleBssid.present) {
    network.multipleBssidIndicator = elements.multipleBssid.maxIndicator;
  }
  const dropped = elements.neighbors.dropped + elements.multipleBssid.dropped +
    elements.multiLink.dropped;
  network.notKept = dropped || undefined;
  network.malformed = elements.malformed || undefined;
  if (network.band === "6") nameChannel(device, dot11, record, network.channel);
  claimRelatives(state, device, network);
  if (plain.hasOwe) claim(state, device, plain.oweBssid, RELATION_OWE);
  if (ownsMultiLink(elements.multiLink)) {
    const mld = mldOf(elements.multiLink, device, network.channel, network.neighbors);
    mld.role = "access point";
    noteMld(state, device, dot11, mld);
  }
}

/** Networks of 6 GHz have no element of the older kinds that name a channel. */
function nameChannel(
  device: DeviceRecord,
  dot11: Dot11Device,
  record: AdvertisedSsid,
  channel: string | undefined,
): void {
  if (channel === undefined) return;
  device.channel = channel;
  dot11.namesChannel = true;
  if (record.channel === "") record.channel = channel;
}

function claimRelatives(state: Dot11State, device: DeviceRecord, network: ModernNetwork): void {
  for (const other of network.nontransmitted ?? []) {
    claim(state, device, other.bssid, RELATION_MULTIPLE_BSSID);
  }
  for (const other of network.neighbors ?? []) {
    if (other.coLocated && other.bssid !== undefined) {
      claim(state, device, other.bssid, RELATION_CO_LOCATED);
    }
  }
}

function claim(state: Dot11State, device: DeviceRecord, mac: number, relation: string): void {
  if (!isGroupOrZero(mac)) state.modern.links.claim(device, mac, relation);
}

/** A probe, association or reassociation request, on the station that sent it. */
export function updateModernStation(state: Dot11State, device: DeviceRecord): void {
  const { frame, batch, modern } = state;
  const digest = modernDigest(batch.bytes, frame.elementsStart, frame.elementsEnd);
  const dot11 = state.detail(device);
  if (dot11.modern?.abilities?.digest === digest) {
    modern.unchanged += 1;
    return;
  }
  decode(state, true);
  const { heCapabilities, ehtCapabilities, multiLink, has6GhzCapabilities } = modern.elements;
  const isEht = ehtCapabilities.present;
  const record = modernOf(device, dot11);
  const abilities = record.abilities ??= new StationAbilities();
  abilities.digest = digest;
  // Requests in different bands tell of different parts; a station can do what any of them says.
  abilities.generation = Math.max(abilities.generation, isEht ? 7 : heCapabilities.present ? 6 : 0);
  const width = Math.max(heCapabilities.width24Mhz, heCapabilities.widthMhz);
  abilities.widthMhz = Math.max(abilities.widthMhz, ehtCapabilities.has320Mhz ? 320 : width);
  const streams = Math.max(heMapStreams(heCapabilities.map80), ehtCapabilities.streams80);
  abilities.streams = Math.max(abilities.streams, streams);
  abilities.sixGhz ||= has6GhzCapabilities;
  abilities.twt ||= heCapabilities.twtRequester;
  if (!ownsMultiLink(multiLink)) return;
  const mld = mldOf(multiLink, device, device.channel, undefined);
  mld.role = "station";
  noteMld(state, device, dot11, mld);
}

/** The multi-link part of an association response: it has profiles that beacons lack. */
export function updateModernResponse(state: Dot11State, device: DeviceRecord): void {
  decode(state, false);
  const { multiLink } = state.modern.elements;
  if (!ownsMultiLink(multiLink) || multiLink.count === 0) return;
  const mld = mldOf(multiLink, device, device.channel, undefined);
  mld.role = "access point";
  noteMld(state, device, state.detail(device), mld);
}

/** Names of how the password element was made, by the status of a commit (9.4.1.9, 12.4.7.4). */
const SAE_METHODS: ReadonlyMap<number, string> = new Map([
  [0, "looping"],
  [126, "hash-to-element"],
  [127, "public-key"],
]);
const SAE_COMMIT = 1;

/** An SAE authentication frame, on the device that sent it: a commit tells the method. */
export function noteSaeMethod(state: Dot11State, device: DeviceRecord): void {
  const { authSequence, status } = state.frame;
  const method = authSequence === SAE_COMMIT ? SAE_METHODS.get(status) : undefined;
  if (method !== undefined) modernOf(device, state.detail(device)).saeMethod = method;
}

function decode(state: Dot11State, isStation: boolean): void {
  const { frame, batch, modern } = state;
  modern.parsed += 1;
  const { elementsStart, elementsEnd } = frame;
  decodeModernElements(modern.elements, batch.bytes, elementsStart, elementsEnd, isStation);
  if (modern.elements.malformed > 0) batch.source?.faults.add(modern.elements.fault);
}

/** The element tells of the sender, not of another device (802.11be-2024 9.4.2.312.2.3). */
function ownsMultiLink(multiLink: MultiLink): boolean {
  return multiLink.present && multiLink.mldId <= 0 && !isGroupOrZero(multiLink.mldAddress);
}

function noteMld(state: Dot11State, device: DeviceRecord, dot11: Dot11Device, mld: MldInfo): void {
  const { links } = state.modern;
  const record = modernOf(device, dot11);
  keepChannels(mld, record.mld);
  record.mld = mld;
  links.claimTogether(device, mld.address, RELATION_MLD);
  for (const { address } of mld.links) {
    if (address !== undefined && !isGroupOrZero(address)) {
      links.claim(device, address, RELATION_MLD);
    }
  }
}

/** Beacons tell the channels of other links, association responses their addresses only. */
function keepChannels(mld: MldInfo, before: MldInfo | undefined): void {
  if (before?.address !== mld.address) return;
  mld.links = mld.links.map((link) => {
    const known = before.links.find(({ linkId }) => linkId === link.linkId);
    return link.channel === undefined && known?.address === link.address
      ? { ...link, channel: known?.channel }
      : link;
  });
}

/** Links by their number: the one heard, those of profiles, those of the neighbor report. */
function mldOf(
  heard: MultiLink,
  device: DeviceRecord,
  channel: string | undefined,
  neighbors: readonly NeighborNetwork[] | undefined,
): MldInfo {
  const mld = new MldInfo();
  mld.address = heard.mldAddress;
  mld.linkId = heard.linkId < 0 ? undefined : heard.linkId;
  mld.simultaneousLinks = heard.simultaneousLinks < 0 ? undefined : heard.simultaneousLinks;
  mld.emlsr = heard.emlsr;
  const links = new Map<number, MldLink>();
  if (heard.linkId >= 0) {
    links.set(heard.linkId, { linkId: heard.linkId, address: device.mac, channel, origin: "own" });
  }
  for (let row = 0; row < heard.count; row++) {
    const linkId = heard.links[row]!;
    if (links.has(linkId)) continue;
    const address = heard.addresses[row] || undefined;
    links.set(linkId, { linkId, address, channel: undefined, origin: "profile" });
  }
  for (const other of neighbors ?? []) {
    if (other.mldId !== 0 || other.linkId === undefined) continue;
    const known = links.get(other.linkId);
    if (known?.origin === "own") continue;
    links.set(other.linkId, {
      linkId: other.linkId,
      address: known?.address ?? other.bssid,
      channel: other.channel,
      origin: known?.origin ?? "neighbor",
    });
  }
  mld.links = [...links.values()].sort((a, b) => a.linkId - b.linkId);
  return mld;
}
