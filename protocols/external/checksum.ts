// The checksum of original frames (external-protocol 1.2.1): two sums as in Adler-32, but both start
// at 0 and neither is reduced.

/** Of `bytes[start, end)`; fewer than four bytes have the checksum 0. */
export function additiveChecksum(bytes: Uint8Array, start: number, end: number): number {
  if (end - start < 4) return 0;
  let first = 0;
  let second = 0;
  for (let at = start; at < end; at++) {
    first = (first + bytes[at]!) | 0;
    second = (second + first) | 0;
  }
  return ((first & 0xffff) + (second << 16)) >>> 0;
}
