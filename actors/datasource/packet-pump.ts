// The data pump of a datasource: reads a batch, hands it on, reads the next only when that one was
// taken, and gives the loop air between slices of work. It knows nothing of states and topics.
import type { PacketBatch } from "../../protocols/packet/packet-batch.ts";
import type { SourceSession } from "./source-type.ts";

/** Longest work in one go. */
export const SLICE_MS = 10;
/** Batches in one go, for clocks that stand still between two timers. */
export const SLICE_BATCHES_MAX = 64;

/** Open or closed; whoever must not pass waits. */
export class Gate {
  #waiting: (() => void)[] = [];
  #closed = false;

  get closed(): boolean {
    return this.#closed;
  }

  close(): void {
    this.#closed = true;
  }

  open(): void {
    this.#closed = false;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const proceed of waiting) proceed();
  }

  /** Resolves when the gate opens or the signal is aborted. */
  passed(signal: AbortSignal): Promise<void> {
    if (!this.#closed || signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const proceed = (): void => {
        signal.removeEventListener("abort", proceed);
        resolve();
      };
      signal.addEventListener("abort", proceed);
      this.#waiting.push(proceed);
    });
  }
}

export interface PumpInput {
  readonly session: SourceSession;
  readonly batch: PacketBatch;
  readonly faults: { add(fault: number): void };
  readonly gate: Gate;
  readonly signal: AbortSignal;
  readonly now: () => number;
  readonly yieldToLoop: () => Promise<void>;
  readonly deliver: (batch: PacketBatch) => void | Promise<void>;
  /** Called once a batch that was not thrown away. */
  readonly count: (packets: number, bytes: number) => void;
  readonly warn: (warning: string) => void;
}

/** Runs until the source ends, fails (rejects) or `signal` is aborted. */
export async function pumpPackets(input: PumpInput): Promise<void> {
  const { session, batch, faults, gate, signal, now } = input;
  let sliceStartMs = now();
  let batches = 0;
  while (!signal.aborted) {
    if (gate.closed && session.holdsWhilePaused) {
      await gate.passed(signal);
      continue;
    }
    const next = session.next(batch, faults);
    const more = typeof next === "boolean" ? next : await next;
    if (signal.aborted) return;
    if (batch.count > 0 && !gate.closed) {
      let bytes = 0;
      for (let index = 0; index < batch.count; index++) bytes += batch.capturedLength[index]!;
      input.count(batch.count, bytes);
      const taken = input.deliver(batch);
      if (taken !== undefined) await taken;
    }
    const warning = session.warning();
    if (warning !== "") input.warn(warning);
    if (!more) return;
    batches += 1;
    if (now() - sliceStartMs >= SLICE_MS || batches >= SLICE_BATCHES_MAX) {
      await input.yieldToLoop();
      sliceStartMs = now();
      batches = 0;
    }
  }
}
