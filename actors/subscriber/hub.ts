// All websocket subscribers: makes their actors under one supervisor, caps their number, and shares
// one time-slice budget among them, so that a hundred readers cost the loop no more than one.
import {
  type ActorHandle,
  ActorSystemError,
  type SupervisorHandle,
} from "../../runtime/actor-spec.ts";
import type { Clock, SocketPeer } from "../../runtime/platform.ts";
import type { TimeSlices } from "../../runtime/time-slices.ts";
import type { EventBus } from "../../runtime/topics.ts";
import { Delivery } from "./delivery.ts";
import { DeviceMonitor } from "./device-monitor.ts";
import type { RecordEncoder } from "./encoder.ts";
import {
  CLOSE_GOING_AWAY,
  silence,
  type SubscriberEvent,
  subscriberMachine,
  type SubscriberStore,
} from "./subscriber.ts";
import type { SubscriberRecord } from "./subscriber-record.ts";
import { TopicSubscriptions } from "./topic-subscriptions.ts";

/** Websocket subscribers at a time; more are answered 503. */
export const SUBSCRIBERS_MAX = 256;
const SHUTDOWN_MS = 2_000;

export interface SubscriberHubInput {
  readonly clock: Clock;
  readonly bus: EventBus;
  readonly encoder: RecordEncoder;
  readonly slices: TimeSlices;
  /** The supervisor whose temporary children the subscribers are. */
  readonly supervisor: Pick<SupervisorHandle, "start">;
}

/** One subscriber as its socket holds it. */
export interface Subscriber {
  send(event: SubscriberEvent): void;
  /** The peer's backlog is gone. */
  drained(): void;
}

interface Entry {
  readonly id: number;
  readonly path: string;
  readonly login: string;
  readonly peer: SocketPeer;
  readonly sinceSec: number;
  readonly store: SubscriberStore;
  handle: ActorHandle<SubscriberEvent> | undefined;
}

export class SubscriberHub {
  readonly #input: SubscriberHubInput;
  readonly #entries = new Map<number, Entry>();
  #lastId = 0;
  #reserved = 0;
  /** Connections refused because there were too many. */
  refused = 0;
  /** Peers closed because they read too slowly. */
  overflowed = 0;

  constructor(input: SubscriberHubInput) {
    this.#input = input;
  }

  get size(): number {
    return this.#entries.size + this.#reserved;
  }

  /** Takes a place for a connection about to open; false when there is none. */
  reserve(): boolean {
    if (this.size >= SUBSCRIBERS_MAX) {
      this.refused++;
      return false;
    }
    this.#reserved++;
    return true;
  }

  /** Gives back a place that no connection took. */
  release(): void {
    this.#reserved--;
  }

  /**
   * Starts the actor of a peer whose place was reserved; undefined, with the peer closed, when the
   * supervisor takes no more children because the server is stopping.
   */
  open(peer: SocketPeer, path: string, login: string): Subscriber | undefined {
    this.#reserved--;
    const id = ++this.#lastId;
    const entry: Entry = {
      id,
      path,
      login,
      peer,
      sinceSec: Math.floor(this.#input.clock.now() / 1000),
      store: this.#createStore(id),
      handle: undefined,
    };
    const { store } = entry;
    const handle = this.#start(id, peer, store);
    if (handle === undefined) return undefined;
    entry.handle = handle;
    this.#entries.set(id, entry);
    handle.onStop((reason) => {
      this.#entries.delete(id);
      // A machine that threw ran none of its own last steps.
      silence(store);
      if (reason === "failed") peer.terminate();
    });
    return {
      send: (event) => {
        // False means that the actor has ended, and with it everything that could be asked of it.
        handle.send(event);
      },
      drained: () => store.delivery.drained(),
    };
  }

  /** In order of connection. */
  records(): SubscriberRecord[] {
    return [...this.#entries.values()].map(recordOf);
  }

  #start(
    id: number,
    peer: SocketPeer,
    store: SubscriberStore,
  ): ActorHandle<SubscriberEvent> | undefined {
    try {
      return this.#input.supervisor.start({
        id: `subscriber-${id}`,
        logic: subscriberMachine,
        input: { peer, store },
        restart: "temporary",
        shutdownMs: SHUTDOWN_MS,
      });
    } catch (error) {
      if (!(error instanceof ActorSystemError)) throw error;
      this.refused++;
      peer.close(CLOSE_GOING_AWAY, "the server is stopping");
      return undefined;
    }
  }

  #createStore(id: number): SubscriberStore {
    const { bus, encoder, slices, clock } = this.#input;
    const schedule = (step: (deadlineMs: number) => boolean): void => slices.repeat(step);
    const delivery = new Delivery({
      schedule,
      nowMs: () => clock.now(),
      overflowed: () => {
        this.overflowed++;
        delivery.stop();
        this.#entries.get(id)?.handle?.send({ type: "QUEUE_OVERFLOWED" });
      },
    });
    return {
      delivery,
      topics: new TopicSubscriptions(bus, encoder, delivery),
      monitors: new Map<number, DeviceMonitor>(),
      createMonitor: (wish) => new DeviceMonitor(wish, { clock, encoder, delivery, schedule }),
      monitorsRefused: 0,
    };
  }
}

function recordOf(entry: Entry): SubscriberRecord {
  const { delivery, topics, monitors, monitorsRefused } = entry.store;
  let encodeFailures = delivery.encodeFailures;
  for (const monitor of monitors.values()) encodeFailures += monitor.encodeFailures;
  return {
    id: entry.id,
    path: entry.path,
    remoteAddress: entry.peer.remoteAddress,
    login: entry.login,
    sinceSec: entry.sinceSec,
    state: entry.handle?.state() ?? "",
    topics: topics.topics,
    monitors: monitors.size,
    queued: delivery.depth,
    queuedBytes: delivery.bytes,
    queuedPeak: delivery.highWater,
    backlogBytes: delivery.backlogBytes,
    sent: delivery.sent,
    sentBytes: delivery.sentBytes,
    coalesced: delivery.coalesced,
    dropped: delivery.dropped,
    encodeFailures,
    refused: topics.refused + monitorsRefused,
  };
}
