// A server on this machine's files and databases but a clock that stands still until a test moves it,
// with logs in a directory of the test's own.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { detectPlatform } from "../../adapters/platform/detect.ts";
import { createMoirai, type Moirai, type MoiraiOptions } from "../../mod.ts";
import { allRows, type SqlValue } from "../../runtime/database.ts";
import { SteppingClock } from "../../runtime/clock.ts";
import type { Platform } from "../../runtime/platform.ts";
import { testSettings } from "./settings.ts";

export const LOG_START_MS = 1_700_000_000_000;
const real = await detectPlatform();

export interface LogWorld {
  readonly moirai: Moirai;
  readonly platform: Platform & { readonly clock: SteppingClock };
  readonly directory: string;
  readonly messages: string[];
  /** Lets so many seconds pass, and the threads of databases answer. */
  pass(seconds: number): Promise<void>;
  dispose(): Promise<void>;
}

export function newDirectory(): string {
  return mkdtempSync(join(tmpdir(), "moirai-logs-"));
}

/** A started server that logs what `settings` want; the names of its logs are short. */
export async function logWorld(
  settings: Record<string, string | readonly string[]> = {},
  options: Partial<MoiraiOptions> = {},
  directory = newDirectory(),
): Promise<LogWorld> {
  const clock = new SteppingClock({ startMs: LOG_START_MS });
  const platform = { ...real, ...options.platform, clock };
  const messages: string[] = [];
  const moirai = await createMoirai({
    settings: testSettings({
      log_prefix: directory,
      log_template: "%p/%n-%i.%l",
      configdir: directory,
      server_uuid: "5FE308BD-0000-0000-0000-4B49534D4554",
      ...settings,
    }),
    logging: true,
    print: ({ text }) => messages.push(text),
    ...options,
    platform,
  });
  await moirai.start();
  return {
    moirai,
    platform,
    directory,
    messages,
    async pass(seconds) {
      for (let second = 0; second < seconds; second++) {
        await clock.advanceAsync(1000);
        await turn();
      }
    },
    async dispose() {
      await moirai.stop();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** Lets threads and files of the engine answer: they are no part of the virtual time. */
export async function turn(): Promise<void> {
  await new Promise<void>((resolve) => void real.clock.setTimeout(resolve, 1));
}

/** Rows of a query on a finished file. */
export async function rowsOf(path: string, sql: string): Promise<SqlValue[][]> {
  const database = await real.databases!.open({ path, mode: "read" });
  try {
    return await allRows(database, sql);
  } finally {
    await database.close();
  }
}
