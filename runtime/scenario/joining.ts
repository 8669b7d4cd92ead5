// How a station gets into a network: authentication, association, and the exchange of keys that its
// security asks for; within a mobility domain the four frames of a fast transition. The keys hold: who
// knows the passphrase can check the handshake.
import {
  concat,
  encodeAssociationRequest,
  encodeAssociationResponse,
  encodeAuthentication,
  encodeReassociationRequest,
  type Security,
} from "../../protocols/dot11/encode.ts";
import { stationSecurity } from "../../protocols/dot11/encode-elements.ts";
import {
  FastTransition,
  FastTransitionKeys,
  transitionElements,
} from "../../protocols/dot11/encode-fast-transition.ts";
import {
  fastTransitionParts,
  multiLinkParts,
} from "../../protocols/dot11/encode-handshake-parts.ts";
import { Handshake, hasHandshake } from "../../protocols/dot11/encode-handshake.ts";
import { encodeMultiLink, type MultiLinkDevice } from "../../protocols/dot11/encode-modern.ts";
import { usesSae } from "../../protocols/dot11/encode-network.ts";
import {
  encodeDiffieHellman,
  encodeSaeCommit,
  encodeSaeConfirm,
  OWE_PUBLIC_KEY_BYTES,
  SAE_COMMIT_BYTES,
  SAE_CONFIRM_BYTES,
  STATUS_HASH_TO_ELEMENT,
} from "../../protocols/dot11/encode-sae.ts";
import type { SeededRandom } from "../random.ts";
import type { AccessPoint } from "./access-point.ts";

const NONCE_BYTES = 32;

/** One frame of an exchange; `sequence` is the sender's next. */
export interface JoiningFrame {
  readonly fromAp: boolean;
  make(sequence: number): Uint8Array;
}

export interface Joining {
  readonly frames: readonly JoiningFrame[];
  /** Undefined in networks without keys, and after a fast transition. */
  readonly handshake: Handshake | undefined;
  /** With which it roams on. */
  readonly fastKeys: FastTransitionKeys | undefined;
}

export interface JoiningStation {
  /** On the link that it asks on. */
  readonly mac: number;
  /** Can protect management frames, as devices of the last ten years can. */
  readonly protects: boolean;
  /** Address of the whole device, and of each link, where it uses several. */
  readonly multiLink?: StationLinks | undefined;
  /** Access point of the same network that it comes from. */
  readonly from?: number | undefined;
  /** From the first handshake in a mobility domain. */
  readonly fastKeys?: FastTransitionKeys | undefined;
}

export interface StationLinks {
  readonly mld: number;
  /** All links of the access point, with the station's address on each. */
  readonly links: readonly { readonly home: AccessPoint; readonly station: number }[];
}

export function joiningOf(
  home: AccessPoint,
  station: JoiningStation,
  random: SeededRandom,
): Joining {
  const { network } = home;
  const { mac, protects, fastKeys } = station;
  const bytes = (count: number) => random.bytes(new Uint8Array(count));
  const security = securityOf(network.security, protects);
  if (fastKeys !== undefined && fastKeys.domain === network.mobilityDomain) {
    return roaming(home, { ...station, fastKeys }, security, bytes);
  }
  if (!hasHandshake(security)) {
    const frames = [
      ...authentication(home, station, security, bytes),
      ...association(home, station, security, bytes),
    ];
    return { frames, handshake: undefined, fastKeys: undefined };
  }
  const masterKey = home.masterKeyFor(random, security);
  const newKeys = network.mobilityDomain === undefined
    ? undefined
    : new FastTransitionKeys(network, mac, masterKey);
  const handshake = new Handshake({
    network,
    station: mac,
    masterKey,
    nonces: [bytes(NONCE_BYTES), bytes(NONCE_BYTES)],
    groupKeys: home.groupKeys,
    protects,
    security,
    parts: newKeys === undefined
      ? linkParts(home, station)
      : fastTransitionParts(newKeys, network.bssid),
  });
  const frames = [
    ...authentication(home, station, security, bytes),
    ...association(home, station, security, bytes, newKeys),
    ...keyFrames(handshake),
  ];
  return { frames, handshake, fastKeys: newKeys };
}

/** Devices that cannot protect management frames are too old for SAE, too. */
function securityOf(offered: Security, protects: boolean): Security {
  return offered === "wpa3-transition" && !protects ? "wpa2-psk" : stationSecurity(offered);
}

type Bytes = (count: number) => Uint8Array;

function roaming(
  home: AccessPoint,
  { mac, protects, from = mac, fastKeys }: JoiningStation & { fastKeys: FastTransitionKeys },
  security: Security,
  bytes: Bytes,
): Joining {
  const transition = new FastTransition({
    keys: fastKeys,
    network: home.network,
    security,
    protects,
    from,
    nonces: [bytes(NONCE_BYTES), bytes(NONCE_BYTES)],
    groupKey: home.groupKeys[0],
  });
  const frames = [
    { fromAp: false, make: (at: number) => transition.authentication(1, at) },
    { fromAp: true, make: (at: number) => transition.authentication(2, at) },
    { fromAp: false, make: (at: number) => transition.request(at) },
    { fromAp: true, make: (at: number) => transition.response(at) },
  ];
  return { frames, handshake: undefined, fastKeys };
}

