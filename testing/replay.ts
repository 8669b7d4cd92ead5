// Replays a recording (docs/replay.md): a whole server in virtual time, to which everything happens
// again that happened when it was recorded.
//
// @example
// await using replay = await openReplay(await platform.files.open("crash.moirai"));
// await replay.toEnd();
import { ReplayingEdge } from "../actors/record/replaying-edge.ts";
import { isReplayable } from "../actors/record/start-recording.ts";
import { ConfiguredSettings } from "../actors/server/configured-settings.ts";
import type { Settings } from "../actors/server/settings.ts";
import { createSimulatedPlatform } from "../adapters/platform/simulated.ts";
import { createMoirai, type Moirai, type MoiraiOptions } from "../mod.ts";
import type { RecordingStart } from "../protocols/recording/recording-format.ts";
import { type RecordedEvent, RecordingReader } from "../protocols/recording/recording-reader.ts";
import type { SteppingClock } from "../runtime/clock.ts";
import type { Platform, ReadableFile } from "../runtime/platform.ts";

/** As the recorder does, so that times add up exactly. */
const PARTS_OF_MS = 1024;

export interface ReplayOptions {
  /** Further parts that the recorded server had: PHYs, source types, rules. */
  readonly parts?: Pick<MoiraiOptions, "phys" | "sourceTypes" | "alertRules" | "topics" | "print">;
  /** What of the outside world is real: a listener, files; time never is. */
  readonly outside?: Omit<Partial<Platform>, "clock" | "random">;
  /** Listens once `moirai.start()` is called; needs an `outside` that serves. */
  readonly web?: MoiraiOptions["web"];
  /** A whole configuration, instead of the recorded one. */
  readonly configuration?: Settings;
  /** Starts the server; otherwise whoever opened the replay does. */
  readonly start?: boolean;
}

export class Replay {
  readonly moirai: Moirai;
  readonly reader: RecordingReader;
  readonly #edge: ReplayingEdge;
  readonly #clock: SteppingClock;
  readonly #file: ReadableFile;
  #next: RecordedEvent | undefined = undefined;
  /** Everything was played that can be. */
  over = false;

  constructor(
    moirai: Moirai,
    reader: RecordingReader,
    edge: ReplayingEdge,
    clock: SteppingClock,
    file: ReadableFile,
  ) {
    this.moirai = moirai;
    this.reader = reader;
    this.#edge = edge;
    this.#clock = clock;
    this.#file = file;
  }

  /** Time of the recording that was played so far. */
  get nowMs(): number {
    return this.#clock.elapsedMs;
  }

  /** Bytes of the recording. */
  get bytes(): number {
    return this.#file.size;
  }

  /** Plays the next event at or before `untilMs`; false when there is none. */
  async step(untilMs = Infinity): Promise<boolean> {
    const event = this.#next ?? await this.reader.next();
    this.#next = event;
    if (event === undefined) {
      this.over = true;
      return false;
    }
    if (event.atMs > untilMs) return false;
    this.#next = undefined;
    await this.#edge.play(event);
    return true;
  }

  /** Plays on for so long, or to the end, where time stands still. */
  async advance(ms: number): Promise<void> {
    const untilMs = Math.floor((this.nowMs + ms) * PARTS_OF_MS) / PARTS_OF_MS;
    while (await this.step(untilMs));
    if (!this.over) await this.#clock.advanceAsync(Math.max(0, untilMs - this.nowMs));
  }

  /** Plays all there is. */
  async toEnd(): Promise<void> {
    while (await this.step());
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.moirai.stop();
    await this.#file.close();
  }
}

/** A server to which nothing has happened yet; rejects with a RecordingError that says why not. */
export async function openReplay(
  file: ReadableFile,
  options: ReplayOptions = {},
): Promise<Replay> {
  const reader = await RecordingReader.open(file);
  const { start } = reader;
  const platform = createSimulatedPlatform({
    seed: start.seed,
    startMs: start.startMs,
    hostname: start.hostname,
    user: start.user,
  });
  const outside = { ...platform, ...options.outside };
  const edge = new ReplayingEdge({ ...outside, ...userOf(start) }, platform.clock, start);
  const moirai = await createMoirai({
    platform: outside,
    edge,
    settings: options.configuration ?? replaySettings(start),
    // Logs are not written again; that none was wanted is an alert.
    logging: start.logging && start.settings["enable_logging"]?.[0] === "false",
    ...options.web && { web: options.web },
    ...options.parts,
  });
  if (options.start !== false) await moirai.start();
  return new Replay(moirai, reader, edge, platform.clock, file);
}

function userOf({ user, hostname }: RecordingStart) {
  return { user, hostname };
}

/** `key=value` of each line of the recorded configuration that a replay may have. */
export function replayableLines({ settings }: RecordingStart): string[] {
  return Object.entries(settings)
    .filter(([key]) => isReplayable(key))
    .flatMap(([key, values]) => values.map((value) => `${key}=${value}`));
}

/** The recorded configuration, without what would reach out of the replay. */
function replaySettings(start: RecordingStart): Settings {
  const given = new Map(Object.entries(start.settings).filter(([key]) => isReplayable(key)));
  for (const key of ["allowplugins", "server_announce"]) given.set(key, ["false"]);
  given.set("listen", []);
  return new ConfiguredSettings(given, {
    home: start.user.home,
    configuration: "/etc/moirai",
    data: "/usr/share/moirai",
    binaries: "/usr/bin",
  });
}
