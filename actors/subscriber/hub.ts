// All websocket subscribers: makes their actors under one supervisor, caps their number, and shares
// one time-slice budget among them, so that a hundred readers cost the loop no more than one.
import {
  type ActorHandle,
  ActorSystemError,
  type SupervisorHandle,
} from "../../runtime/actor-spec.ts";
import type { Clock, SocketPeer } from "../../runtime/platform.ts";
import { SliceGroup } from "../../runtime/slice-group.ts";
import type { TimeSlices } from "../../runtime/time-slices.ts";
import type { EventBus } from "../../runtime/topics.ts";
import { Delivery } from "./delivery.ts";
import { DeviceMonitor } from "./device-monitor.ts";
import type { RecordEncoder } from "./encoder.ts";
import { SharedDevices } from "./shared-devices.ts";
import {
  CLOSE_GOING_AWAY,
  CLOSE_POLICY_VIOLATION,
  CLOSE_TRY_AGAIN_LATER,
  silence,
  type SubscriberEvent,
  subscriberMachine,
  type SubscriberStore,
} from "./subscriber.ts";
import type { SubscriberRecord, SubscriberStatistics } from "./subscriber-record.ts";
import { TopicSubscriptions } from "./topic-subscriptions.ts";

/** Websocket subscribers at a time; more are answered 503. */
export const SUBSCRIBERS_MAX = 2048;
/**
 * Bytes that wait for all slow readers together, in our queues and in the engine; beyond, those with
 * the most have to go. Bytes that several wait for are one copy, and count for each of them.
 */
export const HELD_BYTES_MAX = 256 * 1024 * 1024;
const HELD_CHECK_MS = 100;
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
  /** It sent more than it may, and has to go. */
  flooded(): void;
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
  readonly #ready: SliceGroup;
  readonly #devices: SharedDevices;
  #lastId = 0;
  #others = 0;
  #nextHeldCheckMs = 0;
  /** Bytes that waited for all readers at the last look. */
  heldBytes = 0;
  /** Connections refused because there were too many. */
  refused = 0;
  /** Peers closed because they read too slowly. */
  overflowed = 0;
  /** Of these, those that held the most when all together held too much. */
  evicted = 0;
  /** Peers closed because they sent too much. */
  flooded = 0;
  /** Over all subscribers that have gone. */
  #gone = { sent: 0, sentBytes: 0, coalesced: 0, dropped: 0 };

  constructor(input: SubscriberHubInput) {
    this.#input = input;
    this.#ready = new SliceGroup(input.slices, () => input.clock.now());
    this.#devices = new SharedDevices(input.encoder, () => input.clock.now());
  }

  get size(): number {
    return this.#entries.size + this.#others;
  }

  /** Whether one more may connect; counted when not. */
  admits(): boolean {
    if (this.size < SUBSCRIBERS_MAX) return true;
    this.refused++;
    return false;
  }

  /** A websocket that is no subscriber takes a place; false, with the peer closed, without one. */
  enter(peer: SocketPeer): boolean {
    if (!this.admits()) {
      peer.close(CLOSE_TRY_AGAIN_LATER, "there are too many websocket connections");
      return false;
    }
    this.#others++;
    return true;
  }

  leave(): void {
    this.#others--;
  }

  /**
   * Starts the actor of a peer; undefined, with the peer closed, when others took the last place
   * since it was admitted, or when the server is stopping and its supervisor takes no more children.
   */
  open(peer: SocketPeer, path: string, login: string): Subscriber | undefined {
    if (!this.admits()) {
      peer.close(CLOSE_TRY_AGAIN_LATER, "there are too many websocket connections");
      return undefined;
    }
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
      this.#remember(store.delivery);
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
      flooded: () => {
        this.flooded++;
        handle.send({ type: "CLOSE", code: CLOSE_POLICY_VIOLATION, reason: "too many messages" });
      },
    };
  }

  /** Counts over all subscribers since the start. */
  statistics(): SubscriberStatistics {
    const { sent, sentBytes, coalesced, dropped } = this.#gone;
    const sum = { sent, sentBytes, coalesced, dropped };
    for (const { store } of this.#entries.values()) addCounts(sum, store.delivery);
    return {
      ...sum,
      connections: this.size,
      opened: this.#lastId,
      heldBytes: this.heldBytes,
      refused: this.refused,
      overflowed: this.overflowed,
      evicted: this.evicted,
      flooded: this.flooded,
      recordsWritten: this.#devices.written,
      recordsShared: this.#devices.shared,
    };
  }

  #remember(delivery: Delivery): void {
    addCounts(this.#gone, delivery);
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

  /** Now and then: when all readers together hold too much, those with the most have to go. */
  #limitHeld(): void {
    const nowMs = this.#input.clock.now();
    if (nowMs < this.#nextHeldCheckMs && this.#nextHeldCheckMs - nowMs <= HELD_CHECK_MS) return;
    this.#nextHeldCheckMs = nowMs + HELD_CHECK_MS;
    const deliveries = [...this.#entries.values()].map(({ store }) => store.delivery);
    this.heldBytes = deliveries.reduce((sum, one) => sum + one.heldBytes, 0);
    if (this.heldBytes <= HELD_BYTES_MAX) return;
    for (const delivery of deliveries.sort((a, b) => b.heldBytes - a.heldBytes)) {
      this.heldBytes -= delivery.heldBytes;
      this.evicted++;
      delivery.overflow();
      if (this.heldBytes <= HELD_BYTES_MAX) return;
    }
  }

  #createStore(id: number): SubscriberStore {
    const { bus, encoder, clock } = this.#input;
    const schedule = (step: (deadlineMs: number) => boolean): void => {
      this.#ready.repeat(step);
      this.#limitHeld();
    };
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
      createMonitor: (wish) =>
        new DeviceMonitor(wish, { clock, records: this.#devices, delivery, schedule }),
      monitorsRefused: 0,
    };
  }
}

interface DeliveryCounts {
  sent: number;
  sentBytes: number;
  coalesced: number;
  dropped: number;
}

function addCounts(sum: DeliveryCounts, delivery: Delivery): void {
  sum.sent += delivery.sent;
  sum.sentBytes += delivery.sentBytes;
  sum.coalesced += delivery.coalesced;
  sum.dropped += delivery.dropped;
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
