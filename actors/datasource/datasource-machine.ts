// The life of one datasource (spec device-model 7.2, external-protocol 4.9 and 4.10):
//   starting -> probing -> opening -> capturing{running|paused|finished} -> closing -> closed
//   opening, capturing -> failed -> retrying -> opening
// What each step does is in datasource.ts; packets flow past the machine, in the pump it invokes.
import { assign, fromPromise, setup } from "xstate";
import type { Datasource } from "./datasource.ts";
import { DatasourceError, isOperatingFailure } from "./datasource-error.ts";
import type { SourceEnd } from "./source-type.ts";

export type DatasourceEvent =
  | { readonly type: "DATASOURCE_OPEN" }
  | { readonly type: "DATASOURCE_CLOSE" }
  | { readonly type: "DATASOURCE_PAUSE" }
  | { readonly type: "DATASOURCE_RESUME" }
  | { readonly type: "STOP" };

export interface DatasourceInput {
  readonly source: Datasource;
}

interface DatasourceMachineContext extends DatasourceInput {
  /** What the last step failed with. */
  readonly error: unknown;
}

const probe = fromPromise<void, DatasourceInput>(({ input, signal }) => input.source.adopt(signal));
const open = fromPromise<void, DatasourceInput>(({ input, signal }) => input.source.open(signal));
const pump = fromPromise<SourceEnd, DatasourceInput>(({ input, signal }) =>
  input.source.pump(signal)
);
const end = fromPromise<void, DatasourceInput>(({ input }) => input.source.end());
const release = fromPromise<void, DatasourceInput>(({ input }) => input.source.release());

/** True for the actor states in which a session is open. */
export function isCapturing(state: string): boolean {
  return state.startsWith("capturing");
}

