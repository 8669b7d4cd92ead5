// Playing what has a time of its own while real time goes by.
import type { Platform } from "../runtime/platform.ts";

/** Real time between two steps of a run that keeps pace with it. */
const STEP_MS = 50;
/** A machine that slept does not play what it slept through. */
const STEP_MS_MAX = 1000;

export interface Playable {
  readonly nowMs: number;
  advance(ms: number): Promise<void>;
  /** Nothing more is there to be played. */
  readonly over?: boolean;
}

export interface Pace {
  readonly platform: Platform;
  readonly untilMs: number;
  /** Played seconds in a real one; undefined is as fast as it goes. */
  readonly speed: number | undefined;
  readonly onStep?: () => void | Promise<void>;
  readonly stopped?: () => boolean;
}

/** Plays to `untilMs` or its end, a piece at a time; with a speed no faster than that. */
export async function play(run: Playable, pace: Pace): Promise<void> {
  const { platform, untilMs, speed } = pace;
  let lastMs = platform.clock.now();
  while (run.nowMs < untilMs && run.over !== true && pace.stopped?.() !== true) {
    let stepMs = STEP_MS_MAX;
    if (speed !== undefined) {
      await new Promise<void>((resolve) => platform.clock.setTimeout(resolve, STEP_MS));
      const nowMs = platform.clock.now();
      stepMs = Math.max(0, Math.min(STEP_MS_MAX, nowMs - lastMs)) * speed;
      lastMs = nowMs;
    }
    await run.advance(Math.min(stepMs, untilMs - run.nowMs));
    await pace.onStep?.();
    // Signals, sockets and the terminal want their turn.
    await platform.yieldToLoop();
  }
}
