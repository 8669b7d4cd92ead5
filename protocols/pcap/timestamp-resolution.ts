// Time units of pcapng interfaces (draft-ietf-opsawg-pcapng 4.2, options if_tsresol and if_tsoffset):
// 64-bit counts of 10^-n or 2^-n seconds, as two halves. They exceed 2^53, so the halves are divided
// apart; BigInt would cost more than the rest of a packet's decoding.

const HALF = 2 ** 32;
/** Interfaces that say nothing count microseconds. */
const EXPONENT_DEFAULT = 6;

export class TimestampResolution {
  /** Units of a microsecond, in whole numbers; 0 when a unit is not a whole part of one. */
  readonly #perUs: number;
  /** Quotient and remainder of the upper half's weight by `perUs`. */
  readonly #highQuotient: number;
  readonly #highRemainder: number;
  /** Microseconds of a unit that is a microsecond or longer. */
  readonly #unitUs: number;
  /** n of a unit of 2^-n seconds, else -1. */
  readonly #binary: number;
  readonly #offsetUs: number;

  /** `resolution` is the option's byte: bit 7 chooses powers of two, the others are n. */
  constructor(resolution = EXPONENT_DEFAULT, offsetSec = 0) {
    const exponent = resolution & 0x7f;
    const decimal = (resolution & 0x80) === 0;
    this.#binary = decimal ? -1 : exponent;
    this.#perUs = decimal && exponent >= 6 ? 10 ** (exponent - 6) : 0;
    this.#highQuotient = this.#perUs === 0 ? 0 : Math.floor(HALF / this.#perUs);
    this.#highRemainder = this.#perUs === 0 ? 0 : HALF - this.#highQuotient * this.#perUs;
    this.#unitUs = decimal && exponent < 6 ? 10 ** (6 - exponent) : 0;
    this.#offsetUs = offsetSec * 1e6;
  }

  /** Whole microseconds since 1970 of the count `high * 2^32 + low`. */
  toUs(high: number, low: number): number {
    if (this.#binary >= 0) return this.#offsetUs + binaryUs(high, low, this.#binary);
    if (this.#perUs === 0) return this.#offsetUs + (high * HALF + low) * this.#unitUs;
    return this.#offsetUs + high * this.#highQuotient +
      Math.floor((high * this.#highRemainder + low) / this.#perUs);
  }
}

function binaryUs(high: number, low: number, exponent: number): number {
  if (exponent <= 32) {
    const unitsPerSec = 2 ** exponent;
    const seconds = high * (HALF / unitsPerSec) + Math.floor(low / unitsPerSec);
    return seconds * 1e6 + Math.floor(((low % unitsPerSec) * 1e6) / unitsPerSec);
  }
  const highPerSec = 2 ** (exponent - 32);
  const fraction = (high % highPerSec) / highPerSec + low / 2 ** exponent;
  return Math.floor(high / highPerSec) * 1e6 + Math.floor(fraction * 1e6);
}
