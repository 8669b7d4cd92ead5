// Four-way handshakes with keys that hold (IEEE 802.11-2020 12.7): whoever knows the passphrase can
// check every message of them and read the group key.
import { aeskw, cmac } from "@noble/ciphers/aes.js";
import { hmac } from "@noble/hashes/hmac.js";
import { md5, sha1 } from "@noble/hashes/legacy.js";
import { pbkdf2 } from "@noble/hashes/pbkdf2.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { encodeData, type Network } from "./encode.ts";
import { concat, macBytes, u16 } from "./encode-bytes.ts";
import { encodeEapolKey, encodePmkid } from "./encode-eapol.ts";
import {
  encodeRsn,
  encodeVendor,
  encodeWpa,
  requiresProtection,
  type Security,
  stationSecurity,
} from "./encode-elements.ts";
import type { HandshakeParts, MessageNumber } from "./encode-handshake-parts.ts";
import { encodeH2e, usesSae } from "./encode-network.ts";
import { deriveSha1, deriveSha256 } from "./key-derivation.ts";

const PBKDF2_ROUNDS = 4096;
const KEY_BYTES = 16;
const MIC_BYTES = 16;
const NONCE_BYTES = 32;
/** LLC/SNAP header in front of the 802.1X header, which the integrity code does not cover. */
const LLC_BYTES = 8;
/** Of the integrity code behind the start of the 802.1X header. */
const MIC_AT = 4 + 77;

const DESCRIPTOR_RSN = 2;
const DESCRIPTOR_WPA = 254;
/** Pairwise, ack | MIC | install, ack, MIC, secure, encrypted | MIC, secure (12.7.2, figure 12-35). */
const KEY_INFO_RSN = [0x0088, 0x0108, 0x13c8, 0x0308] as const;
/** WPA of 2003 says neither secure nor encrypted. */
const KEY_INFO_WPA = [0x0088, 0x0108, 0x01c8, 0x0108] as const;

const GROUP_KEY = 1;
const INTEGRITY_GROUP_KEY = 9;
/** Key number 1, and that transmissions use it. */
const GROUP_KEY_FLAGS = [0x01, 0x00];
const INTEGRITY_KEY_NUMBER = 4;

/** How one family of networks derives its keys and signs its messages (table 12-11). */
interface Suite {
  readonly descriptor: number;
  /** Lowest three bits of the key information. */
  readonly version: number;
  derive(pmk: Uint8Array, label: string, context: Uint8Array, bytes: number): Uint8Array;
  sign(key: Uint8Array, message: Uint8Array): Uint8Array;
}

const TEMPORAL: Suite = {
  descriptor: DESCRIPTOR_WPA,
  version: 1,
  derive: deriveSha1,
  sign: (key, message) => hmac(md5, key, message),
};
const PERSONAL: Suite = {
  descriptor: DESCRIPTOR_RSN,
  version: 2,
  derive: deriveSha1,
  sign: (key, message) => hmac(sha1, key, message).subarray(0, MIC_BYTES),
};
const SAE: Suite = {
  descriptor: DESCRIPTOR_RSN,
  version: 0,
  derive: deriveSha256,
  sign: (key, message) => cmac(message, key),
};
/** Networks of 802.1X with SHA-256, and every fast transition. */
const CMAC: Suite = { ...SAE, version: 3 };
const OWE: Suite = {
  ...SAE,
  sign: (key, message) => hmac(sha256, key, message).subarray(0, MIC_BYTES),
};

const SUITES: Readonly<Partial<Record<Security, Suite>>> = {
  "wpa-psk": TEMPORAL,
  "wpa2-psk": PERSONAL,
  "wpa2-eap": PERSONAL,
  "wpa3-sae": SAE,
  "wpa3-transition": SAE,
  "wpa3-eap": CMAC,
  owe: OWE,
};

/** Stations of this security exchange keys. */
export function hasHandshake(security: Security): boolean {
  return SUITES[security] !== undefined;
}

/** Stations of this security share a passphrase that gives the master key (J.4.1). */
export function usesPassphrase(security: Security): boolean {
  return security === "wpa-psk" || security === "wpa2-psk";
}

/** Pairwise master key of a passphrase: 32 bytes, some milliseconds of work. */
export function masterKeyOf(passphrase: string, ssid: string): Uint8Array {
  return pbkdf2(sha1, passphrase, ssid, { c: PBKDF2_ROUNDS, dkLen: 32 });
}

export interface HandshakeInit {
  readonly network: Network;
  readonly station: number;
  /** 32 bytes; random where no passphrase gives it (802.1X, SAE, OWE). */
  readonly masterKey: Uint8Array;
  /** 32 bytes each: of the access point, of the station. */
  readonly nonces: readonly [Uint8Array, Uint8Array];
  /** 16 bytes each: of the network, and of its protected management frames. */
  readonly groupKeys: readonly [Uint8Array, Uint8Array];
  /** Of message 1. */
  readonly replayCounter?: number;
  /** The station can protect management frames, as its association request said. */
  readonly protects?: boolean;
  /** Message 1 names the master key (12.7.1.3). */
  readonly pmkid?: boolean;
  /** The kind of protection the station chose where the network offers several. */
  readonly security?: Security;
  readonly parts?: HandshakeParts | undefined;
}

/** One handshake between two stations; throws a RangeError for networks that have none. */
export class Handshake {
  readonly #init: HandshakeInit;
  readonly #suite: Suite;
  readonly #security: Security;
  /** Confirmation key, then encryption key; derived when a message is first asked for. */
  #keys: Uint8Array | undefined = undefined;

