// `moirai capture --connect`: this machine as a sensor of a server elsewhere.
import { pipeLink } from "../actors/capture/pipe-link.ts";
import { parseDefinition } from "../actors/datasource/definition.ts";
import type { SourceContext, SourceType } from "../actors/datasource/source-type.ts";
import type { FrameLink } from "../actors/helper/frame-link.ts";
import { runSensor } from "../actors/sensor/sensor.ts";
import type { Platform } from "../runtime/platform.ts";
import type { SensorRequest } from "./commands/capture.ts";
import { type CommandContext, EXIT_FAILED, EXIT_OK, reasonOf, say } from "./startup.ts";

/** Runs until a signal; the exit status. */
export async function runSensorCommand(
  request: SensorRequest,
  types: readonly SourceType[],
  source: SourceContext,
  { platform, terminal }: CommandContext,
): Promise<number> {
  const abortion = new AbortController();
  const remove = platform.onSignal(() => abortion.abort());
  const where = `${request.hostname}:${request.port}`;
  try {
    const { problem } = await runSensor({
      context: source,
      types,
      definition: parseDefinition(request.definition),
      dial: () => dial(platform, request),
      ...request.position && { position: request.position },
      watchesPings: request.tcp,
      retries: request.retries,
      spool: { directory: request.spoolDirectory, bytesMax: request.spoolBytes },
      say: (text) => say(terminal, `${where}: ${text}`),
      signal: abortion.signal,
    });
    if (problem === "" || abortion.signal.aborted) return EXIT_OK;
    say(terminal, `error: ${problem}`);
  } catch (error) {
    say(terminal, `error: ${reasonOf(error)}`);
  } finally {
    remove();
  }
  return EXIT_FAILED;
}

async function dial(platform: Platform, request: SensorRequest): Promise<FrameLink> {
  const { hostname, port, tcp, ssl, endpoint, login } = request;
  const ending = () => Promise.resolve("the server closed the connection");
  if (tcp) {
    const connection = await platform.connectTcp({ hostname, port });
    return { ...pipeLink(connection), ending };
  }
  const host = hostname.includes(":") ? `[${hostname}]` : hostname;
  const query = new URLSearchParams(login);
  const url = `${ssl ? "wss" : "ws"}://${host}:${port}${endpoint}?${query}`;
  const socket = await platform.connectSocket(url);
  return {
    wholeMessages: true,
    read: () => socket.read(),
    write: (frame) => socket.write(frame),
    close: () => socket.close(),
    ending,
  };
}
