// UUIDs of datasources (spec external-protocol 5.6, device-model 1.10): the checksum of the capture
// program's name and what identifies the interface, the same text as the reference's tools make,
// so that logs of both systems match.
import { checksum32 } from "../../protocols/records/device-key.ts";
import { timeUuid } from "../../protocols/uuid.ts";
import type { Clock, Random } from "../../runtime/platform.ts";

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
export function randomUuid(clock: Clock, random: Random): string {
  const tail = random.bytes(new Uint8Array(8));
  // A node that is no hardware address has its multicast bit set (RFC 9562, 6.10).
  tail[2]! |= 1;
  return timeUuid(clock.now(), tail);
}
