// What goes wrong with a capture tool or a sensor at given times: it crashes, freezes, falls silent,
// stops reading, or babbles. State over the scenario's time; whoever plays the program asks and is told.
import type { World } from "./world.ts";

/** What a tool says when it babbles. */
export type Babble =
  /** Bytes that are no frame. */
  | "garbage"
  /** A frame of the original framing whose checksum is wrong. */
  | "wrong-checksum"
  /** The head of a frame that is larger than any may be. */
  | "huge-frame"
  /** A frame that breaks off, and nothing behind it. */
  | "half-frame"
  /** Whole frames of a kind that nobody knows. */
  | "unknown-frames"
  /** Words to people, without end. */
  | "messages"
  /** Words to its standard error, without end; of sensors, which have none, nothing. */
  | "standard-error";

/** What is said once; the rest goes on, `perSecond` times a second. */
export const SAID_ONCE: readonly Babble[] = [
  "garbage",
  "wrong-checksum",
  "huge-frame",
  "half-frame",
];
export const BABBLES: readonly Babble[] = [
  ...SAID_ONCE,
  "unknown-frames",
  "messages",
  "standard-error",
];
/** A babbling tool says so much at most, as one core does at best. */
export const BABBLE_PER_SECOND_MAX = 100_000;
const BABBLE_PER_SECOND = 1_000;
const BABBLE_STEP_MS = 100;
const CRASH_STATUS = 139;

interface At {
  readonly atMs: number;
}

interface During extends At {
  /** The end of the scenario when left out. */
  readonly untilMs?: number;
}

export type ToolFault =
  /** It ends at once; a sensor's connection breaks. */
  | At & { readonly does: "crash"; readonly lastWords?: string; readonly status?: number }
  /** It neither reads nor writes, and is deaf to being asked to end. */
  | During & { readonly does: "freeze" }
  /** It reads, and says nothing: no packet, no answer to a ping. */
  | During & { readonly does: "fall-silent" }
  /** It says what it hears, and reads nothing. */
  | During & { readonly does: "stop-reading" }
  | During & { readonly does: "babble"; readonly what: Babble; readonly perSecond?: number };

/** A program that the faults befall while it runs. */
export interface Befallen {
  crash(lastWords: string, status: number): void;
  babble(what: Babble, count: number): void;
  /** Whether it reads or writes may have changed. */
  changed(): void;
}

export class ToolFaults {
  /** Faults of each kind that last at present. */
  #frozen = 0;
  #silent = 0;
  #deaf = 0;
  readonly #programs = new Set<Befallen>();

  constructor(faults: readonly ToolFault[], world: World, endMs: number) {
    for (const fault of faults) this.#schedule(fault, world, endMs);
  }

  get reads(): boolean {
    return this.#frozen === 0 && this.#deaf === 0;
  }

  get isFrozen(): boolean {
    return this.#frozen > 0;
  }

  get isSilent(): boolean {
    return this.#silent > 0;
  }

  /** Tells this program from now on; returns the remover. */
  befall(program: Befallen): () => void {
    this.#programs.add(program);
    return () => void this.#programs.delete(program);
  }

  #schedule(fault: ToolFault, world: World, endMs: number): void {
    const { atMs } = fault;
    if (fault.does === "crash") {
      world.schedule(atMs, () => {
        for (const program of this.#programs) {
          program.crash(fault.lastWords ?? "", fault.status ?? CRASH_STATUS);
        }
      });
      return;
    }
    const { untilMs = endMs } = fault;
    if (fault.does === "babble") {
      if (SAID_ONCE.includes(fault.what)) {
        world.schedule(atMs, () => this.#babble(fault.what, 1));
        return;
      }
      const count = Math.ceil((fault.perSecond ?? BABBLE_PER_SECOND) * BABBLE_STEP_MS / 1000);
      const step = (): void => {
        if (world.nowMs >= untilMs) return;
        this.#babble(fault.what, count);
        world.schedule(world.nowMs + BABBLE_STEP_MS, step);
      };
      world.schedule(atMs, step);
      return;
    }
    world.schedule(atMs, () => this.#change(fault.does, 1));
    world.schedule(untilMs, () => this.#change(fault.does, -1));
  }

  #babble(what: Babble, count: number): void {
    for (const program of this.#programs) program.babble(what, count);
  }

  #change(does: "freeze" | "fall-silent" | "stop-reading", by: number): void {
    if (does === "freeze") this.#frozen += by;
    else if (does === "fall-silent") this.#silent += by;
    else this.#deaf += by;
    for (const program of this.#programs) program.changed();
  }
}
