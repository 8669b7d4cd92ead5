// Small parts of encoded frames.

const LOOP_BYTES = 24;

/** Joins parts into one array. */
export function concat(...parts: readonly (Uint8Array | readonly number[])[]): Uint8Array {
  let length = 0;
  for (const part of parts) length += part.length;
  const whole = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    // Most parts are a few bytes, for which a loop is faster than `set`.
    if (part.length < LOOP_BYTES) {
      for (let index = 0; index < part.length; index++) whole[at + index] = part[index]!;
    } else whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** A 48-bit number as six bytes. */
export function macBytes(address: number): number[] {
  const high = Math.floor(address / 0x100000000);
  const low = address >>> 0;
  return [
    (high >>> 8) & 0xff,
    high & 0xff,
    low >>> 24,
    (low >>> 16) & 0xff,
    (low >>> 8) & 0xff,
    low & 0xff,
  ];
}

/** Two bytes, little endian. */
export function u16(value: number): number[] {
  return [value & 0xff, (value >>> 8) & 0xff];
}

/** Two bytes, big endian. */
export function u16Big(value: number): number[] {
  return [(value >>> 8) & 0xff, value & 0xff];
}
