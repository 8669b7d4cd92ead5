// Device keys and the checksum behind them (spec device-model 1.10).
import { additiveChecksum } from "../external/checksum.ts";

/** Adler-like, but from 0 and without a modulo; texts shorter than four bytes give 0. */
export function checksum32(text: string): number {
  const bytes = new TextEncoder().encode(text);
  return additiveChecksum(bytes, 0, bytes.length);
}

/** First part of the device keys of a PHY. */
export function phyHash(name: string): number {
  return checksum32(name);
}

const HEX = Array.from({ length: 256 }, (_, n) => n.toString(16).toUpperCase().padStart(2, "0"));

/**
 * `4202770D00000000_FFEEDDCCBBAA`: both 64-bit halves byte-swapped, without leading zeros, the first
 * at least two digits.
 */
export function formatDeviceKey(hash: number, mac: number): string {
  const first = swap32(hash);
  return `${first === 0 ? "00" : `${first.toString(16).toUpperCase()}00000000`}_${swappedMac(mac)}`;
}

function swap32(value: number): number {
  return (((value & 0xff) << 24) | ((value & 0xff00) << 8) | ((value >>> 8) & 0xff00) |
    (value >>> 24)) >>> 0;
}

// The address stands left-aligned in 64 bits, so swapped it is the six bytes in reverse.
function swappedMac(mac: number): string {
  const high = Math.floor(mac / 0x100000000);
  const low = mac >>> 0;
  const text = HEX[low & 0xff]! + HEX[(low >>> 8) & 0xff]! + HEX[(low >>> 16) & 0xff]! +
    HEX[low >>> 24]! + HEX[high & 0xff]! + HEX[(high >>> 8) & 0xff]!;
  return text.replace(/^0+(?=.)/, "");
}

export interface DeviceKeyParts {
  readonly phyHash: number;
  readonly mac: number;
}

/** Both halves of a key text, leading zeros allowed; undefined when it is no key of ours. */
export function parseDeviceKey(text: string): DeviceKeyParts | undefined {
  const match = /^([0-9a-f]{1,16})_([0-9a-f]{1,16})$/i.exec(text);
  if (!match) return undefined;
  const phy = swap64(BigInt(`0x${match[1]}`));
  const address = swap64(BigInt(`0x${match[2]}`));
  if (phy > 0xffffffffn || (address & 0xffffn) !== 0n) return undefined;
  return { phyHash: Number(phy), mac: Number(address >> 16n) };
}

function swap64(value: bigint): bigint {
  let result = 0n;
  for (let at = 0; at < 8; at++) result = (result << 8n) | ((value >> BigInt(8 * at)) & 0xffn);
  return result;
}