export const datasourceMachine = setup({
  types: {} as {
    context: DatasourceMachineContext;
    input: DatasourceInput;
    events: DatasourceEvent;
  },
  actors: { probe, open, pump, release, end },
  actions: {
    noteError: assign({ error: (_, params: { error: unknown }) => params.error }),
    /** A programmer's error ends this actor; the supervisor starts a new one, which fails politely. */
    crash: ({ context }, params: { error: unknown }) => {
      context.source.crash = params.error;
      throw params.error;
    },
    noteCrash: assign({ error: ({ context }) => context.source.takeCrash() }),
    markOpened: ({ context }) => context.source.markOpened(),
    markPaused: ({ context }) => context.source.markPaused(true),
    markResumed: ({ context }) => context.source.markPaused(false),
    markFinished: ({ context }, params: { end: SourceEnd }) =>
      context.source.markFinished(params.end),
    markOpenFailed: ({ context }) => context.source.markFailed(context.error, true),
    markLost: ({ context }) => context.source.markFailed(context.error, false),
    markRetrying: ({ context }) => context.source.markRetrying(),
    markDisabled: ({ context }) => context.source.markClosed(true, true),
    markDisabledAgain: ({ context }) => context.source.markClosed(true, false),
    markStopped: ({ context }) => context.source.markClosed(false, true),
  },
  guards: {
    crashed: ({ context }) => context.source.crash !== undefined,
    adopted: ({ context }) => context.source.adopted,
    operating: (_, params: { error: unknown }) => isOperatingFailure(params.error),
    /** It turned out to be a source that is there already, before anybody saw it. */
    duplicate: ({ context }, params: { error: unknown }) =>
      params.error instanceof DatasourceError && params.error.code === "duplicate" &&
      !context.source.listed,
    retryWanted: ({ context }) => context.source.record.retry,
    paused: ({ context }) => context.source.record.paused,
    notPaused: ({ context }) => !context.source.record.paused,
  },
  delays: { retry: ({ context }) => context.source.retryDelayMs },
}).createMachine({
  context: ({ input }) => ({ source: input.source, error: undefined }),
  initial: "starting",
  states: {
    starting: {
      always: [
        { guard: "crashed", target: "failed", actions: ["noteCrash", "markLost"] },
        { guard: "adopted", target: "opening" },
        { target: "probing" },
      ],
    },
    probing: {
      invoke: {
        src: "probe",
        input: ({ context }) => ({ source: context.source }),
        onDone: { target: "opening" },
        onError: [
          {
            guard: { type: "operating", params: ({ event }) => ({ error: event.error }) },
            target: "refused",
            actions: { type: "noteError", params: ({ event }) => ({ error: event.error }) },
          },
          { actions: { type: "crash", params: ({ event }) => ({ error: event.error }) } },
        ],
      },
      on: { STOP: { target: "refused" }, DATASOURCE_CLOSE: { target: "refused" } },
    },
    opening: {
      invoke: {
        src: "open",
        input: ({ context }) => ({ source: context.source }),
        onDone: { target: "capturing", actions: "markOpened" },
        onError: [
          {
            guard: { type: "duplicate", params: ({ event }) => ({ error: event.error }) },
            target: "refused",
            actions: { type: "noteError", params: ({ event }) => ({ error: event.error }) },
          },
          {
            guard: { type: "operating", params: ({ event }) => ({ error: event.error }) },
            target: "failed",
            actions: [
              { type: "noteError", params: ({ event }) => ({ error: event.error }) },
              "markOpenFailed",
            ],
          },
          { actions: { type: "crash", params: ({ event }) => ({ error: event.error }) } },
        ],
      },
      on: {
        DATASOURCE_CLOSE: { target: "closing", actions: "markDisabled" },
        STOP: { target: "stopping", actions: "markStopped" },
      },
    },
    capturing: {
      initial: "running",
      invoke: {
        src: "pump",
        input: ({ context }) => ({ source: context.source }),
        onDone: {
          target: ".finished",
          actions: { type: "markFinished", params: ({ event }) => ({ end: event.output }) },
        },
        onError: [
          {
            guard: { type: "operating", params: ({ event }) => ({ error: event.error }) },
            target: "failed",
            actions: [
              { type: "noteError", params: ({ event }) => ({ error: event.error }) },
              "markLost",
            ],
          },
          { actions: { type: "crash", params: ({ event }) => ({ error: event.error }) } },
        ],
      },
      states: {
        running: { on: { DATASOURCE_PAUSE: { target: "paused", actions: "markPaused" } } },
        paused: { on: { DATASOURCE_RESUME: { target: "running", actions: "markResumed" } } },
        // A file that was read stays open, as clients know it; it can still be paused, to no effect.
        finished: {
          on: {
            DATASOURCE_PAUSE: { guard: "notPaused", actions: "markPaused" },
            DATASOURCE_RESUME: { guard: "paused", actions: "markResumed" },
          },
        },
      },
      on: {
        DATASOURCE_CLOSE: { target: "closing", actions: "markDisabled" },
        STOP: { target: "stopping", actions: "markStopped" },
      },
    },
    failed: {
      invoke: {
        src: "release",
        input: ({ context }) => ({ source: context.source }),
        onDone: [{ guard: "retryWanted", target: "retrying" }],
        onError: { actions: { type: "crash", params: ({ event }) => ({ error: event.error }) } },
      },
      on: {
        DATASOURCE_OPEN: { target: "opening" },
        DATASOURCE_CLOSE: { target: "closing", actions: "markDisabledAgain" },
        STOP: { target: "stopping" },
      },
    },
    retrying: {
      entry: "markRetrying",
      after: { retry: { target: "opening" } },
      on: {
        DATASOURCE_OPEN: { target: "opening" },
        DATASOURCE_CLOSE: { target: "closed", actions: "markDisabledAgain" },
        STOP: { target: "stopping" },
      },
    },
    closing: {
      invoke: {
        src: "release",
        input: ({ context }) => ({ source: context.source }),
        onDone: { target: "closed" },
        onError: { actions: { type: "crash", params: ({ event }) => ({ error: event.error }) } },
      },
      on: { STOP: { target: "stopping" } },
    },
    closed: {
      on: {
        DATASOURCE_OPEN: { target: "opening" },
        DATASOURCE_CLOSE: { actions: "markDisabledAgain" },
        STOP: { target: "stopping" },
      },
    },
    stopping: {
      invoke: {
        src: "end",
        input: ({ context }) => ({ source: context.source }),
        onDone: { target: "stopped" },
        onError: { target: "stopped" },
      },
    },
    stopped: { type: "final" },
    /** No type took the definition, or it is a duplicate: it is forgotten. */
    refused: { type: "final" },
  },
});
