// Fast transition between access points of one mobility domain (IEEE 802.11-2020 12.7.1.6, 13.5,
// 13.8): the key hierarchy, and the four frames of a roam over the air. The keys hold.
import { aeskw, cmac } from "@noble/ciphers/aes.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { concat, macBytes, u16 } from "./encode-bytes.ts";
import { encodeElement, encodeRsn, type Security } from "./encode-elements.ts";
import { encodeAssociationResponse, encodeHeader, encodeReassociationRequest } from "./encode.ts";
import { encodeH2e, encodeMobilityDomain, type Network } from "./encode-network.ts";
import { deriveSha256 } from "./key-derivation.ts";

const ALGORITHM_FT = 2;
const KEY_BYTES = 16;
const NAME_BYTES = 16;
const MIC_BYTES = 16;
/** Elements that the integrity code covers: RSN, mobility domain, fast transition. */
const COVERED = 3;
const GROUP_KEY_NUMBER = 1;
const SUBELEMENT_R1_HOLDER = 1;
const SUBELEMENT_GROUP_KEY = 2;
const SUBELEMENT_R0_HOLDER = 3;
/** Transaction numbers that the integrity codes of the two reassociation frames cover (13.8.4). */
const REQUEST = 5;
const RESPONSE = 6;

const ascii = (text: string) => new TextEncoder().encode(text);
const truncated = (bytes: Uint8Array) => sha256(bytes).subarray(0, NAME_BYTES);

/** Who keeps the topmost key of a domain, by a name of up to 48 bytes. */
function keyHolderOf(domain: number): Uint8Array {
  return ascii(`domain-${domain.toString(16).padStart(4, "0")}`);
}

/** What a station and the access points of a domain share once it has joined one of them. */
export class FastTransitionKeys {
  readonly domain: number;
  readonly station: number;
  readonly holder: Uint8Array;
  readonly #key: Uint8Array;
  readonly name: Uint8Array;

  constructor(network: Network, station: number, masterKey: Uint8Array) {
    const domain = network.mobilityDomain;
    if (domain === undefined) throw new RangeError(`${network.ssid} has no mobility domain`);
    this.domain = domain;
    this.station = station;
    this.holder = keyHolderOf(domain);
    const ssid = ascii(network.ssid);
    const parts = [[ssid.length], ssid, u16(domain), [this.holder.length], this.holder];
    const whole = deriveSha256(masterKey, "FT-R0", concat(...parts, macBytes(station)), 48);
    this.#key = whole.subarray(0, 32);
    this.name = truncated(concat(ascii("FT-R0N"), whole.subarray(32, 48)));
  }

  /** Identifier of the key of one access point. */
  nameAt(bssid: number): Uint8Array {
    const holders = concat(macBytes(bssid), macBytes(this.station));
    return truncated(concat(ascii("FT-R1N"), this.name, holders));
  }

  /** Confirmation, encryption and temporal key with one access point. */
  pairwiseAt(bssid: number, nonces: readonly [Uint8Array, Uint8Array]): Uint8Array {
    const holders = concat(macBytes(bssid), macBytes(this.station));
    const key = deriveSha256(this.#key, "FT-R1", holders, 32);
    return deriveSha256(key, "FT-PTK", concat(nonces[1], nonces[0], holders), 3 * KEY_BYTES);
  }
}

interface TransitionElement {
  readonly mic?: Uint8Array;
  readonly covered?: number;
  /** Of the access point, of the station. */
  readonly nonces?: readonly [Uint8Array, Uint8Array];
  readonly subelements: Uint8Array;
}

/** Fast transition element (9.4.2.47). */
function encodeTransition({ mic, covered, nonces, subelements }: TransitionElement) {
  const body = concat(
    [0, covered ?? 0],
    mic ?? new Uint8Array(MIC_BYTES),
    nonces?.[0] ?? new Uint8Array(32),
    nonces?.[1] ?? new Uint8Array(32),
    subelements,
  );
  return encodeElement(55, body);
}

function keyHolders(keys: FastTransitionKeys, bssid: number): Uint8Array {
  return concat(
    encodeElement(SUBELEMENT_R1_HOLDER, macBytes(bssid)),
    encodeElement(SUBELEMENT_R0_HOLDER, keys.holder),
  );
}

/** What a station that enters the domain is answered, and says in its handshake (13.4.2). */
export function transitionElements(keys: FastTransitionKeys, bssid: number): Uint8Array {
  return concat(
    encodeMobilityDomain(keys.domain),
    encodeTransition({ subelements: keyHolders(keys, bssid) }),
  );
}

export interface TransitionInit {
  readonly keys: FastTransitionKeys;
  readonly network: Network;
  /** The kind of protection the station chose. */
  readonly security: Security;
  readonly protects: boolean;
  /** Access point that it leaves. */
  readonly from: number;
  /** 32 bytes each: of the access point, of the station. */
  readonly nonces: readonly [Uint8Array, Uint8Array];
  readonly groupKey: Uint8Array;
}

/** The frames of one roam: two of authentication, two of reassociation. */
export class FastTransition {
  readonly #init: TransitionInit;
  readonly #pairwise: Uint8Array;
  readonly #domain: Uint8Array;

