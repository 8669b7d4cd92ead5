// Begins a recording: what a replay has to be started with, the file, and the edge that writes it.
import {
  BLOCK_BYTES_MAX,
  RecordingError,
  type RecordingStart,
} from "../../protocols/recording/recording-format.ts";
import type { Platform } from "../../runtime/platform.ts";
import { readMakers } from "../server/makers-file.ts";
import { serverUuid } from "../server/server-identity.ts";
import { SETTINGS } from "../server/settings-table.ts";
import type { Settings } from "../server/settings.ts";
import { VERSION } from "../server/version.ts";
import { RecordingEdge } from "./recording-edge.ts";
import { RecordingFile, type RecordingFileOptions, valuePayload } from "./recording-file.ts";

/** Bytes of the first record, which one block must hold. */
const START_BYTES_MAX = BLOCK_BYTES_MAX / 2;
/** Keys that say where and to whom this machine answers, which is nothing that replays need. */
const LEFT_OUT =
  /^(?:httpd_|server_uuid$|listen$|server_announce$|allowplugins$|remote_capture_enabled$)|pass(?:word)?$/;

export interface RecordingInput {
  readonly platform: Platform;
  readonly settings: Settings;
  readonly path: string;
  /** The server writes the logs that the settings want. */
  readonly logging: boolean;
  readonly failed: RecordingFileOptions["failed"];
}

export interface Recording {
  readonly edge: RecordingEdge;
  readonly file: RecordingFile;
}

/** Rejects with a PlatformError when the file cannot be written. */
export async function startRecording(input: RecordingInput): Promise<Recording> {
  const { platform, settings } = input;
  const { makers, problems } = await readMakers(platform.files, settings);
  const start: RecordingStart = {
    version: VERSION,
    startMs: Math.floor(platform.clock.now()),
    seed: Math.floor(platform.random.next() * 0x100000000),
    serverUuid: await serverUuid(platform, settings, true),
    hostname: platform.hostname,
    user: { ...platform.user },
    settings: replayableSettings(settings),
    logging: input.logging,
    ...makers.size + problems.length > 0 && { makers: { makers, problems: [...problems] } },
  };
  if (valuePayload(start).bytes > START_BYTES_MAX) {
    throw new RecordingError("the manufacturers of ouifile are too many for one recording");
  }
  // It holds what was in the air, and what the configuration names.
  const output = await platform.files.create(input.path, { mode: 0o600 });
  const file = await RecordingFile.begin(output, platform.clock, start, { failed: input.failed });
  return { edge: new RecordingEdge(platform, file, start, { makers, problems }), file };
}

/** What was given and can matter in a replay: no passwords, no paths of this machine. */
export function replayableSettings(settings: Settings): Record<string, readonly string[]> {
  const used = SETTINGS.filter(({ key }) => isReplayable(key) && settings.given(key));
  return Object.fromEntries(used.map(({ key }) => [key, settings.list(key)]));
}

/** False for keys that a recording must not set, whoever wrote it. */
export function isReplayable(key: string): boolean {
  const definition = SETTINGS.find((one) => one.key === key);
  return definition !== undefined && !LEFT_OUT.test(key) && definition.type !== "path" &&
    definition.type !== "path-list";
}
