// What both commands do first: read the configuration and tell what is wrong with it.
import { type Configuration, loadConfiguration } from "../actors/server/configuration.ts";
import type { ConfigurationRequest } from "../actors/server/configuration.ts";
import type { LiveCapture } from "../actors/datasource/live-capture.ts";
import type { PageSource } from "../adapters/http/page-files.ts";
import { formatConfigProblem } from "../protocols/config/config-file.ts";
import { terminalSafe } from "../protocols/text/sanitise.ts";
import type { Platform } from "../runtime/platform.ts";
import type { createMoirai } from "../mod.ts";
import type { Terminal } from "./terminal.ts";

/** What a command works with; tests hand in their own. */
export interface CommandContext {
  readonly platform: Platform;
  readonly terminal: Terminal;
  /** Radios of this machine, where it has any. */
  readonly live?: LiveCapture;
  /** Loads the server; nothing of it is needed before. */
  readonly server: () => Promise<{ createMoirai: typeof createMoirai; VERSION: string }>;
  /** The page. */
  readonly pages: PageSource | undefined;
  /** Ends the process at once, for a second Ctrl-C. */
  readonly exit: (status: number) => void;
}

export const EXIT_OK = 0;
export const EXIT_FAILED = 1;
export const EXIT_USAGE = 2;

/** The configuration, or undefined when it has an error; problems have been told. */
export async function loadAndReport(
  context: CommandContext,
  request: ConfigurationRequest,
): Promise<Configuration | undefined> {
  const configuration = await loadConfiguration(context.platform, request);
  for (const problem of configuration.problems) {
    const kind = problem.severity === "error" ? "error" : "warning";
    say(context.terminal, `${kind}: ${formatConfigProblem(problem)}`);
  }
  return configuration.problems.some((problem) => problem.severity === "error")
    ? undefined
    : configuration;
}

/** One line for the person at the keyboard; what is in it may have come over the air. */
export function say(terminal: Terminal, line: string): void {
  terminal.note(`${terminalSafe(line)}\n`);
}

/** The sentence of whatever went wrong. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
