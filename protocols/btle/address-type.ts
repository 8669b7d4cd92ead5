// Kinds of device addresses (Core 5.4 Vol 6 Part B 1.3): public ones come from a registry, the two
// highest bits of random ones say of what kind they are.

export const ADDRESS_PUBLIC = "public";
/** Stays until the device is switched off. */
export const ADDRESS_RANDOM_STATIC = "random static";
/** Changes every few minutes; who was paired with the device can tell that it is the same. */
export const ADDRESS_RESOLVABLE = "resolvable private";
/** Changes every few minutes, and nobody can tell. */
export const ADDRESS_NON_RESOLVABLE = "non-resolvable private";
const ADDRESS_RESERVED = "random reserved";

const RANDOM_KINDS: readonly string[] = [
  ADDRESS_NON_RESOLVABLE,
  ADDRESS_RESOLVABLE,
  ADDRESS_RESERVED,
  ADDRESS_RANDOM_STATIC,
];

const TOP_BITS = 2 ** 46;

export function addressType(address: number, isRandom: boolean): string {
  return isRandom ? RANDOM_KINDS[Math.floor(address / TOP_BITS)]! : ADDRESS_PUBLIC;
}
