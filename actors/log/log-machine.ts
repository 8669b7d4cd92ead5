// The life of one log:
//   opening -> writing{steady|rotating} -> closing -> closed
//   opening, writing -> failed -> (after a while) opening; a log that somebody asked for and that
//   never opened ends instead
// What each step does is in log.ts. Packets come as events whose batch is lent for the delivery.
import { assign, fromPromise, setup } from "xstate";
import type { PacketBatch } from "../../protocols/packet/packet-batch.ts";
import type { Log } from "./log.ts";

/** Time between a failure and the next try. */
export const LOG_RETRY_MS = 5000;

export type LogEvent =
  | { readonly type: "PACKET_BATCH"; readonly batch: PacketBatch }
  | { readonly type: "LOG_TICK" }
  | { readonly type: "LOG_ROTATE" }
  | { readonly type: "LOG_FAILED"; readonly error: Error }
  | { readonly type: "STOP" };

export interface LogMachineInput {
  readonly log: Log;
}

const open = fromPromise<void, LogMachineInput>(({ input, signal }) => input.log.open(signal));
const rotate = fromPromise<void, LogMachineInput>(({ input, signal }) => input.log.rotate(signal));
const release = fromPromise<void, LogMachineInput>(({ input }) => input.log.release());

export const logMachine = setup({
  types: {} as {
    context: LogMachineInput & { readonly error: unknown };
    input: LogMachineInput;
    events: LogEvent;
  },
  actors: { open, rotate, release },
  actions: {
    noteError: assign({ error: (_, params: { error: unknown }) => params.error }),
    write: ({ context }, params: { batch: PacketBatch }) => context.log.write(params.batch),
    tick: ({ context }) => context.log.tick(),
    markOpened: ({ context }) => context.log.markOpened(),
    markFailed: ({ context }) => context.log.markFailed(context.error),
    markNotRotated: ({ context }, params: { error: unknown }) =>
      context.log.markNotRotated(params.error),
    markClosed: ({ context }) => context.log.markClosed(),
  },
  guards: { retries: ({ context }) => context.log.retries },
  delays: { retry: LOG_RETRY_MS },
}).createMachine({
  context: ({ input }) => ({ log: input.log, error: undefined }),
  initial: "opening",
  states: {
    opening: {
      invoke: {
        src: "open",
        input: ({ context }) => ({ log: context.log }),
        onDone: { target: "writing", actions: "markOpened" },
        onError: {
          target: "failed",
          actions: [
            { type: "noteError", params: ({ event }) => ({ error: event.error }) },
            "markFailed",
          ],
        },
      },
      on: { STOP: { target: "closing" } },
    },
    writing: {
      initial: "steady",
      on: {
        PACKET_BATCH: {
          actions: { type: "write", params: ({ event }) => ({ batch: event.batch }) },
        },
        LOG_TICK: { actions: "tick" },
        LOG_FAILED: {
          target: "failed",
          actions: [
            { type: "noteError", params: ({ event }) => ({ error: event.error }) },
            "markFailed",
          ],
        },
        STOP: { target: "closing" },
      },
      states: {
        steady: { on: { LOG_ROTATE: { target: "rotating" } } },
        rotating: {
          invoke: {
            src: "rotate",
            input: ({ context }) => ({ log: context.log }),
            onDone: { target: "steady" },
            onError: {
              target: "steady",
              actions: {
                type: "markNotRotated",
                params: ({ event }) => ({ error: event.error }),
              },
            },
          },
        },
      },
    },
    failed: {
      invoke: {
        src: "release",
        input: ({ context }) => ({ log: context.log }),
        onDone: [{ guard: "retries", target: "waiting" }, { target: "closed" }],
        onError: [{ guard: "retries", target: "waiting" }, { target: "closed" }],
      },
      on: { STOP: { target: "closing" } },
    },
    waiting: {
      after: { retry: { target: "opening" } },
      on: { STOP: { target: "closing" } },
    },
    closing: {
      invoke: {
        src: "release",
        input: ({ context }) => ({ log: context.log }),
        onDone: { target: "closed" },
        onError: { target: "closed" },
      },
    },
    closed: { type: "final", entry: "markClosed" },
  },
});
