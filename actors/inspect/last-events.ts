// The last events of single actors for those who ask over HTTP: asking begins to keep them, and when nobody
// has asked for a while they are let go.
import type { Clock, TimerHandle } from "../../runtime/platform.ts";
import type { Inspector } from "./inspector.ts";
import type { InspectionMessage } from "./stately.ts";

export const LAST_EVENTS_MAX = 100;
export const KEPT_MS = 60_000;

interface Kept {
  readonly messages: InspectionMessage[];
  readonly release: () => void;
  timer: TimerHandle;
}

export class LastEvents {
  readonly #inspector: Pick<Inspector, "watch">;
  readonly #clock: Clock;
  readonly #kept = new Map<string, Kept>();

  constructor(inspector: Pick<Inspector, "watch">, clock: Clock) {
    this.#inspector = inspector;
    this.#clock = clock;
  }

  /** The oldest first; undefined when there is no such actor, or too many are inspected. */
  of(path: string): readonly InspectionMessage[] | undefined {
    const kept = this.#kept.get(path) ?? this.#begin(path);
    if (kept === undefined) return undefined;
    this.#clock.clearTimeout(kept.timer);
    kept.timer = this.#clock.setTimeout(() => {
      this.#kept.delete(path);
      kept.release();
    }, KEPT_MS);
    return kept.messages;
  }

  /** Of all actors that somebody asked for in the last minute. */
  all(): readonly InspectionMessage[] {
    return [...this.#kept.values()].flatMap(({ messages }) => messages);
  }

  #begin(path: string): Kept | undefined {
    const messages: InspectionMessage[] = [];
    const release = this.#inspector.watch(path, (message) => {
      messages.push(message);
      if (messages.length > LAST_EVENTS_MAX) messages.shift();
    });
    if (release === undefined) return undefined;
    const kept = { messages, release, timer: undefined };
    this.#kept.set(path, kept);
    return kept;
  }
}
