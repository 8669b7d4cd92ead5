// `moirai simulate`: plays a scenario and says what came of it. Results go to standard output,
// everything said about the work to standard error.
import type { ConfiguredSettings } from "../actors/server/configured-settings.ts";
import type { Platform, WritableFile } from "../runtime/platform.ts";
import type { Scenario } from "../runtime/scenario/scenario.ts";
import { SCENARIOS } from "../scenarios/scenarios.ts";
import { AirRecorder } from "../testing/air-recorder.ts";
import { simulate, type SimulateOptions, type Simulation, START_MS } from "../testing/simulate.ts";
import type { PlayRequest, SimulateRequest } from "./commands/simulate.ts";
import { formatMessage } from "./message-lines.ts";
import { play } from "./play.ts";
import { formatCount, formatNumberOf } from "./progress.ts";
import {
  type CommandContext,
  EXIT_FAILED,
  EXIT_OK,
  EXIT_USAGE,
  loadAndReport,
  reasonOf,
  say,
} from "./startup.ts";
import { formatTextTable, type TextColumn } from "./text-table.ts";
import { openWebServer, runUntilStopped } from "./web-server.ts";

const PROGRESS_EVERY_MS = 200;
const COLUMNS: readonly TextColumn[] = [
  { title: "SCENARIO", align: "left", least: 20, most: 20, rank: 0 },
  { title: "WHAT HAPPENS", align: "left", least: 30, most: 80, rank: 1 },
  { title: "ALERTS", align: "left", least: 10, most: 60, rank: 2 },
];
const CLEAR_LINE = "\r\u001b[K";

/** Runs the command; the exit status. */
export async function runSimulate(
  request: SimulateRequest,
  context: CommandContext,
): Promise<number> {
  if (request.action === "list") return await list(request.json, context);
  const scenario = SCENARIOS.find(({ name }) => name === request.name);
  if (scenario === undefined) {
    say(context.terminal, `error: there is no scenario "${request.name}"; --list shows them all`);
    return EXIT_USAGE;
  }
  return request.serve
    ? await serve(request, scenario, context)
    : await playToEnd(request, scenario, context);
}

async function list(json: boolean, { terminal }: CommandContext): Promise<number> {
  if (json) {
    const rows = SCENARIOS.map(({ name, about, lengthMs, alerts }) => ({
      name,
      about,
      seconds: lengthMs / 1000,
      alerts,
    }));
    await terminal.print(`${JSON.stringify(rows, undefined, 2)}\n`);
    return EXIT_OK;
  }
  const rows = SCENARIOS.map(({ name, about, alerts }) => [name, about, alerts.join(" ")]);
  await terminal.print(`${formatTextTable(COLUMNS, rows, terminal.columns()).join("\n")}\n`);
  return EXIT_OK;
}

/** Plays to the end, as fast as it goes or at `--speed`. */
async function playToEnd(
  request: PlayRequest,
  scenario: Scenario,
  context: CommandContext,
): Promise<number> {
  const { platform, terminal } = context;
  const lengthMs = Math.min(request.lengthMs ?? scenario.lengthMs, scenario.lengthMs);
  const startedMs = platform.clock.now();
  await using run = await simulate(scenario, { seed: request.seed, digest: request.digest });
  const capture = await openCapture(request, run, START_MS, context);
  if (capture === undefined) return EXIT_FAILED;
  const progress = createProgress(context, run, lengthMs);
  try {
    await play(run, {
      platform,
      untilMs: lengthMs,
      speed: request.speed,
      onStep: async () => {
        progress.show();
        await capture.flush();
      },
    });
  } catch (error) {
    progress.clear();
    say(terminal, `error: ${reasonOf(error)}`);
    return EXIT_FAILED;
  }
  progress.clear();
  await capture.close();
  if (request.digest) {
    await terminal.print(`${run.digest()}\n`);
    return EXIT_OK;
  }
  return await report(run, lengthMs, platform.clock.now() - startedMs, context);
}

async function report(
  run: Simulation,
  lengthMs: number,
  tookMs: number,
  { terminal }: CommandContext,
): Promise<number> {
  const { scenario } = run;
  const packets = [...run.moirai.stores.datasources.all()]
    .reduce((sum, { packets: heard }) => sum + heard, 0);
  const raised = run.alerts();
  const expected = [...scenario.alerts].sort();
  await terminal.print(
    `${scenario.name}: ${formatCount(lengthMs / 1000)} s in ${(tookMs / 1000).toFixed(2)} s, ` +
      `${formatNumberOf(packets, "packet")}, ${formatNumberOf(run.devices().length, "device")}\n` +
      `alerts: ${raised.length === 0 ? "none" : raised.join(", ")}\n`,
  );
  if (lengthMs < scenario.lengthMs) return EXIT_OK;
  const missing = expected.filter((header) => !raised.includes(header));
  const further = raised.filter((header) => !expected.includes(header));
  if (missing.length > 0) say(terminal, `not raised, but expected: ${missing.join(", ")}`);
  if (further.length > 0) say(terminal, `raised, but not expected: ${further.join(", ")}`);
  return missing.length + further.length === 0 ? EXIT_OK : EXIT_FAILED;
}

