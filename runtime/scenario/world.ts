// The air of a scenario: events in virtual time, transmissions, and who hears them. A pure function
// of the scenario and its seed; nothing here knows a server or a clock.
import { rfChannelFreqKhz, rfChannelOfIndex } from "../../protocols/btle/channels.ts";
import { frequencyOfChannel } from "../../protocols/dot11/channel.ts";
import type { SeededRandom } from "../random.ts";
import { TimerHeap } from "../timer-heap.ts";
import { metresBetween, type Position, signalAt } from "./space.ts";

/** What radios are built for; channels of different ones have the same names. */
export type Technology = "wifi" | "btle";

/** One frame on the air. */
export interface Transmission {
  /** Since the scenario began. */
  readonly atMs: number;
  readonly frame: Uint8Array;
  readonly from: Position;
  readonly channel: string;
  readonly powerDbm: number;
  /** 500 kbit/s units. */
  readonly rate: number;
  /** Wi-Fi when left out; the channel of others is an index. */
  readonly technology?: Technology;
}

/** Somebody who listens on a channel. */
export interface Listener {
  /** Called for every transmission; `signalDbm` is what arrives there. */
  hear(sent: Transmission, freqMhz: number, signalDbm: number): void;
  position(atMs: number): Position;
  /** Whether it listens to that channel, of Wi-Fi when no more is said, then; to all of them, always, when left out. */
  listensTo?(channel: string, atMs: number, technology?: Technology): boolean;
}

/** A station that asks for networks: who hears it may answer. */
export interface ProbeRequest {
  readonly atMs: number;
  readonly station: number;
  /** "" asks for any network. */
  readonly ssid: string;
  readonly channel: string;
  readonly from: Position;
  readonly powerDbm: number;
}

/** Weakest signal that a network answers to. */
export const ANSWER_DBM_MIN = -85;

export class World {
  readonly random: SeededRandom;
  /** Where signals come from that are to be told apart in time. */
  readonly listeners: Listener[] = [];
  readonly #answerers: ((request: ProbeRequest, signalDbm: (at: Position) => number) => void)[] =
    [];
  readonly #frequencies = new Map<string, number>();
  readonly #heap = new TimerHeap();
  #sequence = 0;
  #nowMs = 0;

  constructor(random: SeededRandom) {
    this.random = random;
  }

  get nowMs(): number {
    return this.#nowMs;
  }

  /** Runs `run` at that time of the scenario; ties in the order of scheduling. */
  schedule(atMs: number, run: () => void): void {
    this.#heap.push({
      dueMs: Math.max(atMs, this.#nowMs),
      sequence: ++this.#sequence,
      callback: run,
      index: -1,
    });
  }

  /** Lets everything happen that happens until then. */
  advance(untilMs: number): void {
    for (;;) {
      const next = this.#heap.peek();
      if (next === undefined || next.dueMs > untilMs) break;
      this.#heap.pop();
      this.#nowMs = next.dueMs;
      next.callback();
    }
    this.#nowMs = Math.max(this.#nowMs, untilMs);
  }

  /** Sends now, or when its time comes: the air knows no order but time's. */
  transmit(sent: Transmission): void {
    if (sent.atMs <= this.#nowMs) this.#spread(sent);
    else this.schedule(sent.atMs, () => this.#spread(sent));
  }

  #spread(sent: Transmission): void {
    const freqMhz = sent.technology === "btle"
      ? btleFrequency(sent.channel)
      : this.frequency(sent.channel);
    for (const listener of this.listeners) {
      if (listener.listensTo?.(sent.channel, sent.atMs, sent.technology) === false) continue;
      const metres = metresBetween(sent.from, listener.position(sent.atMs));
      listener.hear(sent, freqMhz, signalAt(sent.powerDbm, metres, freqMhz));
    }
  }

  /** Whether somebody listens to the channel then: what nobody hears need not be made. */
  isHeard(channel: string, atMs: number): boolean {
    for (const listener of this.listeners) {
      if (listener.listensTo?.(channel, atMs) !== false) return true;
    }
    return false;
  }

  /** Whoever answers probe requests: networks, and those who pretend to be one. */
  answer(
    answerer: (request: ProbeRequest, signalDbm: (at: Position) => number) => void,
  ): void {
    this.#answerers.push(answerer);
  }

  ask(request: ProbeRequest): void {
    const freqMhz = this.frequency(request.channel);
    const signal = (at: Position) =>
      signalAt(request.powerDbm, metresBetween(request.from, at), freqMhz);
    for (const answerer of this.#answerers) answerer(request, signal);
  }

  frequency(channel: string): number {
    let freqMhz = this.#frequencies.get(channel);
    if (freqMhz === undefined) {
      freqMhz = frequencyOfChannel(channel) / 1000;
      this.#frequencies.set(channel, freqMhz);
    }
    return freqMhz;
  }
}

/** MHz of a channel index of Bluetooth LE. */
function btleFrequency(index: string): number {
  return rfChannelFreqKhz(rfChannelOfIndex(Number(index))) / 1000;
}
