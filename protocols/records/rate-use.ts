// Which data rates a network uses, `moirai.dot11.airtime.*`.

/** Different rates counted for one network; headers are hostile and can name any. */
export const RATES_PER_NETWORK_MAX = 64;

export class RateUse {
  frames = 0;
  airtimeUs = 0;
  lastKbps = 0;
  maxKbps = 0;
  /** -1 until a frame had one. */
  lastMcs = -1;
  maxMcs = -1;
  maxStreams = 0;
  /** Latest modulation seen, MODULATION_*. */
  bestModulation = 0;
  /** Rates in the order of appearance, and the frames at each: few, so looked through. */
  readonly #kbps: number[] = [];
  readonly #frames: number[] = [];
  /** Place of `lastKbps`, -1 when it found no room. */
  #place = -1;
  /** Frames at `lastKbps` that are not in the list yet: neighbouring frames share a rate. */
  #framesHere = 0;
  #dropped = 0;

  note(kbps: number, airtimeUs: number): void {
    this.frames += 1;
    this.airtimeUs += airtimeUs;
    if (kbps !== this.lastKbps) this.#change(kbps);
    this.#framesHere += 1;
  }

  noteModulation(modulation: number, mcs: number, streams: number): void {
    if (modulation > this.bestModulation) this.bestModulation = modulation;
    this.lastMcs = mcs;
    if (mcs > this.maxMcs) this.maxMcs = mcs;
    if (streams > this.maxStreams) this.maxStreams = streams;
  }

  /** Frames whose rate found no room. */
  get dropped(): number {
    this.#settle();
    return this.#dropped;
  }

  /** kbit/s to frames. */
  rates(): ReadonlyMap<number, number> {
    this.#settle();
    return new Map(this.#kbps.map((kbps, place) => [kbps, this.#frames[place]!]));
  }

  #settle(): void {
    if (this.#place < 0) this.#dropped += this.#framesHere;
    else this.#frames[this.#place]! += this.#framesHere;
    this.#framesHere = 0;
  }

  #change(kbps: number): void {
    this.#settle();
    this.lastKbps = kbps;
    if (kbps > this.maxKbps) this.maxKbps = kbps;
    this.#place = this.#kbps.indexOf(kbps);
    if (this.#place >= 0 || this.#kbps.length >= RATES_PER_NETWORK_MAX) return;
    this.#place = this.#kbps.push(kbps) - 1;
    this.#frames.push(0);
  }
}
