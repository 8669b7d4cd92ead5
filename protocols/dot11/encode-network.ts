// A network and the elements by which it, and those who join it, say what it is (IEEE 802.11-2020
// 9.3.3.2, 9.3.3.5, 9.4.2; 802.11be-2024 9.3.3).
import { concat, u16 } from "./encode-bytes.ts";
import {
  encodeChannel,
  encodeCountry,
  encodeElement,
  encodeMoreRates,
  encodeRates,
  encodeRsn,
  encodeSsid,
  encodeTim,
  encodeWpa,
  type Security,
  stationSecurity,
} from "./encode-elements.ts";
import {
  encodeMultiLink,
  encodeReducedNeighbors,
  encodeSuitesExtension,
  type MultiLinkDevice,
  type Neighbor,
} from "./encode-modern.ts";
import {
  encodeHtAbilities,
  encodeNewAbilities,
  encodeNewRadio,
  encodeOldRadio,
  type RadioChoice,
  radioPlan,
} from "./encode-radio.ts";

/** Whether stations derive the element of SAE by hashing (12.4.4.2.3). */
export type HashToElement = "none" | "offered" | "required";

export interface Network extends RadioChoice {
  readonly ssid: string;
  readonly bssid: number;
  readonly security: Security;
  readonly country?: string;
  /** False for networks of before 2009, which have no HT elements. */
  readonly modern?: boolean;
  /** Beacons carry an empty name. */
  readonly hidden?: boolean;
  /** Of networks with SAE; "none" when left out. */
  readonly h2e?: HashToElement;
  /** Stations roam within this mobility domain by fast transition. */
  readonly mobilityDomain?: number;
  /** Networks that it tells of. */
  readonly neighbors?: readonly Neighbor[];
  /** The multi-link device that it is a link of. */
  readonly multiLink?: MultiLinkDevice;
  /** Further elements, as `encode-elements.ts` makes them. */
  readonly extra?: Uint8Array;
}

const NOTHING = new Uint8Array(0);
/** Any channel of the bands whose networks have no rates of 802.11b. */
export const OFDM_CHANNEL = 36;
const OVER_THE_AIR = 0;

const ratesChannel = ({ channel, sixGhz }: Network) => sixGhz ? OFDM_CHANNEL : channel;

/** Mobility domain element (9.4.2.46): fast transition over the air. */
export function encodeMobilityDomain(domain: number): Uint8Array {
  return encodeElement(54, [...u16(domain), OVER_THE_AIR]);
}

export function encodeH2e(network: Network): Uint8Array {
  return (network.h2e ?? "none") === "none" ? NOTHING : encodeSuitesExtension({ h2e: true });
}

/** What beacons and probe responses say, in the order of tags. */
export function networkElements(network: Network, ssid: string, beacon: boolean): Uint8Array {
  const { channel, country, security, mobilityDomain, neighbors, multiLink } = network;
  const rates = ratesChannel(network);
  const parts: Uint8Array[] = [encodeSsid(ssid), encodeRates(rates)];
  if (!network.sixGhz) parts.push(encodeChannel(channel));
  if (beacon) parts.push(encodeTim());
  if (country !== undefined) parts.push(encodeCountry(country));
  parts.push(
    encodeRsn(security, { fastTransition: mobilityDomain === undefined ? undefined : "offered" }),
    encodeMoreRates(rates, network.h2e === "required"),
  );
  if (mobilityDomain !== undefined) parts.push(encodeMobilityDomain(mobilityDomain));
  const plan = radioPlan(network);
  if (network.modern !== false) parts.push(encodeOldRadio(plan));
  if (neighbors !== undefined) parts.push(encodeReducedNeighbors(neighbors));
  parts.push(encodeH2e(network));
  if (network.modern !== false) parts.push(encodeNewRadio(plan));
  if (multiLink !== undefined) parts.push(encodeMultiLink(multiLink));
  if (security === "wpa-psk") parts.push(encodeWpa());
  if (network.extra !== undefined) parts.push(network.extra);
  return concat(...parts);
}

export interface StationChoice {
  /** The station can protect management frames in networks that do not ask for it. */
  readonly protects?: boolean;
  /** The kind of protection it chose of those that the network offers. */
  readonly security?: Security;
  /** It is a multi-link device. */
  readonly multiLink?: MultiLinkDevice | undefined;
  /** Of a reassociation: its own RSN element, and what comes behind it. */
  readonly rsn?: Uint8Array;
}

/** What a station says of itself when it asks to be let in. */
export function stationElements(network: Network, choice: StationChoice = {}): Uint8Array {
  const { protects, security = stationSecurity(network.security), multiLink } = choice;
  const rates = ratesChannel(network);
  const plan = radioPlan(network);
  const hasMobility = network.mobilityDomain !== undefined;
  const fastTransition = hasMobility ? "chosen" as const : undefined;
  return concat(
    encodeSsid(network.ssid),
    encodeRates(rates),
    encodeMoreRates(rates),
    choice.rsn ?? encodeRsn(security, { protects, fastTransition }),
    hasMobility && choice.rsn === undefined ? encodeMobilityDomain(network.mobilityDomain!) : [],
    network.modern === false || network.sixGhz ? NOTHING : encodeHtAbilities(plan.band),
    usesSae(security) ? encodeH2e(network) : NOTHING,
    network.modern === false ? NOTHING : encodeNewAbilities(plan),
    multiLink === undefined ? NOTHING : encodeMultiLink(multiLink),
    security === "wpa-psk" ? encodeWpa() : NOTHING,
  );
}

/** What a network answers to a station that it lets in; `signed` in a fast transition. */
export function answerElements(
  network: Network,
  multiLink?: MultiLinkDevice,
  signed?: Uint8Array,
): Uint8Array {
  const { mobilityDomain } = network;
  return concat(
    encodeRates(ratesChannel(network)),
    signed ?? (mobilityDomain === undefined ? [] : encodeMobilityDomain(mobilityDomain)),
    network.modern === false ? [] : encodeNewRadio(radioPlan(network)),
    multiLink === undefined ? [] : encodeMultiLink(multiLink),
  );
}

export function usesSae(security: Security): boolean {
  return security === "wpa3-sae" || security === "wpa3-transition";
}
