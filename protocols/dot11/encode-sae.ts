// What stations of WPA3 and of encrypted open networks exchange before their handshake: shaped as
// IEEE 802.11-2020 12.4 and RFC 8110 say, around numbers that are given.
import { concat, u16 } from "./encode-bytes.ts";
import { encodeElement } from "./encode-elements.ts";
import { encodeHeader } from "./encode.ts";

const ALGORITHM_SAE = 3;
const COMMIT = 1;
const CONFIRM = 2;
/** The elliptic curve P-256. */
const GROUP = 19;
const SEND_CONFIRM = 1;

/** Status of a commit that derived its element by hashing (9.4.1.9). */
export const STATUS_HASH_TO_ELEMENT = 126;

/** Bytes that a commit carries: a scalar of 32 and an element of 64. */
export const SAE_COMMIT_BYTES = 96;
export const SAE_CONFIRM_BYTES = 32;
export const OWE_PUBLIC_KEY_BYTES = 32;

/** SAE commit (9.3.3.11, 12.4.7.3). */
export function encodeSaeCommit(
  addresses: readonly [to: number, from: number, bssid: number],
  numbers: Uint8Array,
  sequence: number,
  status = STATUS_HASH_TO_ELEMENT,
): Uint8Array {
  return concat(
    encodeHeader(0, 11, 0, [...addresses], sequence),
    u16(ALGORITHM_SAE),
    u16(COMMIT),
    u16(status),
    u16(GROUP),
    numbers,
  );
}

/** SAE confirm (12.4.7.5). */
export function encodeSaeConfirm(
  addresses: readonly [to: number, from: number, bssid: number],
  confirm: Uint8Array,
  sequence: number,
  status = 0,
): Uint8Array {
  return concat(
    encodeHeader(0, 11, 0, [...addresses], sequence),
    u16(ALGORITHM_SAE),
    u16(CONFIRM),
    u16(status),
    u16(SEND_CONFIRM),
    confirm,
  );
}

/** Diffie-Hellman parameter element (RFC 8110 4.2): a group and a public key. */
export function encodeDiffieHellman(publicKey: Uint8Array): Uint8Array {
  return encodeElement(255, concat([32], u16(GROUP), publicKey));
}
