// The `--record` of commands: begins a recording, and says what came of it.
import { type Recording, startRecording } from "../actors/record/start-recording.ts";
import type { Settings } from "../actors/server/settings.ts";
import type { Platform } from "../runtime/platform.ts";
import { formatCount, formatNumberOf } from "./progress.ts";
import { type CommandContext, reasonOf, say } from "./startup.ts";

export interface RunningRecording {
  /** What the server is created with. */
  readonly parts: { readonly edge?: Recording["edge"] };
  /** Says what is in the file; after the server has stopped. */
  tell(): void;
}

/** Undefined when the file cannot be written, which has been told; nothing without a path. */
export async function openRecording(
  path: string | undefined,
  context: CommandContext,
  platform: Platform,
  settings: Settings,
  logging: boolean,
): Promise<RunningRecording | undefined> {
  if (path === undefined) return { parts: {}, tell: () => {} };
  const { terminal } = context;
  let recording: Recording;
  try {
    recording = await startRecording({
      platform,
      settings,
      path,
      logging,
      failed: (error) =>
        say(terminal, `error: ${path} is not recorded further: ${reasonOf(error)}`),
    });
  } catch (error) {
    say(terminal, `error: cannot record to ${path}: ${reasonOf(error)}`);
    return undefined;
  }
  const { file, edge } = recording;
  return {
    parts: { edge },
    tell() {
      const lost = file.lost + edge.refused;
      say(
        terminal,
        `recorded ${formatNumberOf(file.events, "event")} in ${path} ` +
          `(${formatCount(file.size)} bytes)` +
          (lost === 0 ? "" : `; ${formatNumberOf(lost, "event")} could not be recorded`),
      );
    },
  };
}
