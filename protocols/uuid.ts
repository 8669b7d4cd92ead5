// UUIDs as upper-case text (spec device-model 1.10), and new ones from a time and random bytes
// (RFC 9562, 5.1: version 1).

export const UUID_BYTES = 16;
/** Stands for "none". */
export const NIL_UUID = "00000000-0000-0000-0000-000000000000";

const TEXT = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
/** 100 ns ticks from 1582-10-15 to 1970-01-01. */
const GREGORIAN_TICKS = 0x01b21dd213814000n;
const TIME_TAIL_BYTES = 8;

/** The canonical text of a UUID in any case, or undefined. */
export function parseUuid(text: string): string | undefined {
  return TEXT.test(text) ? text.toUpperCase() : undefined;
}

/** `XXXXXXXX-XXXX-XXXX-XXXX-XXXXXXXXXXXX` of sixteen bytes. */
export function formatUuid(bytes: Uint8Array): string {
  if (bytes.length !== UUID_BYTES) throw new RangeError("a UUID has 16 bytes");
  let text = "";
  for (let at = 0; at < UUID_BYTES; at++) {
    if (at === 4 || at === 6 || at === 8 || at === 10) text += "-";
    text += bytes[at]!.toString(16).padStart(2, "0");
  }
  return text.toUpperCase();
}

/**
 * A time-based UUID: `tail` is two bytes of clock sequence, whose top bits become the variant, and
 * six of node.
 */
export function timeUuid(timeMs: number, tail: Uint8Array): string {
  if (tail.length !== TIME_TAIL_BYTES) throw new RangeError("clock sequence and node are 8 bytes");
  // Microseconds are all that a double holds of today's time.
  const ticks = BigInt(Math.floor(timeMs * 1000)) * 10n + GREGORIAN_TICKS;
  const bytes = new Uint8Array(UUID_BYTES);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, Number(ticks & 0xffffffffn));
  view.setUint16(4, Number((ticks >> 32n) & 0xffffn));
  view.setUint16(6, 0x1000 | Number((ticks >> 48n) & 0x0fffn));
  bytes.set(tail, TIME_TAIL_BYTES);
  bytes[8] = 0x80 | (tail[0]! & 0x3f);
  return formatUuid(bytes);
}
