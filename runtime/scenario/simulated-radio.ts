// A receiver: hops over channels, loses what is weak, fails and comes back. What it hears waits in a
// bounded queue until its datasource takes it.
import { rfChannelOfIndex } from "../../protocols/btle/channels.ts";
import { encodeBtlePacket } from "../../protocols/btle/encode-frame.ts";
import {
  DLT_BLUETOOTH_LE_LL_WITH_PHDR,
  DLT_IEEE802_11_RADIO,
} from "../../protocols/linktype/linktypes.ts";
import { encodeRadiotap } from "../../protocols/radiotap/encode-radiotap.ts";
import type { SeededRandom } from "../random.ts";
import type { Position } from "./space.ts";
import type { Listener, Technology, Transmission } from "./world.ts";

/** Packets that wait for the datasource; more are lost, as in a driver's ring. */
export const RADIO_QUEUE_PACKETS_MAX = 65_536;
const NOISE_DBM = -96;
const SENSITIVITY_DBM = -91;
/** From here on frames begin to get lost. */
const WEAK_DBM = -80;
const FADING_DB = 2;

export interface RadioInit {
  readonly name: string;
  /** Wi-Fi when left out. */
  readonly technology?: Technology;
  readonly channels: readonly string[];
  /** Time on each channel of several. */
  readonly dwellMs: number;
  readonly position: (atMs: number) => Position;
  /** Part of the frames that get lost whatever their signal, 0 to 1. */
  readonly loss: number;
  /** Times in which it is gone. */
  readonly failures: readonly { readonly fromMs: number; readonly untilMs: number }[];
}

export interface HeardPacket {
  readonly timestampMs: number;
  readonly packet: Uint8Array;
  readonly position: Position;
}

export class SimulatedRadio implements Listener {
  readonly init: RadioInit;
  /** Frames on its channel that did not reach it. */
  lost = 0;
  /** Frames that found the queue full. */
  dropped = 0;
  heard = 0;
  /** Of those that it heard: while nobody had opened it. */
  missed = 0;
  /** Told of every frame that it hears, when it hears it. */
  onHeard: ((heard: HeardPacket) => void) | undefined = undefined;
  readonly #random: SeededRandom;
  readonly #technology: Technology;
  #queue: HeardPacket[] = [];

  constructor(init: RadioInit, random: SeededRandom) {
    this.init = init;
    this.#random = random;
    this.#technology = init.technology ?? "wifi";
  }

  position(atMs: number): Position {
    return this.init.position(atMs);
  }

  channelAt(atMs: number): string {
    const { channels, dwellMs } = this.init;
    return channels[Math.floor(atMs / dwellMs) % channels.length]!;
  }

  /** Why it cannot be used at that time, or undefined. */
  failureAt(atMs: number): string | undefined {
    const failed = this.init.failures.some((one) => atMs >= one.fromMs && atMs < one.untilMs);
    return failed ? `the radio ${this.init.name} was unplugged` : undefined;
  }

  listensTo(channel: string, atMs: number, technology: Technology = "wifi"): boolean {
    return technology === this.#technology && channel === this.channelAt(atMs) &&
      this.failureAt(atMs) === undefined;
  }

  hear(sent: Transmission, freqMhz: number, signalDbm: number): void {
    const { atMs } = sent;
    const signal = Math.round(signalDbm) + this.#random.integer(-FADING_DB, FADING_DB);
    if (this.#isLost(signal)) {
      this.lost += 1;
      return;
    }
    if (this.#queue.length >= RADIO_QUEUE_PACKETS_MAX) {
      this.dropped += 1;
      return;
    }
    this.heard += 1;
    const packet = this.#capture(sent, freqMhz, Math.max(-128, Math.min(0, signal)));
    const heard = { timestampMs: atMs, packet, position: this.position(atMs) };
    this.#queue.push(heard);
    this.onHeard?.(heard);
  }

  /** Of the packets that it hands over. */
  get linkType(): number {
    return this.#technology === "btle" ? DLT_BLUETOOTH_LE_LL_WITH_PHDR : DLT_IEEE802_11_RADIO;
  }

  /** What was heard since the last call. */
  take(): HeardPacket[] {
    const taken = this.#queue;
    this.#queue = [];
    return taken;
  }

  /** The frame behind the header that radios of its kind put in front. */
  #capture({ frame, channel, rate }: Transmission, freqMhz: number, signalDbm: number): Uint8Array {
    if (this.#technology === "btle") {
      const rfChannel = rfChannelOfIndex(Number(channel));
      return encodeBtlePacket({ rfChannel, signalDbm, noiseDbm: NOISE_DBM }, frame);
    }
    return encodeRadiotap({ freqMhz, signalDbm, rate, noiseDbm: NOISE_DBM, fcs: true }, frame);
  }

  #isLost(signalDbm: number): boolean {
    if (signalDbm < SENSITIVITY_DBM) return true;
    const weakness = Math.max(0, (WEAK_DBM - signalDbm) / (WEAK_DBM - SENSITIVITY_DBM) / 2);
    const chance = 1 - (1 - weakness) * (1 - this.init.loss);
    return chance > 0 && this.#random.next() < chance;
  }
}
