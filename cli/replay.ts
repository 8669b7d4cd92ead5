// `moirai replay FILE`: plays a recording and says what came of it. Results go to standard output,
// everything said about the work to standard error.
import { RecordingError } from "../protocols/recording/recording-format.ts";
import { RecordingReader } from "../protocols/recording/recording-reader.ts";
import { PlatformError, type ReadableFile } from "../runtime/platform.ts";
import { EventDigest } from "../testing/event-digest.ts";
import { openReplay, type Replay, replayableLines, type ReplayOptions } from "../testing/replay.ts";
import { VERSION } from "../actors/server/version.ts";
import type { Moment, ReplayRequest } from "./commands/replay.ts";
import { countReads } from "./counted-files.ts";
import { formatHeader, formatLine, GatheredEvents } from "./event-listing.ts";
import { formatMessage } from "./message-lines.ts";
import { play } from "./play.ts";
import { formatCount, formatNumberOf } from "./progress.ts";
import { startProgressBar } from "./progress-bar.ts";
import {
  type CommandContext,
  EXIT_FAILED,
  EXIT_OK,
  loadAndReport,
  reasonOf,
  say,
} from "./startup.ts";
import { openWebServer, runUntilStopped } from "./web-server.ts";

/** What the configuration of this machine may say otherwise. */
const NOTHING_REACHES_OUT: readonly string[] = [
  "allowplugins=false",
  "server_announce=false",
  "remote_capture_enabled=false",
];

/** Runs the command; the exit status. */
export async function runReplay(request: ReplayRequest, context: CommandContext): Promise<number> {
  return request.serve ? await serve(request, context) : await playToEnd(request, context);
}

/** Opens a recording; undefined when it cannot be replayed, which has been told. */
export async function openRecorded(
  path: string,
  { platform, terminal }: CommandContext,
  options: ReplayOptions = {},
): Promise<Replay | undefined> {
  let file: ReadableFile | undefined;
  try {
    file = await platform.files.open(path);
    const replay = await openReplay(file, options);
    const { version } = replay.reader.start;
    if (version !== VERSION) {
      say(terminal, `${path} was recorded by moirai ${version}, and this is ${VERSION}`);
    }
    return replay;
  } catch (error) {
    await file?.close();
    if (!(error instanceof RecordingError || error instanceof PlatformError)) throw error;
    say(terminal, `error: cannot replay ${path}: ${reasonOf(error)}`);
    return undefined;
  }
}

async function playToEnd(request: ReplayRequest, context: CommandContext): Promise<number> {
  const { platform, terminal } = context;
  const startedMs = platform.clock.now();
  const count = { bytes: 0 };
  const counted = { ...context, platform: countReads(platform, count) };
  const opened = await openRecorded(request.file, counted, { start: false });
  if (opened === undefined) return EXIT_FAILED;
  await using replay = opened;
  const { stores } = replay.moirai;
  const bar = startProgressBar(context, () => ({
    bytesDone: count.bytes,
    bytesTotal: replay.bytes,
    packets: packetsOf(replay),
    devices: stores.devices.size,
    elapsedMs: platform.clock.now() - startedMs,
  }));
  const digest = request.digest ? new EventDigest(replay.moirai) : undefined;
  const listing = request.events ? await startListing(request.file, replay, context) : undefined;
  await replay.moirai.start();
  const isSound = await playTold(replay, request, context, {
    untilMs: untilOf(request.to, replay),
    speed: request.speed,
    over: () => bar.stop(),
    ...listing && { onStep: listing },
  });
  await listing?.();
  if (digest !== undefined) await terminal.print(`${digest.value()}\n`);
  if (request.get !== undefined) await printAnswer(request.get, replay, context);
  if (digest === undefined && request.get === undefined && listing === undefined) {
    await report(request.file, replay, platform.clock.now() - startedMs, context);
  }
  return isSound ? EXIT_OK : EXIT_FAILED;
}

/** Plays, and says how it ended if not in order; false when not all of it can be believed. */
async function playTold(
  replay: Replay,
  { file }: ReplayRequest,
  { platform, terminal }: CommandContext,
  { over, ...pace }: {
    untilMs: number;
    speed: number | undefined;
    stopped?: () => boolean;
    onStep?: () => Promise<void>;
    over?: () => void;
  },
): Promise<boolean> {
  const upTo = () => `replayed up to ${secondsOf(replay.reader.atMs)}`;
  try {
    await play(replay, { platform, ...pace });
  } catch (error) {
    if (!(error instanceof RecordingError)) throw error;
    say(terminal, `error: ${file}: ${error.message}; ${upTo()}`);
    return false;
  } finally {
    over?.();
  }
  const { problem, isDamaged, lost } = replay.reader;
  if (lost > 0) {
    const events = formatNumberOf(lost, "event");
    say(terminal, `warning: ${file}: ${events} could not be recorded, and are missing here too`);
  }
  if (problem !== "") {
    say(terminal, `${isDamaged ? "error" : "warning"}: ${file}: ${problem}; ${upTo()}`);
  }
  if (replay.over && problem === "" && Number.isFinite(pace.untilMs)) {
    say(terminal, `${file} ends before --to, at ${secondsOf(replay.reader.atMs)}`);
  }
  return !isDamaged;
}

