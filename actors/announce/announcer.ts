// Makes this server known to capture tools of its network, every five seconds (spec logs-and-config
// 11.11). What it can be reached by is said by who starts it.
import type { Graph } from "../server/graph.ts";
import type { Settings } from "../server/settings.ts";
import { fromCallback } from "xstate";
import { encodeAnnouncement } from "../../protocols/announce/announcement.ts";
import type { DatagramSender, Platform, TimerHandle } from "../../runtime/platform.ts";

export const ANNOUNCE_PERIOD_MS = 5_000;
const EVERYBODY = "255.255.255.255";

export interface AnnouncerInput {
  readonly platform: Pick<Platform, "clock" | "openDatagrams">;
  /** `server_announce_address` and `_port`. */
  readonly address: string;
  readonly port: number;
  readonly serverPort: number;
  readonly remoteCapturePort: number;
  readonly uuid: string;
  readonly name: string;
  readonly messages: { info(text: string): void; error(text: string): void };
}

export const announcerLogic = fromCallback<{ type: "NEVER" }, AnnouncerInput>(({ input }) => {
  const { platform, messages } = input;
  let sender: DatagramSender | undefined;
  let timer: TimerHandle;
  let stopped = false;
  /** The last failure: the same one again is not news. */
  let told = "";

  async function announce(): Promise<void> {
    try {
      sender ??= await platform.openDatagrams({ hostname: input.address, broadcast: true });
      const bytes = encodeAnnouncement({ ...input, timeMs: platform.clock.now() });
      await sender.send(bytes, EVERYBODY, input.port);
      told = "";
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      if (reason !== told) messages.error(`the server cannot be announced: ${reason}`);
      told = reason;
    }
    if (stopped) await sender?.close();
    else timer = platform.clock.setTimeout(() => void announce(), ANNOUNCE_PERIOD_MS);
  }

  messages.info(`the server is announced by UDP, port ${input.port}`);
  void announce();
  return () => {
    stopped = true;
    platform.clock.clearTimeout(timer);
    void sender?.close();
  };
});

/** What a server announces, as its configuration says. */
export function announcement(
  platform: Platform,
  settings: Settings,
  { status, messages }: Pick<Graph, "status"> & Pick<AnnouncerInput, "messages">,
  serverPort: number,
): AnnouncerInput {
  return {
    platform,
    address: settings.text("server_announce_address"),
    port: settings.integer("server_announce_port"),
    serverPort,
    remoteCapturePort: settings.integer("remote_capture_port"),
    uuid: status.record.serverUuid,
    name: settings.text("servername") || platform.hostname,
    messages,
  };
}
