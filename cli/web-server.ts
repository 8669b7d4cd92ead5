// What every command that serves pages does: opens the logins, listens, prints the one address to
// open, and ends in order.
import type { PageSource } from "../adapters/http/page-files.ts";
import { START_TOKEN_VARIABLE } from "../adapters/http/serve-file.ts";
import type { ConfiguredSettings } from "../actors/server/configured-settings.ts";
import { openSessions, sessionPaths, type Sessions } from "../actors/session/sessions.ts";
import type { Moirai } from "../mod.ts";
import { type Platform, PlatformError } from "../runtime/platform.ts";
import { type CommandContext, EXIT_FAILED, EXIT_OK, reasonOf, say } from "./startup.ts";
import type { Terminal } from "./terminal.ts";

/** Time for sources, logs and connections to end after the first Ctrl-C. */
export const STOP_DEADLINE_MS = 5_000;
/** One Ctrl-C arrives several times when npm and scripts in between pass it on. */
export const SAME_SIGNAL_MS = 400;
/** What a shell expects of a program that Ctrl-C ended. */
const EXIT_INTERRUPTED = 130;

/** The page and who may see it. */
export interface WebServer {
  readonly directory: PageSource | undefined;
  readonly sessions: Sessions;
}

export interface RunningServer {
  readonly context: CommandContext;
  readonly moirai: Moirai;
  readonly settings: ConfiguredSettings;
  readonly sessions: Sessions;
}

/** Undefined when nobody could log in, or everybody could; which has been told. */
export async function openWebServer(
  context: CommandContext,
  settings: ConfiguredSettings,
): Promise<WebServer | undefined> {
  const sessions = await openLogins(context, settings);
  if (sessions === undefined) return undefined;
  if (!isLoopback(settings.text("httpd_bind_address")) && sessions.state === "unset") {
    say(context.terminal, "error: nobody but this machine may connect before there is a password");
    return undefined;
  }
  return {
    // Somebody who points at another web interface wants that one.
    directory: settings.given("httpd_home") ? settings.text("httpd_home") : context.pages,
    sessions,
  };
}

/** Listens until a signal comes, or who was given `end` calls it; the exit status. */
export async function runUntilStopped(
  server: RunningServer,
  onEnd: (end: () => void) => void,
): Promise<number> {
  const { context, moirai, settings, sessions } = server;
  const stopped = untilSignal(context, moirai, onEnd);
  try {
    await moirai.start();
  } catch (error) {
    say(context.terminal, `error: ${listenProblem(error, settings)}`);
    await moirai.stop();
    return EXIT_FAILED;
  }
  welcome(server);
  const status = await stopped;
  await sessions.tokens.flush();
  return status;
}

/** Opens the logins and makes the first one; undefined when that failed, which has been told. */
async function openLogins(
  { platform, terminal }: CommandContext,
  settings: ConfiguredSettings,
): Promise<Sessions | undefined> {
  const directory = settings.text("configdir");
  const paths = sessionPaths(settings, platform.user.home, directory);
  let sessions: Sessions;
  try {
    await platform.files.makeDirectory(directory, 0o700);
    sessions = await openSessions({ platform, settings, paths });
  } catch (error) {
    say(terminal, `error: cannot keep logins in ${directory}: ${reasonOf(error)}`);
    return undefined;
  }
  await warnOfReaders(platform, terminal, sessions.clearFile);
  if (sessions.state !== "unset") return sessions;
  try {
    const { username, password } = await sessions.createPassword();
    say(terminal, "This is the first start, so a login was made. It is shown only this once:");
    say(terminal, `  user      ${username}`);
    say(terminal, `  password  ${password}`);
    say(terminal, `Its hash is kept in ${paths.hashedPassword}.`);
  } catch (error) {
    say(terminal, `error: cannot store a login: ${reasonOf(error)}`);
    return undefined;
  }
  return sessions;
}

/** The reference server keeps passwords in clear, often readable by everybody. */
async function warnOfReaders(
  platform: Platform,
  terminal: Terminal,
  path: string | undefined,
): Promise<void> {
  if (path === undefined) return;
  const { mode } = await platform.files.stat(path);
  if ((mode & 0o077) === 0) return;
  say(
    terminal,
    `warning: other users of this machine can read the password in ${path}; ` +
      "`chmod 600` ends that, and setting a new password here stores only its hash",
  );
}

function welcome({ context, moirai, settings, sessions }: RunningServer): void {
  const { platform, terminal } = context;
  const address = moirai.address;
  if (address === undefined) return;
  if (!isLoopback(address.hostname)) {
    say(
      terminal,
      `warning: every machine that reaches ${shownHost(address.hostname, platform)} can try to ` +
        `log in${settings.flag("httpd_ssl") ? "" : ", and connections are not encrypted"}`,
    );
  }
  const host = isEveryAddress(address.hostname) ? "localhost" : urlHost(address.hostname);
  const token = encodeURIComponent(sessions.createStartToken());
  const scheme = settings.flag("httpd_ssl") ? "https" : "http";
  say(terminal, `Open ${scheme}://${host}:${address.port}/?${START_TOKEN_VARIABLE}=${token}`);
}

/** Resolves with the exit status once a signal, or who calls `end`, has ended the server. */
function untilSignal(
  { platform, terminal, exit }: CommandContext,
  moirai: Moirai,
  onRequest: (end: () => void) => void,
): Promise<number> {
  return new Promise((resolve) => {
    let firstMs: number | undefined;
    const end = (): void => {
      const nowMs = platform.clock.now();
      if (firstMs !== undefined) {
        if (nowMs - firstMs > SAME_SIGNAL_MS) exit(EXIT_INTERRUPTED);
        return;
      }
      firstMs = nowMs;
      say(terminal, "Stopping; Ctrl-C again ends at once.");
      const timer = platform.clock.setTimeout(() => {
        say(terminal, "warning: not everything had ended in time");
        finish(EXIT_FAILED);
      }, STOP_DEADLINE_MS);
      const finish = (status: number): void => {
        platform.clock.clearTimeout(timer);
        remove();
        resolve(status);
      };
      moirai.stop().then(() => finish(EXIT_OK), (error: unknown) => {
        say(terminal, `error: ${reasonOf(error)}`);
        finish(EXIT_FAILED);
      });
    };
    const remove = platform.onSignal(end);
    onRequest(end);
  });
}

function listenProblem(error: unknown, settings: ConfiguredSettings): string {
  const where = `${settings.text("httpd_bind_address")}, port ${settings.integer("httpd_port")}`;
  if (error instanceof PlatformError && error.code === "in-use") {
    return `another program listens on ${where} already; choose one with --port, or end that one`;
  }
  if (error instanceof PlatformError && error.code === "permission") {
    return `this user may not listen on ${where}; ports below 1024 need root`;
  }
  return reasonOf(error);
}

/** An address only this machine can reach; names other than localhost may be anything. */
export function isLoopback(address: string): boolean {
  return address === "localhost" || address === "::1" || /^127(\.\d{1,3}){3}$/.test(address);
}

function isEveryAddress(address: string): boolean {
  return address === "0.0.0.0" || address === "::" || address === "";
}

function shownHost(address: string, platform: Platform): string {
  return isEveryAddress(address) ? platform.hostname : address;
}

function urlHost(address: string): string {
  return address.includes(":") ? `[${address}]` : address;
}
