// Small parts of encoded frames.

/** Joins parts into one array. */
export function concat(...parts: readonly (Uint8Array | readonly number[])[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** A 48-bit number as six bytes. */
export function macBytes(address: number): number[] {
  const high = Math.floor(address / 0x100000000);
  const low = address >>> 0;
  return [high >>> 8, high, low >>> 24, low >>> 16, low >>> 8, low].map((byte) => byte & 0xff);
}

/** Two bytes, little endian. */
export function u16(value: number): number[] {
  return [value & 0xff, (value >>> 8) & 0xff];
}

/** Two bytes, big endian. */
export function u16Big(value: number): number[] {
  return [(value >>> 8) & 0xff, value & 0xff];
}