  constructor(init: HandshakeInit) {
    const { network, parts } = init;
    this.#security = init.security ?? stationSecurity(network.security);
    const suite = parts?.pairwise === undefined ? SUITES[this.#security] : CMAC;
    if (suite === undefined) throw new RangeError(`${network.security} has no handshake`);
    this.#init = init;
    this.#suite = suite;
  }

  get #pairwise(): Uint8Array {
    return this.#keys ??= this.#derive();
  }

  #derive(): Uint8Array {
    const { network, station, masterKey, nonces, parts } = this.#init;
    const owners = [...parts?.addresses ?? [network.bssid, station]];
    const addresses = owners.sort((a, b) => a - b).map(macBytes);
    const ordered = [...nonces].sort(compareBytes);
    const context = concat(addresses[0]!, addresses[1]!, ordered[0]!, ordered[1]!);
    return parts?.pairwise?.(nonces) ??
      this.#suite.derive(masterKey, LABEL, context, 3 * KEY_BYTES);
  }

  /** Message 1 to 4 as an unencrypted data frame. */
  message(number: MessageNumber, sequence: number): Uint8Array {
    const { network, station, nonces } = this.#init;
    const fromAp = number === 1 || number === 3;
    const isWpa = this.#suite === TEMPORAL;
    const first = this.#init.replayCounter ?? 1;
    const unsigned = encodeEapolKey({
      descriptor: this.#suite.descriptor,
      keyInfo: (isWpa ? KEY_INFO_WPA : KEY_INFO_RSN)[number - 1]! | this.#suite.version,
      keyLength: fromAp ? (isWpa ? 2 * KEY_BYTES : KEY_BYTES) : 0,
      replayCounter: number > 2 ? first + 1 : first,
      nonce: number === 4 ? undefined : nonces[fromAp ? 0 : 1],
      data: this.#data(number),
    });
    if (number !== 1) this.#sign(unsigned);
    return encodeData({
      bssid: network.bssid,
      station,
      peer: network.bssid,
      toAp: !fromAp,
      encrypted: false,
      payload: unsigned,
      sequence,
    });
  }

  #sign(payload: Uint8Array): void {
    const message = payload.subarray(LLC_BYTES);
    message.set(this.#suite.sign(this.#pairwise.subarray(0, KEY_BYTES), message), MIC_AT);
  }

  #data(number: MessageNumber): Uint8Array {
    const { network, station, masterKey, pmkid, parts } = this.#init;
    const more = parts?.data(number) ?? new Uint8Array(0);
    if (number === 1 && pmkid) {
      return concat(encodePmkid(pmkidOf(masterKey, network.bssid, station)), more);
    }
    if (number === 2) {
      return this.#suite === TEMPORAL ? encodeWpa() : concat(this.#stationRsn(), more);
    }
    if (number !== 3) return more;
    return this.#suite === TEMPORAL ? encodeWpa() : this.#wrapGroupKeys(more);
  }

  #stationRsn(): Uint8Array {
    const { network, protects, parts } = this.#init;
    const rsn = encodeRsn(this.#security, { ...parts?.rsn, protects });
    return usesSae(this.#security) ? concat(rsn, encodeH2e(network)) : rsn;
  }

  #networkRsn(): Uint8Array {
    const { network, parts } = this.#init;
    const hasDomain = network.mobilityDomain !== undefined;
    const offered = hasDomain ? { fastTransition: "offered" as const } : {};
    const keyName = parts?.rsn?.keyName;
    const rsn = encodeRsn(network.security, { ...offered, keyName });
    return usesSae(network.security) ? concat(rsn, encodeH2e(network)) : rsn;
  }

  /** Elements and group keys, encrypted with the AES key wrap (12.7.2, RFC 3394). */
  #wrapGroupKeys(more: Uint8Array): Uint8Array {
    const { groupKeys, parts } = this.#init;
    const keys = parts?.groupKeys ?? concat(
      encodeVendor(0x000fac, GROUP_KEY, concat(GROUP_KEY_FLAGS, groupKeys[0])),
      requiresProtection(this.#security)
        ? encodeVendor(
          0x000fac,
          INTEGRITY_GROUP_KEY,
          concat(u16(INTEGRITY_KEY_NUMBER), new Uint8Array(6), groupKeys[1]),
        )
        : [],
    );
    const plain = concat(this.#networkRsn(), more, keys);
    const short = plain.length % 8;
    const padding = short === 0 ? [] : [0xdd, ...new Uint8Array(7 - short)];
    return aeskw(this.#pairwise.subarray(KEY_BYTES, 2 * KEY_BYTES)).encrypt(concat(plain, padding));
  }
}

/** Identifier of a master key between two stations: 16 bytes (12.7.1.3). */
export function pmkidOf(masterKey: Uint8Array, bssid: number, station: number): Uint8Array {
  const name = new TextEncoder().encode("PMK Name");
  const code = hmac(sha1, masterKey, concat(name, macBytes(bssid), macBytes(station)));
  return code.subarray(0, KEY_BYTES);
}

const LABEL = "Pairwise key expansion";

function compareBytes(a: Uint8Array, b: Uint8Array): number {
  for (let at = 0; at < NONCE_BYTES; at++) {
    if (a[at] !== b[at]) return a[at]! - b[at]!;
  }
  return 0;
}
