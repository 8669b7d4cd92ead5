// MAC addresses as 48-bit numbers, and their texts (spec device-model 1.10).

const HEX = Array.from({ length: 256 }, (_, n) => n.toString(16).toUpperCase().padStart(2, "0"));

/** `AA:BB:CC:DD:EE:FF`. */
export function formatMac(mac: number): string {
  const high = Math.floor(mac / 0x100000000);
  const low = mac >>> 0;
  return `${HEX[(high >>> 8) & 0xff]}:${HEX[high & 0xff]}:${HEX[low >>> 24]}:${
    HEX[(low >>> 16) & 0xff]
  }:${HEX[(low >>> 8) & 0xff]}:${HEX[low & 0xff]}`;
}

/** True for an address that no manufacturer gave: made up by a phone, or for a further network. */
export function isLocallyAdministered(mac: number): boolean {
  return (Math.floor(mac / 0x10000000000) & 0x03) === 0x02;
}

/** An address and how many of its leading bits count; 48 without a mask. */
export interface MaskedMac {
  readonly mac: number;
  readonly maskBits: number;
}

/**
 * Reads hex pairs with optional colons in any case, shorter addresses padded with zeros, and an
 * optional mask of the same form after `/` or `*`. Undefined for anything else.
 */
export function parseMac(text: string): MaskedMac | undefined {
  const cut = text.search(/[/*]/);
  const mac = parseBytes(cut < 0 ? text : text.slice(0, cut));
  if (mac === undefined) return undefined;
  const maskText = cut < 0 ? "" : text.slice(cut + 1);
  if (maskText === "") return { mac, maskBits: 48 };
  const mask = parseBytes(maskText);
  return mask === undefined ? undefined : { mac, maskBits: leadingOnes(mask) };
}

/** True when the address is the masked one, or lies in its block. */
export function covers({ mac, maskBits }: MaskedMac, address: number): boolean {
  const scale = 2 ** (48 - maskBits);
  return Math.floor(mac / scale) === Math.floor(address / scale);
}

function parseBytes(text: string): number | undefined {
  if (!/^[0-9a-f]{2}(?::?[0-9a-f]{2}){0,5}$/i.test(text)) return undefined;
  return Number.parseInt(text.replaceAll(":", "").padEnd(12, "0"), 16);
}

function leadingOnes(mask: number): number {
  const bits = mask.toString(2).padStart(48, "0");
  const zero = bits.indexOf("0");
  return zero < 0 ? 48 : zero;
}
