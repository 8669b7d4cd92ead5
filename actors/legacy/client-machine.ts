// The life of one client of the old text protocol: greeted, heard, and told why when it has to go.
import { assign, fromPromise, setup } from "xstate";
import {
  formatFixed,
  type GreetingRow,
  TERMINATE,
} from "../../protocols/legacy/server-sentences.ts";
import { type Conversation, converse } from "./converse.ts";

/** A client that has taken nothing for so long although something waits has to go. */
export const STALL_MS = 30_000;
/** How often that is looked at. */
export const STALL_LOOK_MS = 5_000;
/** Time to take the farewell. */
export const FAREWELL_MS = 2_000;

const SERVER_ENDS = "Kismet server terminating.";

export interface LegacyClientInput extends Conversation {
  readonly greeting: () => GreetingRow;
  /** Told once, with the reason; "" when the client went by itself. */
  readonly gone: (reason: string) => void;
}

export type LegacyClientEvent = { type: "DISCONNECT"; reason: string } | { type: "STOP" };

interface LegacyClientContext extends LegacyClientInput {
  reason: string;
}

export const legacyClientMachine = setup({
  types: {} as {
    context: LegacyClientContext;
    input: LegacyClientInput;
    events: LegacyClientEvent;
  },
  actors: {
    converse: fromPromise<string, Conversation>(({ input }) => converse(input)),
    farewell: fromPromise<void, Conversation>(({ input }) => input.client.output.drained()),
  },
  actions: {
    greet: ({ context }) => context.client.greet(context.greeting()),
    noteReason: assign((_, params: { reason: string }) => params),
    sayWhy: ({ context }) => {
      if (context.reason !== "") context.client.output.push(formatFixed(TERMINATE, context.reason));
    },
    release: ({ context }) => {
      context.client.output.stop();
      context.connection.destroy();
      context.gone(context.reason);
    },
  },
  guards: {
    stalled: ({ context }) => context.client.output.stalledMs >= STALL_MS,
  },
  delays: { stallLook: STALL_LOOK_MS, farewell: FAREWELL_MS },
}).createMachine({
  context: ({ input }) => ({ ...input, reason: "" }),
  initial: "open",
  states: {
    open: {
      entry: "greet",
      initial: "watching",
      invoke: {
        src: "converse",
        input: ({ context }) => context,
        onDone: {
          target: "leaving",
          actions: { type: "noteReason", params: ({ event }) => ({ reason: event.output }) },
        },
        onError: {
          target: "leaving",
          actions: {
            type: "noteReason",
            params: ({ event }) => ({ reason: `internal error: ${String(event.error)}` }),
          },
        },
      },
      on: {
        DISCONNECT: {
          target: "leaving",
          actions: { type: "noteReason", params: ({ event }) => ({ reason: event.reason }) },
        },
        STOP: {
          target: "leaving",
          actions: { type: "noteReason", params: { reason: SERVER_ENDS } },
        },
      },
      states: {
        watching: {
          after: {
            stallLook: [
              {
                guard: "stalled",
                target: "#leaving",
                actions: {
                  type: "noteReason",
                  params: { reason: `it has read nothing for ${STALL_MS / 1000} seconds` },
                },
              },
              { target: "watching", reenter: true },
            ],
          },
        },
      },
    },
    leaving: {
      id: "leaving",
      entry: "sayWhy",
      invoke: {
        src: "farewell",
        input: ({ context }) => context,
        onDone: "closed",
        onError: "closed",
      },
      after: { farewell: "closed" },
    },
    closed: { entry: "release", type: "final" },
  },
});
