// A set of encryption bits as one integer, as records show it.

export function cryptBits(low: number, high: number): bigint {
  return (BigInt(high >>> 0) << 32n) | BigInt(low >>> 0);
}
