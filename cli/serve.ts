// `moirai serve`: starts the server, prints the one address to open, and stops it in order.
import type { ServeRequest } from "./commands/serve.ts";
import {
  type CommandContext,
  EXIT_FAILED,
  EXIT_OK,
  loadAndReport,
  reasonOf,
  say,
} from "./startup.ts";
import { START_TOKEN_VARIABLE } from "../adapters/http/serve-file.ts";
import { describeIdle } from "./idle-settings.ts";
import { formatMessage } from "./message-lines.ts";
import type { Moirai } from "../mod.ts";
import type { ConfiguredSettings } from "../actors/server/configured-settings.ts";
import { openSessions, sessionPaths, type Sessions } from "../actors/session/sessions.ts";
import type { Terminal } from "./terminal.ts";
import { type Platform, PlatformError } from "../runtime/platform.ts";

/** Time for sources, logs and connections to end after the first Ctrl-C. */
export const STOP_DEADLINE_MS = 5_000;
/** One Ctrl-C arrives several times when npm and scripts in between pass it on. */
export const SAME_SIGNAL_MS = 400;
/** What a shell expects of a program that Ctrl-C ended. */
const EXIT_INTERRUPTED = 130;

const DEMO = "demo";
const NOTHING_NAMED: readonly string[] = [DEMO];

/** Runs until it is told to stop; the exit status. */
export async function runServe(
  command: ServeRequest,
  context: CommandContext,
): Promise<number> {
  const { platform, terminal } = context;
  const configuration = await loadAndReport(context, command.configuration);
  if (configuration === undefined) return EXIT_FAILED;
  const { settings } = configuration;
  for (const line of describeIdle(settings.withoutEffect())) say(terminal, `warning: ${line}`);

  const sessions = await openLogins(context, settings);
  if (sessions === undefined) return EXIT_FAILED;
  if (!isLoopback(settings.text("httpd_bind_address")) && sessions.state === "unset") {
    say(terminal, "error: nobody but this machine may connect before there is a password");
    return EXIT_FAILED;
  }

  const sources = chooseSources(command, settings);
  // A simulated street that nobody asked for is not worth a file.
  const isShow = sources === NOTHING_NAMED;
  const { createMoirai } = await context.server();
  const ending: { end?: () => void } = {};
  const moirai = await createMoirai({
    platform,
    settings,
    sources,
    logging: !isShow || settings.given("log_types"),
    web: {
      // Somebody who points at another web interface wants that one.
      directory: settings.given("httpd_home") ? settings.text("httpd_home") : context.webDirectory,
      sessions,
    },
    shutdown: () => ending.end?.(),
    ...(context.live === undefined ? {} : { live: context.live }),
  });
  if (!command.silent) {
    moirai.bus.subscribe("MESSAGE", ({ payload }) => say(terminal, formatMessage(payload)));
  }
  const stopped = untilSignal(context, moirai, (end) => ending.end = end);
  try {
    await moirai.start();
  } catch (error) {
    say(terminal, `error: ${listenProblem(error, settings)}`);
    await moirai.stop();
    return EXIT_FAILED;
  }
  welcome(context, moirai, settings, sessions, sources);
  const status = await stopped;
  await sessions.tokens.flush();
  return status;
}

/** Definitions to open: of the command line, else of the configuration, else the demo. */
function chooseSources(command: ServeRequest, settings: ConfiguredSettings): readonly string[] {
  if (command.sources.length > 0) return command.sources;
  const configured = settings.list("source");
  return configured.length > 0 ? configured : NOTHING_NAMED;
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

function welcome(
  { platform, terminal }: CommandContext,
  moirai: Moirai,
  settings: ConfiguredSettings,
  sessions: Sessions,
  sources: readonly string[],
): void {
  const address = moirai.address;
  if (address === undefined) return;
  if (sources.length === 1 && sources[0] === DEMO) {
    say(terminal, "Showing a simulated street. For the real thing: -c INTERFACE or -c FILE.pcap");
  }
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
