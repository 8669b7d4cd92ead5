// The life of a plugin's program (spec external-protocol 9.4):
//   running -> ending -> waiting -> running ...   after failures, ever more slowly
//   running -> ending -> ended                    it said goodbye, or ended with status 0
//   any     -> stopping -> stopped                the server stops
import { assign, fromPromise, setup } from "xstate";
import type { HelperEnd, PluginHelper } from "./plugin-helper.ts";

/** The first wait after a failure; each further one in a row doubles it. */
export const RESTART_MS_MIN = 1_000;
export const RESTART_MS_MAX = 60_000;
/** Living so long, a program has not failed in a row. */
export const STEADY_MS = 60_000;

export type PluginEvent = { readonly type: "STOP" };

interface PluginContext {
  readonly helper: PluginHelper;
  readonly failures: number;
  readonly end: HelperEnd;
}

const NOT_ENDED: HelperEnd = { reason: "", announced: false, final: false };

const run = fromPromise<HelperEnd, { helper: PluginHelper }>(({ input, signal }) =>
  input.helper.run(signal)
);
const terminate = fromPromise<void, { helper: PluginHelper }>(({ input }) =>
  input.helper.terminate()
);

export const pluginMachine = setup({
  types: {} as {
    context: PluginContext;
    input: { readonly helper: PluginHelper };
    events: PluginEvent;
  },
  actors: { run, terminate },
  actions: {
    noteEnd: assign((_, params: { end: HelperEnd }) => ({ end: params.end })),
    noteError: assign((_, params: { error: unknown }) => ({
      end: { ...NOT_ENDED, reason: `it could not be started: ${textOf(params.error)}` },
    })),
    countFailure: assign({
      failures: ({ context: { helper, failures } }) => {
        const { clock } = helper.input.platform;
        const isSteady = helper.startedMs > 0 && clock.now() - helper.startedMs >= STEADY_MS;
        return isSteady ? 1 : failures + 1;
      },
    }),
    tellEnd: ({ context: { helper, end } }) => {
      const { record, services } = helper.input;
      record.reason = end.reason;
      const text = `${helper.label}: ${end.reason}`;
      if (end.final) services.messages.info(text);
      else services.messages.error(text);
    },
    tellWait: ({ context }) => {
      const { helper } = context;
      helper.input.services.messages.info(
        `${helper.label}: it is started again in ${restartMs(context) / 1000} s`,
      );
    },
    countRestart: ({ context }) => {
      context.helper.input.record.restarts += 1;
    },
  },
  guards: {
    restarts: ({ context: { helper, end } }) => !end.final && helper.input.plugin.manifest.restarts,
  },
  delays: { restart: ({ context }) => restartMs(context) },
}).createMachine({
  context: ({ input }) => ({ helper: input.helper, failures: 0, end: NOT_ENDED }),
  initial: "running",
  states: {
    running: {
      invoke: {
        src: "run",
        input: ({ context }) => ({ helper: context.helper }),
        onDone: {
          target: "ending",
          actions: { type: "noteEnd", params: ({ event }) => ({ end: event.output }) },
        },
        onError: {
          target: "ending",
          actions: { type: "noteError", params: ({ event }) => ({ error: event.error }) },
        },
      },
      on: { STOP: "stopping" },
    },
    ending: {
      entry: ["tellEnd", "countFailure"],
      invoke: {
        src: "terminate",
        input: ({ context }) => ({ helper: context.helper }),
        onDone: [{ guard: "restarts", target: "waiting" }, { target: "ended" }],
        onError: { target: "ended" },
      },
      on: { STOP: "stopping" },
    },
    waiting: {
      entry: "tellWait",
      after: { restart: { target: "running", actions: "countRestart" } },
      on: { STOP: "stopping" },
    },
    ended: { on: { STOP: "stopping" } },
    stopping: {
      invoke: {
        src: "terminate",
        input: ({ context }) => ({ helper: context.helper }),
        onDone: "stopped",
        onError: "stopped",
      },
    },
    stopped: { type: "final" },
  },
});

function restartMs({ failures }: PluginContext): number {
  return Math.min(RESTART_MS_MAX, RESTART_MS_MIN * 2 ** Math.max(0, failures - 1));
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
