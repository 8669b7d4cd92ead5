// The radio of a capture tool or a sensor, which is tuned by the server and not by the script.
import type { SeededRandom } from "../random.ts";
import { type RadioInit, SimulatedRadio } from "./simulated-radio.ts";

export class ToolRadio extends SimulatedRadio {
  #channels: readonly string[];
  #dwellMs: number;

  constructor(init: RadioInit, random: SeededRandom) {
    super(init, random);
    // Until somebody tunes it, it is where it was left.
    this.#channels = init.channels.slice(0, 1);
    this.#dwellMs = init.dwellMs;
  }

  override channelAt(atMs: number): string {
    return this.#channels[Math.floor(atMs / this.#dwellMs) % this.#channels.length]!;
  }

  /** Channels that it does not have are left out; false when none is left. */
  tune(channels: readonly string[], dwellMs: number): boolean {
    const known = channels.filter((channel) => this.init.channels.includes(channel));
    if (known.length === 0) return false;
    this.#channels = known;
    this.#dwellMs = dwellMs;
    return true;
  }
}
