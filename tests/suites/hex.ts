// Bytes written out in tests.
import { joinBytes } from "../../protocols/bytes.ts";

/** Hexadecimal digits to bytes; anything else separates. */
export function fromHex(text: string): Uint8Array {
  const digits = text.replaceAll(/[^0-9a-fA-F]/g, "");
  if (digits.length % 2 !== 0) throw new Error(`an odd number of digits in ${text}`);
  return Uint8Array.from(digits.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}

/** One run of bytes, which shares no memory with its parts: tests write into it. */
export function concatBytes(...parts: readonly Uint8Array[]): Uint8Array {
  return joinBytes(parts).slice();
}
