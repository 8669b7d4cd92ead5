// `moirai serve`: starts the server, prints the one address to open, and stops it in order.
import type { ServeRequest } from "./commands/serve.ts";
import { type CommandContext, EXIT_FAILED, loadAndReport, say } from "./startup.ts";
import { describeIdle } from "./idle-settings.ts";
import { formatMessage } from "./message-lines.ts";
import type { ConfiguredSettings } from "../actors/server/configured-settings.ts";
import { openRecording } from "./recording.ts";
import { openWebServer, runUntilStopped } from "./web-server.ts";

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

  const web = await openWebServer(context, settings);
  if (web === undefined) return EXIT_FAILED;
  const sources = chooseSources(command, settings);
  // A simulated street that nobody asked for is not worth a file.
  const isShow = sources === NOTHING_NAMED;
  const logging = !isShow || settings.given("log_types");
  const recording = await openRecording(command.record, context, platform, settings, logging);
  if (recording === undefined) return EXIT_FAILED;
  const { createMoirai } = await context.server();
  const ending: { end?: () => void } = {};
  const moirai = await createMoirai({
    ...recording.parts,
    platform,
    settings,
    sources,
    logging,
    deviceNotes: true,
    web,
    shutdown: () => ending.end?.(),
    ...(context.live === undefined ? {} : { live: context.live }),
  });
  if (!command.silent) {
    moirai.bus.subscribe("MESSAGE", ({ payload }) => say(terminal, formatMessage(payload)));
  }
  if (sources.length === 1 && sources[0] === DEMO) {
    say(terminal, "Showing a simulated street. For the real thing: -c INTERFACE or -c FILE.pcap");
  }
  const status = await runUntilStopped(
    { context, moirai, settings, sessions: web.sessions },
    (end) => ending.end = end,
  );
  recording.tell();
  return status;
}

/** Definitions to open: of the command line, else of the configuration, else the demo. */
function chooseSources(command: ServeRequest, settings: ConfiguredSettings): readonly string[] {
  if (command.sources.length > 0) return command.sources;
  const configured = settings.list("source");
  return configured.length > 0 ? configured : NOTHING_NAMED;
}
