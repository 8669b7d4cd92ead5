// What the four messages of a handshake carry beside the ordinary when the two are multi-link devices
// (IEEE 802.11be-2024 12.7.2, 12.7.6) or the station enters a mobility domain (IEEE 802.11-2020 13.4.2).
import { concat, macBytes, u16 } from "./encode-bytes.ts";
import { encodeRsn, encodeVendor, type RsnChoice, type Security } from "./encode-elements.ts";
import { type FastTransitionKeys, transitionElements } from "./encode-fast-transition.ts";
import { encodeH2e, type Network } from "./encode-network.ts";

const OUI_RSN = 0x000fac;
const MAC_ADDRESS = 3;
const MLO_GROUP_KEY = 16;
const MLO_INTEGRITY_KEY = 17;
const MLO_LINK = 19;
const GROUP_KEY_NUMBER = 1;
const TRANSMITS = 0x04;
const INTEGRITY_KEY_NUMBER = 4;
const LINK_HAS_RSN = 0x10;
const LINK_HAS_RSN_EXTENSION = 0x20;
const PACKET_NUMBER_BYTES = 6;

export type MessageNumber = 1 | 2 | 3 | 4;

export interface HandshakeParts {
  /** Addresses that the keys are of, where they are not those of the frames. */
  readonly addresses?: readonly [network: number, station: number];
  /** Keys of another hierarchy, and messages signed as it asks for. */
  readonly pairwise?: (nonces: readonly [Uint8Array, Uint8Array]) => Uint8Array;
  /** How the RSN element of the station, and then of the network, differs. */
  readonly rsn?: RsnChoice;
  /** Elements and key data behind the RSN element. */
  readonly data: (number: MessageNumber) => Uint8Array;
  /** Key data with all group keys, instead of the ordinary ones. */
  readonly groupKeys?: Uint8Array;
}

/** One link as both ends know it. */
export interface HandshakeLink {
  readonly linkId: number;
  readonly network: Network;
  readonly station: number;
}

/** Parts of a handshake between two multi-link devices. */
export function multiLinkParts(
  addresses: readonly [network: number, station: number],
  links: readonly HandshakeLink[],
  groupKeys: readonly [Uint8Array, Uint8Array],
  security: Security,
): HandshakeParts {
  const address = (mac: number) => encodeVendor(OUI_RSN, MAC_ADDRESS, macBytes(mac));
  const linkOf = ({ linkId, network, station }: HandshakeLink, number: MessageNumber) => {
    if (number === 2) return encodeVendor(OUI_RSN, MLO_LINK, [linkId, ...macBytes(station)]);
    const extension = encodeH2e(network);
    const flags = LINK_HAS_RSN | (extension.length > 0 ? LINK_HAS_RSN_EXTENSION : 0);
    const own = concat([linkId | flags], macBytes(network.bssid), encodeRsn(security), extension);
    return encodeVendor(OUI_RSN, MLO_LINK, own);
  };
  const keysOf = ({ linkId }: HandshakeLink) =>
    concat(
      encodeVendor(
        OUI_RSN,
        MLO_GROUP_KEY,
        concat(
          [GROUP_KEY_NUMBER | TRANSMITS | (linkId << 4)],
          new Uint8Array(PACKET_NUMBER_BYTES),
          groupKeys[0],
        ),
      ),
      encodeVendor(
        OUI_RSN,
        MLO_INTEGRITY_KEY,
        concat(
          u16(INTEGRITY_KEY_NUMBER),
          new Uint8Array(PACKET_NUMBER_BYTES),
          [linkId << 4],
          groupKeys[1],
        ),
      ),
    );
  return {
    addresses,
    groupKeys: concat(...links.map(keysOf)),
    data: (number) =>
      concat(
        address(number === 1 || number === 3 ? addresses[0] : addresses[1]),
        ...number === 2 || number === 3 ? links.map((link) => linkOf(link, number)) : [],
      ),
  };
}

/** Parts of the first handshake in a mobility domain. */
export function fastTransitionParts(keys: FastTransitionKeys, bssid: number): HandshakeParts {
  return {
    pairwise: (nonces) => keys.pairwiseAt(bssid, nonces),
    rsn: { fastTransition: "chosen", keyName: keys.nameAt(bssid) },
    data: (number) =>
      number === 1 || number === 4 ? new Uint8Array(0) : transitionElements(keys, bssid),
  };
}
