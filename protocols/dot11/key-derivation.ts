// Derivation of keys (IEEE 802.11-2020 12.7.1.2, 12.7.1.7.2).
import { hmac } from "@noble/hashes/hmac.js";
import { sha1 } from "@noble/hashes/legacy.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { concat, u16 } from "./encode-bytes.ts";

const SHA1_BYTES = 20;
const SHA256_BYTES = 32;

const ascii = (text: string) => new TextEncoder().encode(text);

/** PRF of 12.7.1.2: HMAC-SHA-1 over label, a zero, context and a counter. */
export function deriveSha1(
  key: Uint8Array,
  label: string,
  context: Uint8Array,
  bytes: number,
): Uint8Array {
  const blocks: Uint8Array[] = [];
  for (let block = 0; block * SHA1_BYTES < bytes; block++) {
    blocks.push(hmac(sha1, key, concat(ascii(label), [0], context, [block])));
  }
  return concat(...blocks).subarray(0, bytes);
}

/** KDF of 12.7.1.7.2: HMAC-SHA-256 over a counter, label, context and the length in bits. */
export function deriveSha256(
  key: Uint8Array,
  label: string,
  context: Uint8Array,
  bytes: number,
): Uint8Array {
  const blocks: Uint8Array[] = [];
  for (let block = 1; (block - 1) * SHA256_BYTES < bytes; block++) {
    blocks.push(hmac(sha256, key, concat(u16(block), ascii(label), context, u16(bytes * 8))));
  }
  return concat(...blocks).subarray(0, bytes);
}
