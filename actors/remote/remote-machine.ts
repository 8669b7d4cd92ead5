// The life of a sensor's connection (spec external-protocol 4.10):
//   greeting -> attaching -> capturing -> ended
// It ends with its source, and its source ends with it.
import { fromPromise, setup } from "xstate";
import { isOperatingFailure } from "../datasource/datasource-error.ts";
import { CommandError } from "../server/stores.ts";
import type { RemotePeer } from "./remote-peer.ts";

export type RemoteEvent = { readonly type: "STOP" };

interface RemoteContext {
  readonly peer: RemotePeer;
}

const step = (work: (peer: RemotePeer) => Promise<void>) =>
  fromPromise<void, RemoteContext>(({ input }) => work(input.peer));

const refused = [
  {
    guard: {
      type: "operating" as const,
      params: ({ event }: { event: { error: unknown } }) => event,
    },
    target: "ended",
    actions: {
      type: "tellRefused" as const,
      params: ({ event }: { event: { error: unknown } }) => event,
    },
  },
  {
    target: "ended",
    actions: {
      type: "crash" as const,
      params: ({ event }: { event: { error: unknown } }) => event,
    },
  },
];

export const remoteMachine = setup({
  types: {} as { context: RemoteContext; input: RemoteContext; events: RemoteEvent },
  actors: {
    greet: step((peer) => peer.greet()),
    attach: step((peer) => peer.attach()),
    captured: step((peer) => peer.captured()),
  },
  actions: {
    tellRefused: ({ context }, params: { error: unknown }) =>
      context.peer.tellRefused(params.error),
    crash: (_, params: { error: unknown }) => {
      throw params.error;
    },
    close: ({ context }) => context.peer.close("it was closed"),
  },
  guards: {
    operating: (_, params: { error: unknown }) =>
      isOperatingFailure(params.error) || params.error instanceof CommandError,
  },
}).createMachine({
  context: ({ input }) => input,
  initial: "greeting",
  states: {
    greeting: {
      invoke: {
        src: "greet",
        input: ({ context }) => context,
        onDone: "attaching",
        onError: refused,
      },
    },
    attaching: {
      invoke: {
        src: "attach",
        input: ({ context }) => context,
        onDone: "capturing",
        onError: refused,
      },
    },
    capturing: {
      invoke: {
        src: "captured",
        input: ({ context }) => context,
        onDone: "ended",
        onError: refused,
      },
    },
    ended: { entry: "close", type: "final" },
  },
  on: { STOP: ".ended" },
});
