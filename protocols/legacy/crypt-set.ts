// Encryption bits of the old text protocol (spec legacy-protocol 6.4) from those of today's records.

/** Bits 58 to 61 of the set and their old ones: LEAP, TLS, TTLS, PEAP. */
const OLD_BITS: readonly (readonly [old: number, any: readonly number[]])[] = [
  [8, [7, 23]], // WEP40
  [16, [8, 24]], // WEP104
  [32, [9, 25]], // TKIP
  [64, [1, 2, 3, 4]], // WPA of any generation
  [128, [38, 40, 42, 44, 45, 55, 56]], // PSK and SAE
  [256, [18, 34]], // AES-OCB
  [512, [10, 26, 14, 30]], // AES-CCM
  [1024, [58]],
  [2048, [60]],
  [4096, [59]],
  [8192, [61]],
];
/** Set with every encryption, as the old server did: it had looked at the privacy bit first. */
const ENCRYPTED = 2;

export function legacyCryptSet(low: number, high: number): number {
  if (low === 0 && high === 0) return 0;
  let set = ENCRYPTED;
  for (const [old, any] of OLD_BITS) {
    const has = any.some((bit) =>
      bit < 32 ? (low & (1 << bit)) !== 0 : (high & (1 << (bit - 32))) !== 0
    );
    if (has) set |= old;
  }
  return set;
}
