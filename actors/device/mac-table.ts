// Devices by address: a hash table with open places (linear probing), twice as fast as a Map, which
// keeps each address in a box of its own. Addresses come from the air, so where they go follows from
// random numbers that nobody on the air knows.
import type { Random } from "../../runtime/platform.ts";

const PLACES_MIN = 64;
/** What stands in a place without an address: equal to nothing, not even itself. */
const EMPTY = NaN;
const LOW_BITS = 0x1000000;

export class MacTable<T> {
  #size = 0;
  /** A power of 2, at most half of it in use. */
  #mask = PLACES_MIN - 1;
  #shift = 32 - Math.log2(PLACES_MIN);
  #macs = new Float64Array(PLACES_MIN).fill(EMPTY);
  #values: (T | undefined)[] = emptyPlaces(PLACES_MIN);
  readonly #lowFactor: number;
  readonly #highFactor: number;

  constructor(random: Random) {
    const bytes = new DataView(random.bytes(new Uint8Array(8)).buffer);
    // Odd factors take all addresses of one half apart.
    this.#lowFactor = bytes.getInt32(0) | 1;
    this.#highFactor = bytes.getInt32(4) | 1;
  }

  get size(): number {
    return this.#size;
  }

  /** `mac`: an address of up to 48 bits. Hot: two or three times a packet. */
  get(mac: number): T | undefined {
    const macs = this.#macs;
    const mask = this.#mask;
    for (let place = this.#home(mac);; place = (place + 1) & mask) {
      const found = macs[place]!;
      if (found === mac) return this.#values[place];
      if (Number.isNaN(found)) return undefined;
    }
  }

  set(mac: number, value: T): void {
    if (2 * (this.#size + 1) > this.#mask + 1) this.#grow();
    this.#put(mac, value);
  }

  delete(mac: number): boolean {
    const macs = this.#macs;
    const mask = this.#mask;
    let hole = this.#home(mac);
    while (macs[hole] !== mac) {
      if (Number.isNaN(macs[hole])) return false;
      hole = (hole + 1) & mask;
    }
    // Those behind move up, so that nobody who looks for them meets an empty place before them.
    for (let place = (hole + 1) & mask; !Number.isNaN(macs[place]); place = (place + 1) & mask) {
      const home = this.#home(macs[place]!);
      if (((place - home) & mask) < ((place - hole) & mask)) continue;
      macs[hole] = macs[place]!;
      this.#values[hole] = this.#values[place];
      hole = place;
    }
    macs[hole] = EMPTY;
    this.#values[hole] = undefined;
    this.#size -= 1;
    return true;
  }

  /** Multiply-shift hashing: of any two addresses few pairs of factors make neighbours. */
  #home(mac: number): number {
    const high = Math.floor(mac / LOW_BITS);
    const low = mac - high * LOW_BITS;
    return (Math.imul(low, this.#lowFactor) + Math.imul(high, this.#highFactor)) >>> this.#shift;
  }

  #put(mac: number, value: T): void {
    const macs = this.#macs;
    const mask = this.#mask;
    let place = this.#home(mac);
    while (!Number.isNaN(macs[place]) && macs[place] !== mac) place = (place + 1) & mask;
    if (macs[place] !== mac) this.#size += 1;
    macs[place] = mac;
    this.#values[place] = value;
  }

  #grow(): void {
    const macs = this.#macs;
    const values = this.#values;
    const places = 2 * macs.length;
    this.#size = 0;
    this.#mask = places - 1;
    this.#shift -= 1;
    this.#macs = new Float64Array(places).fill(EMPTY);
    this.#values = emptyPlaces(places);
    for (let place = 0; place < macs.length; place++) {
      if (!Number.isNaN(macs[place])) this.#put(macs[place]!, values[place]!);
    }
  }
}

// Filled one by one: an array made with its length holds holes, which are slower to read.
function emptyPlaces<T>(count: number): (T | undefined)[] {
  const places: (T | undefined)[] = [];
  for (let place = 0; place < count; place++) places.push(undefined);
  return places;
}
