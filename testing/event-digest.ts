// A digest of everything the event bus says, so that two runs can be told to be the same.
import type { Moirai } from "../mod.ts";
import { xxhash32 } from "../protocols/xxhash32.ts";

const FIRST_SEED = 0;
const SECOND_SEED = 0x6d6f6972;

export class EventDigest {
  #low = FIRST_SEED;
  #high = SECOND_SEED;
  events = 0;

  /** Counts in every event of this server from now on. */
  constructor(moirai: Moirai) {
    moirai.bus.subscribe("*", (event) => {
      const bytes = moirai.encodeEvent(event);
      // Each digest begins with the one before, so that order counts.
      this.#low = xxhash32(bytes, 0, bytes.length, this.#low);
      this.#high = xxhash32(bytes, 0, bytes.length, this.#high);
      this.events += 1;
    });
  }

  /** Sixteen hex digits. */
  value(): string {
    const hex = (part: number) => part.toString(16).padStart(8, "0");
    return hex(this.#high) + hex(this.#low);
  }
}
