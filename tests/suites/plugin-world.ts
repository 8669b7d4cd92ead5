// A whole server on the simulated platform with one plugin, whose program a test plays.
import {
  createSimulatedPlatform,
  type SimulatedPlatform,
} from "../../adapters/platform/simulated.ts";
import type {
  SimulatedChild,
  SimulatedProgram,
} from "../../adapters/platform/simulated-children.ts";
import { startRecording } from "../../actors/record/start-recording.ts";
import { openSessions, type Sessions } from "../../actors/session/sessions.ts";
import { Helper, type HelperOptions } from "../../helper/helper.ts";
import { createMoirai, type Moirai } from "../../mod.ts";
import type { FrameVersion } from "../../protocols/external/frames.ts";
import { PATHS, SCRYPT } from "./session-world.ts";
import { testSettings } from "./settings.ts";

export const PLUGIN_DIRECTORY = "/plugins";
export const PROGRAM = `${PLUGIN_DIRECTORY}/demo/demo`;
const PORT = 2501;
/** A recorder lets in what came when time goes on, and what it sets off takes turns. */
const RECORDED_STEP_MS = 100;
export const PASSWORD = "secret pass:word";
const BASIC = `Basic ${btoa(`admin:${PASSWORD}`)}`;

export const MANIFEST = [
  "name=demo",
  "description=Shows what plugins can do",
  "author=A. Nobody <a@nobody.example>",
  "version=1.0",
].join("\n");

export interface PluginWorld {
  readonly platform: SimulatedPlatform;
  readonly moirai: Moirai;
  readonly sessions: Sessions;
  /** Lines of the message log so far. */
  messages(): string[];
  /** Asks the web server, as the administrator unless its `authorization` says otherwise ("": nobody). */
  ask(path: string, init?: RequestInit): Promise<Response>;
  /** The plugin's record as clients see it. */
  plugin(): Promise<Record<string, unknown>>;
  /** Lets time pass, and what is due happen. */
  elapse(ms: number): Promise<void>;
  stop(): Promise<void>;
}

export interface PluginWorldOptions {
  /** Lines of the manifest beside the required ones. */
  readonly manifest?: string;
  readonly program?: SimulatedProgram;
  readonly settings?: Record<string, string | readonly string[]>;
  /** Writes down all that comes from outside. */
  readonly recordTo?: string;
  /** Sees the server before it starts. */
  readonly created?: (moirai: Moirai) => void;
  /** Further files, by path. */
  readonly files?: Readonly<Record<string, string>>;
}

export async function createPluginWorld(options: PluginWorldOptions = {}): Promise<PluginWorld> {
  const platform = createSimulatedPlatform({ seed: 1, startMs: 1_700_000_000_000 });
  const helper = options.program === undefined ? "" : "httpexternal=demo\n";
  platform.files.put(
    `${PLUGIN_DIRECTORY}/demo/manifest.conf`,
    `${MANIFEST}\n${helper}${options.manifest ?? ""}`,
  );
  for (const [path, text] of Object.entries(options.files ?? {})) platform.files.put(path, text);
  if (options.program !== undefined) {
    platform.files.put(PROGRAM, "", 0o755);
    platform.programs.provide(PROGRAM, options.program);
  }
  await platform.files.makeDirectory("/h/.kismet", 0o700);
  const settings = testSettings({
    httpd_username: "admin",
    httpd_password: PASSWORD,
    configdir: "/h/.kismet",
    plugin_directory: PLUGIN_DIRECTORY,
    ...options.settings,
  });
  const sessions = await openSessions({ platform, settings, paths: PATHS, scrypt: SCRYPT });
  const told: string[] = [];
  const recording = options.recordTo === undefined ? undefined : await startRecording({
    platform,
    settings,
    path: options.recordTo,
    logging: false,
    failed: (error) => {
      throw error;
    },
  });
  const moirai = await createMoirai({
    platform,
    settings,
    ...recording && { edge: recording.edge },
    web: { directory: "/web", sessions },
    print: ({ text }) => told.push(text),
  });
  options.created?.(moirai);
  await moirai.start();
  await platform.clock.advanceAsync(0);
  return {
    platform,
    moirai,
    sessions,
    messages: () => told,
    async ask(path, init = {}) {
      const client = platform.connect(PORT);
      const headers = new Headers({
        authorization: BASIC,
        ...init.headers as Record<string, string>,
      });
      if (headers.get("authorization") === "") headers.delete("authorization");
      return await client.fetch(path, { ...init, headers });
    },
    async plugin() {
      const client = platform.connect(PORT);
      const headers = { authorization: BASIC };
      const answer = await client.fetch("/plugins/all_plugins.json", { headers });
      return (await answer.json() as Record<string, unknown>[])[0]!;
    },
    async elapse(ms) {
      if (recording === undefined) await platform.clock.advanceAsync(ms);
      else {for (let left = ms; left > 0; left -= RECORDED_STEP_MS) {
          await platform.clock.advanceAsync(Math.min(RECORDED_STEP_MS, left));
          await recording.edge.rest();
        }}
    },
    // Answers that nobody read are cut when their time is over.
    async stop() {
      let running = true;
      const stopped = moirai.stop().finally(() => running = false);
      await platform.clock.advanceAsync(10_000);
      // The blocks of a recording are packed by the engine, beside the virtual clock.
      while (running && recording !== undefined) {
        await new Promise<void>((resolve) => setImmediate(resolve));
        await platform.clock.advanceAsync(1000);
      }
      await stopped;
    },
  };
}

/** A program made with the helper kit; it ends with its connection, in status 0 unless told. */
export function kitProgram(
  play: (helper: Helper, child: SimulatedChild) => void | Promise<void>,
  version: FrameVersion = 3,
): SimulatedProgram {
  return async (child) => {
    const helper = new Helper(kitOptions(child, version));
    await play(helper, child);
    await helper.closed;
  };
}

export function kitOptions(child: SimulatedChild, version: FrameVersion): HelperOptions {
  return { source: child.fromParent!, sink: child.toParent!, version };
}
