// The life of a GPS: opens its receiver, notices when that goes silent, and opens it again (spec
// device-model 8.5, 8.6). Kinds that clients feed only exist.
import { assign, fromPromise, setup } from "xstate";
import type { Platform } from "../../runtime/platform.ts";
import type { Gps } from "./gps.ts";
import type { GpsPort } from "./gps-type.ts";

/** Wait before it is opened again. */
export const GPS_RETRY_MS = 10_000;
/** How often silence is looked for, and how much of it ends a connection. */
export const GPS_LOOK_MS = 10_000;
export const GPS_SILENCE_MS = 30_000;

export interface GpsMachineInput {
  readonly gps: Gps;
  readonly platform: Platform;
  readonly messages: { info(text: string): void; error(text: string): void };
}

interface GpsContext extends GpsMachineInput {
  reason: string;
  /** The last reason that was told: the same one again is not news. */
  told: string;
}

export const gpsMachine = setup({
  types: {} as { context: GpsContext; input: GpsMachineInput; events: { type: "STOP" } },
  actors: {
    feed: fromPromise<string, GpsMachineInput>(({ input, signal }) => feed(input, signal)),
  },
  actions: {
    begin: ({ context: { gps, platform } }) => {
      gps.record.state = "opening";
      // Silence counts from here.
      gps.record.dataTime = Math.floor(platform.clock.now() / 1000);
    },
    noteReason: assign((_, params: { reason: string }) => params),
    tell: assign({
      told: ({ context: { gps, reason, told, messages } }) => {
        gps.disconnected();
        gps.record.error = reason;
        if (reason !== told) messages.error(`GPS ${gps.record.name} is lost: ${reason}`);
        return reason;
      },
    }),
    wait: ({ context: { gps } }) => {
      gps.record.state = "waiting";
    },
    countReconnect: ({ context: { gps } }) => {
      gps.record.reconnects += 1;
    },
    forgetTold: assign({ told: "" }),
    close: ({ context: { gps } }) => {
      gps.disconnected();
      gps.record.state = "closed";
    },
  },
  guards: {
    silent: ({ context: { gps, platform } }) =>
      Math.abs(platform.clock.now() - gps.record.dataTime * 1000) >= GPS_SILENCE_MS,
    heard: ({ context: { gps } }) => gps.record.connected,
    reconnects: ({ context: { gps } }) => gps.record.reconnect,
  },
  delays: { retry: GPS_RETRY_MS, look: GPS_LOOK_MS },
}).createMachine({
  context: ({ input }) => ({ ...input, reason: "", told: "" }),
  initial: "feeding",
  on: { STOP: ".stopped" },
  states: {
    feeding: {
      entry: "begin",
      invoke: {
        src: "feed",
        input: ({ context }) => context,
        onDone: {
          target: "lost",
          actions: { type: "noteReason", params: ({ event }) => ({ reason: event.output }) },
        },
        onError: {
          target: "lost",
          actions: {
            type: "noteReason",
            params: ({ event }) => ({ reason: textOf(event.error) }),
          },
        },
      },
      initial: "watching",
      states: {
        watching: {
          after: {
            look: [
              {
                guard: "silent",
                target: "#lost",
                actions: {
                  type: "noteReason",
                  params: { reason: `it has said nothing for ${GPS_SILENCE_MS / 1000} seconds` },
                },
              },
              { guard: "heard", target: "watching", reenter: true, actions: "forgetTold" },
              { target: "watching", reenter: true },
            ],
          },
        },
      },
    },
    lost: {
      id: "lost",
      entry: "tell",
      always: [{ guard: "reconnects", target: "waiting" }, { target: "closed" }],
    },
    waiting: {
      entry: "wait",
      after: { retry: { target: "feeding", actions: "countReconnect" } },
    },
    closed: { entry: "close" },
    stopped: { entry: "close", type: "final" },
  },
});

function feed({ gps, platform, messages }: GpsMachineInput, signal: AbortSignal): Promise<string> {
  const { record, type, definition } = gps;
  const port: GpsPort = {
    platform,
    signal,
    opened: (what) => {
      if (signal.aborted) return;
      if (!record.connected) messages.info(`GPS ${record.name} is connected: ${what}`);
      record.connected = true;
      record.error = "";
      record.state = "open";
      record.description = what;
    },
    data: () => {
      if (!signal.aborted) gps.data();
    },
    update: (update) => {
      if (!signal.aborted) gps.take(update);
    },
    badLine: () => {
      record.badLines += 1;
    },
  };
  return type.feed!(definition, port);
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
