// The hash that names an SSID in records (spec dot11 4.4).
import { xxhash32 } from "../xxhash32.ts";

const SCRATCH_TEXT_BYTES = 255;
const scratch = new Uint8Array(SCRATCH_TEXT_BYTES + 4);

/**
 * XXH32 over the bytes up to the first NUL, followed by the raw length as 32 bits little endian.
 * `length` is at most 255, as in an element.
 */
export function ssidHash(
  bytes: Uint8Array,
  start: number,
  end: number,
  length = end - start,
): number {
  let used = 0;
  for (let at = start; at < end && used < SCRATCH_TEXT_BYTES; at++) {
    const byte = bytes[at]!;
    if (byte === 0) break;
    scratch[used++] = byte;
  }
  scratch[used] = length & 0xff;
  scratch[used + 1] = (length >> 8) & 0xff;
  scratch[used + 2] = 0;
  scratch[used + 3] = 0;
  return xxhash32(scratch, 0, used + 4);
}

const encoder = new TextEncoder();

/** The hash of an SSID given as text, as SSID groups use it (spec dot11 9.1). */
export function ssidHashOfText(text: string, length: number): number {
  const bytes = encoder.encode(text);
  const joined = new Uint8Array(bytes.length + 4);
  joined.set(bytes);
  new DataView(joined.buffer).setUint32(bytes.length, length, true);
  return xxhash32(joined, 0, joined.length);
}
