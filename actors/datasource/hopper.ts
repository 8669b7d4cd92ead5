// Tunes a radio of this machine: to one channel, or from channel to channel (spec external-protocol 4.6,
// what a tool does). Channels that the radio refuses leave the list; when none is left it fails.
import type { Clock, TimerHandle } from "../../runtime/platform.ts";
import { DatasourceError, isOperatingFailure, reasonOf } from "./datasource-error.ts";
import { HopSequence } from "./hop-sequence.ts";
import type { Tuned, Tuning } from "./source-type.ts";

/** Shortest stay on a channel. */
export const DWELL_MS_MIN = 50;

/** A radio that can be tuned, or the reason why it cannot. */
export interface Radio {
  /** What it can be tuned to; empty when that is not known. */
  readonly channels: readonly string[];
  /** Rejects with a DatasourceError. */
  set(channel: string): Promise<void>;
}

export interface HopperInput {
  readonly radio: Radio;
  readonly clock: Clock;
  /** The list became shorter. */
  readonly changed: (tuned: Tuned, text: string) => void;
  /** No channel is left. */
  readonly failed: (error: DatasourceError) => void;
}

export class Hopper {
  readonly #input: HopperInput;
  #timer: TimerHandle = undefined;
  /** Counts tunings, so that a hop that is under way ends with the tuning it belongs to. */
  #generation = 0;
  /** The radio is asked one thing at a time, or an earlier answer could outlast a later one. */
  #busy: Promise<unknown> = Promise.resolve();

  constructor(input: HopperInput) {
    this.#input = input;
  }

  /** Resolves when the channel is set, or the first hop was made. */
  async tune(tuning: Tuning): Promise<Tuned> {
    this.stop();
    if (!tuning.hopping) {
      await this.#set(tuning.channel);
      return { ...tuning, hopShuffleSkip: 0 };
    }
    const sequence = new HopSequence(
      tuning.hopChannels.length,
      tuning.hopShuffle,
      tuning.hopOffset,
    );
    const run = { generation: this.#generation, tuning, sequence, refused: new Set<string>() };
    // A radio that cannot be tuned at all is told to whoever asked.
    await this.#set(tuning.hopChannels[sequence.next()]!);
    if (run.generation === this.#generation) this.#schedule(run, 1);
    return { ...tuning, hopShuffleSkip: sequence.stride };
  }

  stop(): void {
    this.#generation += 1;
    this.#input.clock.clearTimeout(this.#timer);
  }

  #set(channel: string): Promise<void> {
    const setting = this.#busy.then(() => this.#input.radio.set(channel));
    this.#busy = setting.catch(() => {});
    return setting;
  }

  #schedule(run: HopRun, hops: number): void {
    const dwellMs = Math.max(DWELL_MS_MIN, 1000 / run.tuning.hopRate);
    this.#timer = this.#input.clock.setTimeout(() => void this.#hop(run, hops), dwellMs);
  }

  async #hop(run: HopRun, hops: number): Promise<void> {
    const { hopChannels } = run.tuning;
    const channel = hopChannels[run.sequence.next()]!;
    let reason = "";
    try {
      await this.#set(channel);
    } catch (error) {
      if (!isOperatingFailure(error)) throw error;
      reason = reasonOf(error);
      run.refused.add(channel);
    }
    if (run.generation !== this.#generation) return;
    const isCycleOver = (hops + 1) % hopChannels.length === 0;
    if (!isCycleOver || run.refused.size === 0) return this.#schedule(run, hops + 1);
    const left = hopChannels.filter((one) => !run.refused.has(one));
    if (left.length === 0) {
      const last = reason === "" ? "" : `: ${reason}`;
      this.#input.failed(new DatasourceError("other", `it refuses all its channels${last}`));
      return;
    }
    this.#goOn(run, left);
  }

  #goOn({ generation, tuning, refused }: HopRun, hopChannels: readonly string[]): void {
    const shorter = { ...tuning, hopChannels };
    const sequence = new HopSequence(hopChannels.length, tuning.hopShuffle, 0);
    const names = [...refused].join(", ");
    this.#input.changed(
      { ...shorter, hopShuffleSkip: sequence.stride },
      `it cannot be tuned to ${names}, which it leaves out from now on`,
    );
    this.#schedule({ generation, tuning: shorter, sequence, refused: new Set() }, 0);
  }
}

interface HopRun {
  readonly generation: number;
  readonly tuning: Tuning;
  readonly sequence: HopSequence;
  readonly refused: Set<string>;
}