/** Plays while pages are served, and stays there until it is told to stop. */
async function serve(
  request: PlayRequest,
  scenario: Scenario,
  context: CommandContext,
): Promise<number> {
  const { platform, terminal } = context;
  const configuration = await loadAndReport(context, {
    ...request.configuration,
    set: [...settingsOf(scenario), ...request.configuration.set ?? []],
  });
  if (configuration === undefined) return EXIT_FAILED;
  const settings: ConfiguredSettings = configuration.settings;
  const web = await openWebServer(context, settings);
  if (web === undefined) return EXIT_FAILED;
  const startMs = platform.clock.now();
  const options: SimulateOptions = {
    seed: request.seed,
    startMs,
    configuration: settings,
    web,
    digest: false,
  };
  const run = await simulate(scenario, { ...options, outside: outsideOf(platform) });
  const capture = await openCapture(request, run, startMs, context);
  if (capture === undefined) return EXIT_FAILED;
  run.moirai.bus.subscribe("MESSAGE", ({ payload }) => say(terminal, formatMessage(payload)));
  let stopped = false;
  const lengthMs = request.lengthMs ?? scenario.lengthMs;
  const playing = (async () => {
    const pace = {
      platform,
      speed: request.speed ?? 1,
      onStep: () => capture.flush(),
      stopped: () => stopped,
    };
    await play(run, { ...pace, untilMs: lengthMs });
    if (!stopped) say(terminal, `${scenario.name} is over; Ctrl-C ends the server.`);
    // Time goes on, for whoever looks at the pages.
    await play(run, { ...pace, untilMs: Infinity });
  })();
  const { moirai } = run;
  const server = { context, moirai, settings, sessions: web.sessions };
  const status = await runUntilStopped(server, () => {});
  stopped = true;
  await playing;
  await capture.close();
  return status;
}

/** `key=value` of each line of configuration that the scenario has. */
function settingsOf(scenario: Scenario): string[] {
  return Object.entries(scenario.settings).flatMap(([key, values]) =>
    [values].flat().map((value) => `${key}=${value}`)
  );
}

/** What of this machine a scenario that is served may use: its pages, its passwords, its listener. */
function outsideOf(platform: Platform) {
  const { files, serve: listen, scrypt, equalBytes, hostname, user } = platform;
  return { files, serve: listen, scrypt, equalBytes, hostname, user };
}

interface Capture {
  flush(): Promise<void>;
  close(): Promise<void>;
}

const NO_CAPTURE: Capture = { flush: async () => {}, close: async () => {} };

/** The file of `--pcap`, or one that takes nothing; undefined when it cannot be written. */
async function openCapture(
  request: PlayRequest,
  run: Simulation,
  startMs: number,
  { platform, terminal }: CommandContext,
): Promise<Capture | undefined> {
  const { captureFile } = request;
  if (captureFile === undefined) return NO_CAPTURE;
  let file: WritableFile;
  try {
    file = await platform.files.create(captureFile);
  } catch (error) {
    say(terminal, `error: cannot write ${captureFile}: ${reasonOf(error)}`);
    return undefined;
  }
  const recorder = new AirRecorder(run.cast, startMs);
  const flush = () => file.write(recorder.take());
  return {
    flush,
    async close() {
      await flush();
      await file.close();
      say(terminal, `${formatNumberOf(recorder.packets, "packet")} in ${captureFile}`);
    },
  };
}

/** One line on a terminal that is written over as time goes by. */
function createProgress({ platform, terminal }: CommandContext, run: Simulation, lengthMs: number) {
  let shownMs = platform.clock.now();
  let visible = false;
  return {
    show(): void {
      const nowMs = platform.clock.now();
      if (!terminal.notesToTerminal || nowMs - shownMs < PROGRESS_EVERY_MS) return;
      shownMs = nowMs;
      visible = true;
      const percent = Math.floor(run.nowMs / lengthMs * 100);
      terminal.note(
        `${CLEAR_LINE}${percent} %  ${formatCount(Math.floor(run.nowMs / 1000))} of ` +
          `${formatCount(lengthMs / 1000)} s  ${formatNumberOf(run.devices().length, "device")}`,
      );
    },
    clear(): void {
      if (visible) terminal.note(CLEAR_LINE);
      visible = false;
    },
  };
}