  constructor(init: TransitionInit) {
    const { keys, network, nonces } = init;
    this.#init = init;
    this.#pairwise = keys.pairwiseAt(network.bssid, nonces);
    this.#domain = encodeMobilityDomain(keys.domain);
  }

  /** Request and answer (13.8.2, 13.8.3). */
  authentication(step: 1 | 2, sequence: number): Uint8Array {
    const { keys, network, nonces } = this.#init;
    const { bssid } = network;
    const none = new Uint8Array(32);
    const addresses: [number, number, number] = step === 1
      ? [bssid, keys.station, bssid]
      : [keys.station, bssid, bssid];
    return concat(
      encodeHeader(0, 11, 0, addresses, sequence),
      u16(ALGORITHM_FT),
      u16(step),
      u16(0),
      this.#rsn(keys.name),
      this.#domain,
      encodeTransition({
        nonces: step === 1 ? [none, nonces[1]] : nonces,
        subelements: step === 1
          ? encodeElement(SUBELEMENT_R0_HOLDER, keys.holder)
          : keyHolders(keys, bssid),
      }),
    );
  }

  /** Reassociation request (13.8.4). */
  request(sequence: number): Uint8Array {
    const { keys, network, from, security } = this.#init;
    const signed = this.#signed(REQUEST, keyHolders(keys, network.bssid));
    return encodeReassociationRequest(network, keys.station, from, sequence, {
      security,
      rsn: signed,
    });
  }

  /** Reassociation response (13.8.5), with the group key. */
  response(sequence: number): Uint8Array {
    const { keys, network, groupKey } = this.#init;
    const wrapped = aeskw(this.#pairwise.subarray(KEY_BYTES, 2 * KEY_BYTES)).encrypt(groupKey);
    const body = concat(
      u16(GROUP_KEY_NUMBER),
      [groupKey.length],
      new Uint8Array(8),
      wrapped,
    );
    const subelements = concat(
      keyHolders(keys, network.bssid),
      encodeElement(SUBELEMENT_GROUP_KEY, body),
    );
    return encodeAssociationResponse(network, keys.station, sequence, {
      again: true,
      signed: this.#signed(RESPONSE, subelements),
    });
  }

  /** RSN, mobility domain and fast transition element, with the code over the three of them. */
  #signed(transaction: number, subelements: Uint8Array): Uint8Array {
    const { keys, network, nonces } = this.#init;
    const rsn = this.#rsn(keys.nameAt(network.bssid));
    const element = (mic?: Uint8Array) =>
      encodeTransition({
        covered: COVERED + (this.#extension.length > 0 ? 1 : 0),
        nonces,
        subelements,
        ...mic !== undefined && { mic },
      });
    const addresses = concat(macBytes(keys.station), macBytes(network.bssid));
    const message = concat(
      addresses,
      [transaction],
      rsn,
      this.#domain,
      element(),
      this.#extension,
    );
    const mic = cmac(message, this.#pairwise.subarray(0, KEY_BYTES));
    const extension = transaction === RESPONSE ? this.#extension : [];
    return concat(rsn, this.#domain, element(mic), extension);
  }

  /** RSN extension element of stations that hash to an element. */
  get #extension(): Uint8Array {
    const { network, security } = this.#init;
    return security === "wpa3-sae" ? encodeH2e(network) : new Uint8Array(0);
  }

  #rsn(keyName: Uint8Array): Uint8Array {
    const { security, protects } = this.#init;
    return encodeRsn(security, { protects, fastTransition: "chosen", keyName });
  }
}
