// How much a websocket peer may ask for: messages cost processor time, so there is a budget that fills
// up again with time. People and programs stay far below it; who floods is cut off.

/** Messages that may come at once, of any programme that sets up all its subscriptions. */
export const INBOUND_BURST = 256;
/** Messages a second in the long run. */
export const INBOUND_PER_SEC = 32;
/** A longer message counts as several of these bytes. */
export const INBOUND_UNIT_BYTES = 4096;

export class InboundLimit {
  #left = INBOUND_BURST;
  #sinceMs: number;

  constructor(nowMs: number) {
    this.#sinceMs = nowMs;
  }

  /** Takes a message's cost; false when the peer has used up what it may. */
  take(bytes: number, nowMs: number): boolean {
    // A clock that was set back gives nothing.
    const elapsedSec = Math.max(0, nowMs - this.#sinceMs) / 1000;
    this.#sinceMs = nowMs;
    this.#left = Math.min(INBOUND_BURST, this.#left + elapsedSec * INBOUND_PER_SEC);
    const cost = 1 + Math.floor(bytes / INBOUND_UNIT_BYTES);
    if (cost > this.#left) return false;
    this.#left -= cost;
    return true;
  }
}
