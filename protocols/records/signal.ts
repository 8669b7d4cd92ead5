// Signal record, `kismet.common.signal.*` (spec device-model 3.3).
import { createRrd, type Rrd } from "./rrd.ts";
import type { LocationPoint } from "./location.ts";

/** Fixed by the first packet that has a signal or noise field; other kinds are then ignored. */
export const SIGNAL_TYPES = ["none", "dbm", "rssi"] as const;

export class SignalRecord {
  /** Index into SIGNAL_TYPES. */
  kind = 0;
  last = 0;
  min = 0;
  max = 0;
  lastNoise = 0;
  minNoise = 0;
  maxNoise = 0;
  /** Largest data rate seen, unit of the PHY (802.11: 100 kbit/s). */
  maxRate = 0;
  encodings = 0;
  carriers = 0;
  /** Second of the newest signals, which are not in the history yet; -1: it has none. */
  #second = -1;
  /** The strongest of that second, and the strongest before the newest; 0 = none. */
  #level = 0;
  #levelBefore = 0;
  #isPending = false;
  peakLocation: LocationPoint | undefined = undefined;
  #history: Rrd | undefined = undefined;

  /** Adds one packet's radio values; the history and peak location are the caller's. */
  add(
    kind: number,
    signal: number,
    noise: number,
    rate: number,
    carrier: number,
    encoding: number,
  ): boolean {
    let peaked = false;
    if (kind !== 0) {
      if (this.kind === 0) this.kind = kind;
      if (this.kind === kind) {
        if (signal !== 0) {
          this.last = signal;
          if (this.min === 0 || signal < this.min) this.min = signal;
          if (this.max === 0 || signal > this.max) {
            this.max = signal;
            peaked = true;
          }
        }
        if (noise !== 0) {
          this.lastNoise = noise;
          if (this.minNoise === 0 || noise < this.minNoise) this.minNoise = noise;
          if (this.maxNoise === 0 || noise > this.maxNoise) this.maxNoise = noise;
        }
      }
    }
    if (rate > this.maxRate) this.maxRate = rate;
    this.carriers |= carrier;
    this.encodings |= encoding;
    return peaked;
  }

  /** Adds a signal, not 0, to the history: those of one second at once, when it is over. */
  addToHistory(signal: number, second: number): void {
    if (second === this.#second) {
      this.#levelBefore = this.#level;
      if (this.#level === 0 || signal > this.#level) this.#level = signal;
      this.#isPending = true;
      return;
    }
    this.#settle();
    if (second < this.#second) {
      this.#level = 0;
      this.#make().add(signal, second);
      return;
    }
    this.#second = second;
    this.#level = signal;
    this.#levelBefore = 0;
    this.#isPending = true;
  }

  /** The strongest signal a second, up to the newest; undefined without one. */
  history(): Rrd | undefined {
    this.#settle();
    return this.#history;
  }

  #settle(): void {
    if (!this.#isPending) return;
    this.#isPending = false;
    const history = this.#make();
    if (this.#levelBefore !== 0) history.add(this.#levelBefore, this.#second);
    history.add(this.#level, this.#second);
  }

  #make(): Rrd {
    return this.#history ??= createRrd("peak-signal", { minuteOnly: true });
  }
}