/** Prints the head of a listing; what it returns prints the events that came since. */
async function startListing(
  file: string,
  replay: Replay,
  { terminal }: CommandContext,
): Promise<() => Promise<void>> {
  const gathered = new GatheredEvents(replay);
  await terminal.print(formatHeader(VERSION, file));
  return async () => {
    const lines = gathered.take();
    if (lines.length > 0) await terminal.print(lines.map(formatLine).join(""));
  };
}

function packetsOf({ moirai: { stores } }: Replay): number {
  return [...stores.datasources.all()].reduce((sum, { packets }) => sum + packets, 0);
}

function secondsOf(ms: number): string {
  return `${(ms / 1000).toFixed(3)} s`;
}

async function report(
  file: string,
  replay: Replay,
  tookMs: number,
  { terminal }: CommandContext,
): Promise<void> {
  const { stores } = replay.moirai;
  const headers = [...new Set(stores.alerts.all().map(({ header }) => header))].sort();
  await terminal.print(
    `${file}: ${formatCount(Math.round(replay.nowMs / 1000))} s in ${
      (tookMs / 1000).toFixed(2)
    } s, ` +
      `${formatNumberOf(packetsOf(replay), "packet")}, ${
        formatNumberOf(stores.devices.size, "device")
      }\n` +
      `alerts: ${headers.length === 0 ? "none" : headers.join(", ")}\n`,
  );
}

async function printAnswer(
  address: string,
  { moirai }: Replay,
  { terminal }: CommandContext,
): Promise<void> {
  const response = await moirai.fetch(new Request(`http://moirai${address}`));
  if (response.status !== 200) say(terminal, `${address} is answered with ${response.status}`);
  await terminal.print(new Uint8Array(await response.arrayBuffer()));
}

/** Plays while pages are served, and stays there until it is told to stop. */
async function serve(request: ReplayRequest, context: CommandContext): Promise<number> {
  const { platform, terminal } = context;
  const lines = await recordedLines(request.file, context);
  if (lines === undefined) return EXIT_FAILED;
  const configuration = await loadAndReport(context, {
    ...request.configuration,
    set: [...lines, ...request.configuration.set ?? []],
  });
  if (configuration === undefined) return EXIT_FAILED;
  const { settings } = configuration;
  const web = await openWebServer(context, settings);
  if (web === undefined) return EXIT_FAILED;
  const { files, serve: listen, scrypt, equalBytes } = platform;
  const replay = await openRecorded(request.file, context, {
    start: false,
    configuration: settings,
    web,
    outside: { files, serve: listen, scrypt, equalBytes },
  });
  if (replay === undefined) return EXIT_FAILED;
  const { moirai } = replay;
  moirai.bus.subscribe("MESSAGE", ({ payload }) => say(terminal, formatMessage(payload)));
  let stopped = false;
  // Who names a moment wants to be there.
  const speed = request.speed ?? (request.to === undefined ? 1 : undefined);
  const isStopped = () => stopped;
  const playing = (async () => {
    const untilMs = untilOf(request.to, replay);
    await playTold(replay, request, context, { untilMs, speed, stopped: isStopped });
    if (stopped) return;
    const where = replay.over ? "is over" : `stands still at ${secondsOf(replay.nowMs)}`;
    say(terminal, `${request.file} ${where}; Ctrl-C ends the server.`);
  })();
  const server = { context, moirai, settings, sessions: web.sessions };
  const status = await runUntilStopped(server, () => {});
  stopped = true;
  await playing;
  return status;
}

/** The recorded configuration, and what keeps a replay from reaching out. */
async function recordedLines(
  path: string,
  { platform, terminal }: CommandContext,
): Promise<string[] | undefined> {
  let file: ReadableFile | undefined;
  try {
    file = await platform.files.open(path);
    const { start } = await RecordingReader.open(file);
    return [...replayableLines(start), ...NOTHING_REACHES_OUT];
  } catch (error) {
    if (!(error instanceof RecordingError || error instanceof PlatformError)) throw error;
    say(terminal, `error: cannot replay ${path}: ${reasonOf(error)}`);
    return undefined;
  } finally {
    await file?.close();
  }
}

function untilOf(to: Moment | undefined, { reader }: Replay): number {
  if (to === undefined) return Infinity;
  return "afterMs" in to ? to.afterMs : Math.max(0, to.atMs - reader.start.startMs);
}