function authentication(
  { network, link }: AccessPoint,
  { mac: station, multiLink }: JoiningStation,
  security: Security,
  bytes: Bytes,
): JoiningFrame[] {
  const { bssid } = network;
  // Each side names the device it is a link of (802.11be-2024 35.3.5.1).
  const mine = multiLink === undefined ? [] : encodeMultiLink({ mldAddress: multiLink.mld });
  const theirs = multiLink === undefined || link === undefined
    ? []
    : encodeMultiLink({ mldAddress: link.mld });
  if (!usesSae(security)) {
    const open = (from: number, to: number, step: 1 | 2, at: number) =>
      encodeAuthentication(from, to, bssid, step, at);
    return [
      { fromAp: false, make: (at) => concat(open(station, bssid, 1, at), mine) },
      { fromAp: true, make: (at) => concat(open(bssid, station, 2, at), theirs) },
    ];
  }
  const method = (network.h2e ?? "none") === "none" ? 0 : STATUS_HASH_TO_ELEMENT;
  const [commitOfMine, commitOfTheirs] = [bytes(SAE_COMMIT_BYTES), bytes(SAE_COMMIT_BYTES)];
  const [confirmOfMine, confirmOfTheirs] = [bytes(SAE_CONFIRM_BYTES), bytes(SAE_CONFIRM_BYTES)];
  const up: [number, number, number] = [bssid, station, bssid];
  const down: [number, number, number] = [station, bssid, bssid];
  return [
    {
      fromAp: false,
      make: (at) => concat(encodeSaeCommit(up, commitOfMine, at, method), mine),
    },
    {
      fromAp: true,
      make: (at) => concat(encodeSaeCommit(down, commitOfTheirs, at, method), theirs),
    },
    { fromAp: false, make: (at) => concat(encodeSaeConfirm(up, confirmOfMine, at), mine) },
    { fromAp: true, make: (at) => concat(encodeSaeConfirm(down, confirmOfTheirs, at), theirs) },
  ];
}

function association(
  home: AccessPoint,
  station: JoiningStation,
  security: Security,
  bytes: Bytes,
  fastKeys?: FastTransitionKeys,
): JoiningFrame[] {
  const { network } = home;
  const { mac, protects, from } = station;
  const publicKey = () =>
    security === "owe" ? encodeDiffieHellman(bytes(OWE_PUBLIC_KEY_BYTES)) : [];
  const [theirs, mine] = [publicKey(), publicKey()];
  const [asked, answered] = linkElements(home, station);
  const choice = { protects, security, multiLink: asked };
  return [
    {
      fromAp: false,
      make: (at) =>
        concat(
          from === undefined
            ? encodeAssociationRequest(network, mac, at, choice)
            : encodeReassociationRequest(network, mac, from, at, choice),
          mine,
        ),
    },
    {
      fromAp: true,
      make: (at) => {
        const answer = {
          multiLink: answered,
          again: from !== undefined,
          ...fastKeys !== undefined && { signed: transitionElements(fastKeys, network.bssid) },
        };
        return concat(encodeAssociationResponse(network, mac, at, answer), theirs);
      },
    },
  ];
}

/** What each side says of its other links. */
function linkElements(
  { link }: AccessPoint,
  { mac, multiLink }: JoiningStation,
): [MultiLinkDevice | undefined, MultiLinkDevice | undefined] {
  if (multiLink === undefined || link === undefined) return [undefined, undefined];
  const others = multiLink.links.filter(({ station }) => station !== mac);
  const simultaneousLinks = others.length;
  return [
    {
      mldAddress: multiLink.mld,
      simultaneousLinks,
      profiles: others.map(({ home, station }) => ({
        linkId: home.link!.linkId,
        address: station,
      })),
    },
    {
      mldAddress: link.mld,
      linkId: link.linkId,
      changeCount: 0,
      simultaneousLinks,
      profiles: others.map(({ home }) => ({
        linkId: home.link!.linkId,
        address: home.network.bssid,
      })),
    },
  ];
}

function linkParts({ link, network, groupKeys }: AccessPoint, { multiLink }: JoiningStation) {
  if (multiLink === undefined || link === undefined) return undefined;
  const links = multiLink.links.map(({ home, station }) => ({
    linkId: home.link!.linkId,
    network: home.network,
    station,
  }));
  return multiLinkParts([link.mld, multiLink.mld], links, groupKeys, network.security);
}

function keyFrames(handshake: Handshake): JoiningFrame[] {
  return ([1, 2, 3, 4] as const).map((number) => ({
    fromAp: number === 1 || number === 3,
    make: (at) => handshake.message(number, at),
  }));
}
