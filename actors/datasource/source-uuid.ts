// UUIDs of datasources (spec external-protocol 5.6, device-model 1.10): the checksum of the capture
// program's name and what identifies the interface, the same text as the reference's tools make,
// so that logs of both systems match.
import { checksum32 } from "../../protocols/records/device-key.ts";
import type { Clock, Random } from "../../runtime/platform.ts";

/** 100 ns ticks from 1582-10-15 to 1970-01-01. */
const GREGORIAN_TICKS = 0x01b21dd213814000n;

/** `PPPPPPPP-0000-0000-0000-SSSSSSSSSSSS` from a program's name and 12 hex digits. */
export function programUuid(program: string, identity: string): string {
  const prefix = checksum32(program).toString(16).padStart(8, "0");
  return `${prefix}-0000-0000-0000-${identity.padStart(12, "0").slice(-12)}`.toUpperCase();
}

/** 12 hex digits that stand for a text: a path, a device name. */
export function textIdentity(text: string): string {
  return checksum32(text).toString(16).padStart(12, "0");
}

/** 12 hex digits of a MAC address text; undefined for anything else and for all zeros. */
export function macIdentity(text: string): string | undefined {
  const digits = text.trim().replaceAll(":", "");
  return /^[0-9a-f]{12}$/i.test(digits) && !/^0+$/.test(digits) ? digits : undefined;
}

/** A time-based UUID with a random node, for what nothing identifies. */
export function timeUuid(clock: Clock, random: Random): string {
  const ticks = BigInt(Math.floor(clock.now() * 10)) * 1000n + GREGORIAN_TICKS;
  const time = ticks.toString(16).padStart(15, "0");
  const bytes = random.bytes(new Uint8Array(8));
  bytes[0] = 0x80 | (bytes[0]! & 0x3f);
  // A node that is no hardware address has its multicast bit set (RFC 9562, 6.10).
  bytes[2]! |= 1;
  const tail = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  const low = time.slice(7);
  return `${low}-${time.slice(3, 7)}-1${time.slice(0, 3)}-${tail.slice(0, 4)}-${tail.slice(4)}`
    .toUpperCase();
}

/** The canonical text of a UUID, or undefined. */
export function parseUuid(text: string): string | undefined {
  const trimmed = text.trim();
  return /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i.test(trimmed)
    ? trimmed.toUpperCase()
    : undefined;
}
