// The 32-bit text checksum that keys of records are made of: PHY names, source identifiers, kept
// elements (spec dot11 4.1). Like Adler-32 without its modulus and starting at zero.

const encoder = new TextEncoder();

/** Checksum of the UTF-8 bytes of a text; texts shorter than four bytes give 0. */
export function textChecksum(text: string): number {
  const bytes = encoder.encode(text);
  if (bytes.length < 4) return 0;
  let a = 0;
  let b = 0;
  for (const byte of bytes) {
    a = (a + byte) | 0;
    b = (b + a) | 0;
  }
  return ((a & 0xffff) + (b << 16)) >>> 0;
}
