// Random tokens and passwords, and comparison that takes the same time wherever two texts differ.
import type { Platform } from "../../runtime/platform.ts";

/** Longest user name, password or token that is looked at, in UTF-8 bytes. */
export const SECRET_BYTES_MAX = 256;

const TOKEN_BYTES = 16;
const PASSWORD_LETTERS = "abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";
const PASSWORD_LENGTH = 16;

const encoder = new TextEncoder();

/** 32 upper-case hex digits, the form of API tokens (spec rest-api 2.4). */
export function createToken(platform: Platform): string {
  const bytes = platform.random.bytes(new Uint8Array(TOKEN_BYTES));
  let token = "";
  for (const byte of bytes) token += byte.toString(16).padStart(2, "0");
  return token.toUpperCase();
}

/** 16 letters and digits without look-alikes, 5.8 bits each. */
export function createPasswordText(platform: Platform): string {
  let password = "";
  const bytes = new Uint8Array(64);
  while (password.length < PASSWORD_LENGTH) {
    for (const byte of platform.random.bytes(bytes)) {
      // Bytes above the largest multiple of the alphabet would favour its first letters.
      if (byte >= PASSWORD_LETTERS.length * 4) continue;
      password += PASSWORD_LETTERS[byte % PASSWORD_LETTERS.length]!;
      if (password.length === PASSWORD_LENGTH) break;
    }
  }
  return password;
}

/** True when both texts are equal and no longer than SECRET_BYTES_MAX. */
export function equalText(platform: Platform, a: string, b: string): boolean {
  // Both sides are padded to one size, so that not even a length decides how long this takes.
  const left = new Uint8Array(SECRET_BYTES_MAX);
  const right = new Uint8Array(SECRET_BYTES_MAX);
  const leftFits = encoder.encodeInto(a, left);
  const rightFits = encoder.encodeInto(b, right);
  const equal = platform.equalBytes(left, right);
  return equal && leftFits.read === a.length && rightFits.read === b.length &&
    leftFits.written === rightFits.written;
}

export function toHex(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += byte.toString(16).padStart(2, "0");
  return text;
}

/** The bytes of an even number of hex digits; undefined for anything else. */
export function fromHex(text: string): Uint8Array | undefined {
  if (text.length % 2 !== 0 || !/^[0-9a-fA-F]*$/.test(text)) return undefined;
  const bytes = new Uint8Array(text.length / 2);
  for (let index = 0; index < bytes.length; index++) {
    bytes[index] = Number.parseInt(text.slice(index * 2, index * 2 + 2), 16);
  }
  return bytes;
}
