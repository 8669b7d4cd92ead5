// The CRC of Bluetooth LE link-layer frames (Core 5.4 Vol 6 Part B 3.1.1): x^24 + x^10 + x^9 + x^6 +
// x^4 + x^3 + x + 1, least significant bit first, so the register is kept reflected.

const FEEDBACK = 0xda6000;
/** 0x555555, which every advertising frame begins with, reflected. */
export const CRC24_ADVERTISING = 0xaaaaaa;
export const CRC24_BYTES = 3;

const table = new Uint32Array(256);
for (let byte = 0; byte < table.length; byte++) {
  let register = byte;
  for (let bit = 0; bit < 8; bit++) {
    register = (register & 1) === 0 ? register >>> 1 : (register >>> 1) ^ FEEDBACK;
  }
  table[byte] = register;
}

/** CRC of `bytes[start, end)`, from the PDU header to the end of the payload. */
export function crc24(
  bytes: Uint8Array,
  start: number,
  end: number,
  initial = CRC24_ADVERTISING,
): number {
  let register = initial;
  for (let at = start; at < end; at++) {
    register = (register >>> 8) ^ table[(register ^ bytes[at]!) & 0xff]!;
  }
  return register;
}

/** The CRC as it stands behind a frame, the byte that was sent first being the lowest. */
export function storedCrc24(bytes: Uint8Array, at: number): number {
  return bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16);
}
