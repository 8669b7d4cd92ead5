// Copies of the latest frames that a rule counts, so that an alert can show what led to it.
import type { SavedPacket } from "../../../protocols/records/dot11-device.ts";
import { savePacket } from "./saved-packet.ts";
import type { Dot11State } from "./state.ts";

interface Entry {
  readonly owner: number;
  readonly packet: SavedPacket;
}

export class RecentPackets {
  readonly #limit: number;
  readonly #entries: Entry[] = [];
  #next = 0;

  /** Keeps the latest `limit` frames of all owners together. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Keeps the frame being handled for `owner`, an address. */
  keep(state: Dot11State, owner: number): void {
    this.#entries[this.#next] = { owner, packet: savePacket(state) };
    this.#next = (this.#next + 1) % this.#limit;
  }

  /** Those of one owner since `fromUs`, the oldest first. */
  of(owner: number, fromUs: number): SavedPacket[] {
    return this.#entries
      .filter((entry) => entry.owner === owner && entry.packet.timestampUs >= fromUs)
      .map((entry) => entry.packet)
      .sort((a, b) => a.timestampUs - b.timestampUs);
  }
}
