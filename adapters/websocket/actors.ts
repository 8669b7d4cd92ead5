// The living tree of actors over a websocket: all of them once a second, and the events of those
// that the peer wants to see.
import type { InspectionMessage } from "../../actors/inspect/stately.ts";
import type { SocketHandlers, SocketPeer, TimerHandle } from "../../runtime/platform.ts";
import { ACTOR_SCHEMA, INSPECTION_SCHEMA } from "../http/endpoints/runtime.ts";
import { acceptPeer } from "./accept-peer.ts";
import { InboundLimit } from "./inbound-limit.ts";
import type { SocketCall, SocketEndpoint } from "./socket-endpoint.ts";

const EVERY_MS = 1000;
const MESSAGE_BYTES_MAX = 4 * 1024;
/** Actors one peer may inspect. */
const WATCHED_MAX = 16;
/** A peer that reads more slowly misses events, and is told how many. */
const BACKLOG_BYTES_MAX = 1024 * 1024;
const CLOSE_POLICY_VIOLATION = 1008;
const CLOSE_UNSUPPORTED_DATA = 1003;

export const actorsSocket: SocketEndpoint = {
  path: "/runtime/actors.ws",
  role: "admin",
  summary: "The actors once a second, and every event of those that are inspected",
  parameters: [],
  takes: [{
    name: "InspectWish",
    about:
      "Actors to inspect from now on, or no longer; inspection costs three microseconds an event",
    content: {
      is: "json",
      schema: {
        type: "object",
        properties: {
          inspect: { type: "string", description: "Path of an actor" },
          release: { type: "string", description: "Path of an actor that is inspected" },
        },
      },
    },
  }],
  gives: [
    {
      name: "ActorTree",
      about: "Every actor",
      content: {
        is: "json",
        schema: {
          type: "object",
          properties: {
            actors: { type: "array", items: ACTOR_SCHEMA },
            missed: {
              type: "integer",
              minimum: 0,
              description: "Inspection events that this peer was too slow for",
            },
          },
          required: ["actors", "missed"],
        },
      },
    },
    {
      name: "ActorInspection",
      about: "One message of the Stately inspector",
      content: {
        is: "json",
        schema: {
          type: "object",
          properties: { inspection: INSPECTION_SCHEMA },
          required: ["inspection"],
        },
      },
    },
    {
      name: "InspectRefused",
      about: "A wish that cannot be granted, and why",
      content: {
        is: "json",
        schema: {
          type: "object",
          properties: { refused: { type: "string" }, reason: { type: "string" } },
          required: ["refused", "reason"],
        },
      },
    },
  ],
  open(call) {
    const actors = new ActorsPeer(call);
    const handlers: SocketHandlers = {
      open: (peer) => actors.open(peer),
      text: (peer, text) => actors.text(peer, text),
      bytes: (peer) => peer.close(CLOSE_UNSUPPORTED_DATA, "messages must be text"),
      drain() {},
      closed: () => actors.closed(),
    };
    return acceptPeer(call, handlers, MESSAGE_BYTES_MAX);
  },
};

/** One peer and what it watches. */
class ActorsPeer {
  readonly #call: SocketCall;
  readonly #limit: InboundLimit;
  readonly #watched = new Map<string, () => void>();
  #timer: TimerHandle = undefined;
  #missed = 0;
  #closed = false;

  constructor(call: SocketCall) {
    this.#call = call;
    this.#limit = new InboundLimit(call.context.platform.clock.now());
  }

  open(peer: SocketPeer): void {
    this.#showTree(peer);
  }

  text(peer: SocketPeer, text: string): void {
    if (!this.#limit.take(text.length, this.#call.context.platform.clock.now())) {
      peer.close(CLOSE_POLICY_VIOLATION, "too many messages");
      return;
    }
    const { inspect, release } = wishOf(text);
    if (typeof release === "string") {
      this.#watched.get(release)?.();
      this.#watched.delete(release);
    }
    if (typeof inspect === "string" && !this.#watched.has(inspect)) this.#watch(peer, inspect);
  }

  closed(): void {
    this.#closed = true;
    this.#call.context.platform.clock.clearTimeout(this.#timer);
    for (const remove of this.#watched.values()) remove();
    this.#watched.clear();
  }

  #watch(peer: SocketPeer, path: string): void {
    const refuse = (reason: string) => peer.sendText(JSON.stringify({ refused: path, reason }));
    if (this.#watched.size >= WATCHED_MAX) {
      refuse(`one peer inspects at most ${WATCHED_MAX} actors`);
      return;
    }
    const { inspector } = this.#call.context.stores;
    const remove = inspector.watch(path, (message) => this.#tell(peer, message));
    if (remove === undefined) refuse("there is no such actor, or too many are inspected");
    else this.#watched.set(path, remove);
  }

  #tell(peer: SocketPeer, inspection: InspectionMessage): void {
    if (this.#closed) return;
    if (peer.bufferedBytes() > BACKLOG_BYTES_MAX) this.#missed += 1;
    else peer.sendText(JSON.stringify({ inspection }));
  }

  #showTree(peer: SocketPeer): void {
    if (this.#closed) return;
    const { stores, platform } = this.#call.context;
    if (peer.bufferedBytes() <= BACKLOG_BYTES_MAX) {
      peer.sendText(
        JSON.stringify({ actors: stores.inspector.actors(), missed: this.#missed }),
      );
    }
    this.#timer = platform.clock.setTimeout(() => this.#showTree(peer), EVERY_MS);
  }
}

function wishOf(text: string): { inspect?: unknown; release?: unknown } {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? value : {};
  } catch {
    return {};
  }
}
