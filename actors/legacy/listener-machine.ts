// The life of a TCP listener: opens, tells why it could not, and tries again.
import { assign, fromPromise, setup } from "xstate";
import type { TcpListener } from "../../runtime/platform.ts";

/** Wait before the next attempt to listen. */
export const LISTEN_RETRY_MS = 10_000;

export interface ListenerInput {
  readonly listen: () => Promise<TcpListener>;
  readonly opened: (listener: TcpListener) => void;
  readonly failed: (reason: string) => void;
}

interface ListenerContext extends ListenerInput {
  listener: TcpListener | undefined;
}

export const listenerMachine = setup({
  types: {} as { context: ListenerContext; input: ListenerInput; events: { type: "STOP" } },
  actors: {
    listen: fromPromise<TcpListener, ListenerInput>(({ input }) => input.listen()),
  },
  actions: {
    keep: assign((_, params: { listener: TcpListener }) => params),
    tellOpened: ({ context }) => context.listener && context.opened(context.listener),
    tellFailed: ({ context }, params: { error: unknown }) =>
      context.failed(params.error instanceof Error ? params.error.message : String(params.error)),
    close: ({ context }) => void context.listener?.close(),
  },
  delays: { retry: LISTEN_RETRY_MS },
}).createMachine({
  context: ({ input }) => ({ ...input, listener: undefined }),
  initial: "opening",
  on: { STOP: ".closed" },
  states: {
    opening: {
      invoke: {
        src: "listen",
        input: ({ context }) => context,
        onDone: {
          target: "listening",
          actions: { type: "keep", params: ({ event }) => ({ listener: event.output }) },
        },
        onError: {
          target: "waiting",
          actions: { type: "tellFailed", params: ({ event }) => ({ error: event.error }) },
        },
      },
    },
    listening: { entry: "tellOpened" },
    waiting: { after: { retry: "opening" } },
    closed: { entry: "close", type: "final" },
  },
});
