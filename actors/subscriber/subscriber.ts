// The actor of one websocket peer (spec rest-api 7.1): it listens to topics and monitors devices for
// its client, asks silent peers whether they are still there, and closes with a code that says why.
// Its queue is a plain store (`delivery.ts`); the machine is about the peer's life only.
import { assign, setup } from "xstate";
import type { SocketPeer } from "../../runtime/platform.ts";
import type { DeviceMonitor, MonitorWish } from "./device-monitor.ts";
import type { Delivery } from "./delivery.ts";
import type { Shape } from "./encoder.ts";
import type { TopicSubscriptions } from "./topic-subscriptions.ts";

/** Silence after which the peer is asked, and after which the question counts as unanswered. */
export const PING_INTERVAL_MS = 120_000;
export const PINGS_UNANSWERED_MAX = 2;
/** How long the closing handshake may take. */
export const CLOSE_GRACE_MS = 5_000;
/** Monitors one connection may have; further ones are refused and counted. */
export const MONITORS_MAX = 32;

/** Close codes (RFC 6455 7.4.1; 1013 from the IANA registry). */
export const CLOSE_GOING_AWAY = 1001;
export const CLOSE_UNSUPPORTED_DATA = 1003;
export const CLOSE_POLICY_VIOLATION = 1008;
export const CLOSE_TRY_AGAIN_LATER = 1013;

/** Everything of one peer that is not its life; made by the hub. */
export interface SubscriberStore {
  readonly delivery: Delivery;
  readonly topics: TopicSubscriptions;
  readonly monitors: Map<number, DeviceMonitor>;
  createMonitor(wish: MonitorWish): DeviceMonitor;
  /** Monitors refused because there were too many. */
  monitorsRefused: number;
}

export interface SubscriberInput {
  readonly peer: SocketPeer;
  readonly store: SubscriberStore;
}

export type SubscriberEvent =
  | { type: "SUBSCRIBE"; topic: string; shape: Shape }
  | { type: "UNSUBSCRIBE"; topic: string }
  | { type: "MONITOR_START"; wish: MonitorWish }
  | { type: "MONITOR_CANCEL"; request: number }
  | { type: "PEER_HEARD" }
  | { type: "PEER_CLOSED" }
  | { type: "QUEUE_OVERFLOWED" }
  | { type: "CLOSE"; code: number; reason: string }
  | { type: "STOP" };

interface SubscriberContext extends SubscriberInput {
  unanswered: number;
  code: number;
  reason: string;
}

export const subscriberMachine = setup({
  types: {} as {
    context: SubscriberContext;
    input: SubscriberInput;
    events: SubscriberEvent;
  },
  actions: {
    attach: ({ context }) => context.store.delivery.attach(context.peer),
    subscribe: ({ context }, params: { topic: string; shape: Shape }) =>
      context.store.topics.subscribe(params.topic, params.shape),
    unsubscribe: ({ context }, params: { topic: string }) =>
      context.store.topics.unsubscribe(params.topic),
    startMonitor: ({ context }, params: { wish: MonitorWish }) =>
      startMonitor(context.store, params.wish),
    cancelMonitor: ({ context }, params: { request: number }) =>
      cancelMonitor(context.store, params.request),
    ping: ({ context }) => context.peer.ping(),
    noteUnanswered: assign({ unanswered: ({ context }) => context.unanswered + 1 }),
    noteHeard: assign({ unanswered: 0 }),
    noteClose: assign((_, params: { code: number; reason: string }) => params),
    silence: ({ context }) => silence(context.store),
    close: ({ context }) => context.peer.close(context.code, context.reason),
    terminate: ({ context }) => context.peer.terminate(),
  },
  guards: {
    gaveUp: ({ context }) => context.unanswered >= PINGS_UNANSWERED_MAX,
  },
  delays: { pingInterval: PING_INTERVAL_MS, closeGrace: CLOSE_GRACE_MS },
}).createMachine({
  context: ({ input }) => ({ ...input, unanswered: 0, code: CLOSE_GOING_AWAY, reason: "" }),
  initial: "open",
  states: {
    open: {
      entry: "attach",
      initial: "listening",
      on: {
        SUBSCRIBE: { actions: { type: "subscribe", params: ({ event }) => event } },
        UNSUBSCRIBE: { actions: { type: "unsubscribe", params: ({ event }) => event } },
        MONITOR_START: { actions: { type: "startMonitor", params: ({ event }) => event } },
        MONITOR_CANCEL: { actions: { type: "cancelMonitor", params: ({ event }) => event } },
        PEER_HEARD: { target: ".listening", actions: "noteHeard", reenter: true },
        QUEUE_OVERFLOWED: {
          target: "closing",
          actions: {
            type: "noteClose",
            params: { code: CLOSE_TRY_AGAIN_LATER, reason: "the reader is too slow" },
          },
        },
        CLOSE: {
          target: "closing",
          actions: {
            type: "noteClose",
            params: ({ event }) => ({ code: event.code, reason: event.reason }),
          },
        },
        // A stopping actor hears nothing more, so the handshake is left to the engine.
        STOP: {
          target: "closed",
          actions: [
            {
              type: "noteClose",
              params: { code: CLOSE_GOING_AWAY, reason: "the server is stopping" },
            },
            "close",
          ],
        },
      },
      states: {
        listening: { after: { pingInterval: "asking" } },
        asking: {
          entry: ["ping", "noteUnanswered"],
          after: {
            pingInterval: [
              { guard: "gaveUp", target: "#lost" },
              { target: "asking", reenter: true },
            ],
          },
        },
      },
    },
    /** The closing handshake runs; nothing is queued any more. */
    closing: {
      entry: ["silence", "close"],
      after: { closeGrace: { target: "lost" } },
    },
    lost: { id: "lost", entry: ["silence", "terminate"], always: "closed" },
    closed: { entry: "silence", type: "final" },
  },
  on: { PEER_CLOSED: ".closed" },
});

function startMonitor(store: SubscriberStore, wish: MonitorWish): void {
  cancelMonitor(store, wish.request);
  if (store.monitors.size >= MONITORS_MAX) {
    store.monitorsRefused++;
    return;
  }
  store.monitors.set(wish.request, store.createMonitor(wish));
}

function cancelMonitor(store: SubscriberStore, request: number): void {
  store.monitors.get(request)?.stop();
  store.monitors.delete(request);
}

/** Stops listening, ticking and queueing; again does nothing. */
export function silence(store: SubscriberStore): void {
  store.topics.clear();
  for (const monitor of store.monitors.values()) monitor.stop();
  store.monitors.clear();
  store.delivery.stop();
}
