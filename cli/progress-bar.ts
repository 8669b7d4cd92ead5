// The progress bar of a running command, on the terminal of whoever waits for it.
import type { Platform } from "../runtime/platform.ts";
import { formatProgress, type Progress } from "./progress.ts";
import type { Terminal } from "./terminal.ts";

const PROGRESS_EVERY_MS = 100;
const CLEAR_LINE = "\r\u001b[K";

export interface ProgressBar {
  /** Makes room for a sentence. */
  clear(): void;
  stop(): void;
}

/** Draws a bar over itself until it is stopped; none where no terminal would show it. */
export function startProgressBar(
  { platform, terminal }: { readonly platform: Platform; readonly terminal: Terminal },
  progress: () => Progress,
): ProgressBar {
  if (!terminal.notesToTerminal) return { clear() {}, stop() {} };
  let stopped = false;
  let timer = platform.clock.setTimeout(draw, PROGRESS_EVERY_MS);
  function draw(): void {
    if (stopped) return;
    terminal.note(`\r${formatProgress(progress(), terminal.columns() - 1)}\u001b[K`);
    timer = platform.clock.setTimeout(draw, PROGRESS_EVERY_MS);
  }
  const clear = (): void => terminal.note(CLEAR_LINE);
  return {
    clear,
    stop() {
      stopped = true;
      platform.clock.clearTimeout(timer);
      clear();
    },
  };
}
