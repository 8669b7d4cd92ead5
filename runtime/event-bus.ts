// The event bus: publishes synchronously and in order. What a handler publishes waits until the
// event at hand has reached everybody, so every subscriber sees the same order and nothing recurses.
import { Mailbox } from "./mailbox.ts";
import type { BusEvent, EventBus, Topic, TopicMap } from "./topics.ts";

/** Events that wait while another is being delivered; more are dropped and counted. */
export const BUS_QUEUE_MAX = 65_536;
/** How far events may lead to events that lead to events; beyond, they are dropped and counted. */
export const BUS_CASCADE_MAX = 64;
export const BUS_SUBSCRIBERS_MAX = 65_536;

export interface EventBusOptions {
  readonly queueMax?: number;
  readonly cascadeMax?: number;
  /** Told of each error that a handler throws; the handler stays subscribed. */
  readonly onError?: (error: unknown, event: BusEvent) => void;
}

export interface TopicCounters {
  readonly published: number;
  /** Calls of handlers. */
  readonly delivered: number;
  readonly subscribers: number;
}

export interface BusCounters {
  readonly topics: Readonly<Record<string, TopicCounters>>;
  /** Handlers of all topics ("*"). */
  readonly wildcardSubscribers: number;
  /** Events dropped because `queueMax` waited. */
  readonly droppedQueue: number;
  /** Events dropped because they came `cascadeMax` steps after the one that began it. */
  readonly droppedCascade: number;
  readonly handlerErrors: number;
  readonly queueHighWater: number;
}

export interface CountingEventBus extends EventBus {
  counters(): BusCounters;
}

export function createEventBus(options: EventBusOptions = {}): CountingEventBus {
  return new SynchronousBus(options);
}

interface Subscriber {
  readonly handler: (event: BusEvent) => void;
  /** Sequence of the last event published before it subscribed: it gets none up to that. */
  readonly since: number;
  active: boolean;
}

class TopicState {
  published = 0;
  delivered = 0;
  readonly subscribers: Subscriber[] = [];
}

class PublishedEvent implements BusEvent {
  readonly topic: Topic;
  readonly payload: TopicMap[Topic];
  readonly sequence: number;
  /** Steps from the event that began the cascade. */
  readonly cascade: number;
  #encoded: Map<string, Uint8Array> | undefined = undefined;

  constructor(topic: Topic, payload: TopicMap[Topic], sequence: number, cascade: number) {
    this.topic = topic;
    this.payload = payload;
    this.sequence = sequence;
    this.cascade = cascade;
  }

  /** Made when it is first asked for: most events are never serialized. */
  get encoded(): Map<string, Uint8Array> {
    return (this.#encoded ??= new Map());
  }
}

class SynchronousBus implements CountingEventBus {
  readonly #cascadeMax: number;
  readonly #onError: ((error: unknown, event: BusEvent) => void) | undefined;
  readonly #topics = new Map<string, TopicState>();
  readonly #wildcard = new TopicState();
  /** Published by handlers, waiting for the event at hand to be delivered. */
  readonly #queue: Mailbox<PublishedEvent>;
  #sequence = 0;
  #subscribers = 0;
  /** The event being delivered. */
  #current: PublishedEvent | undefined = undefined;
  /** Lists from which a handler was removed during delivery. */
  readonly #untidy = new Set<Subscriber[]>();
  #droppedCascade = 0;
  #handlerErrors = 0;

  constructor(options: EventBusOptions) {
    const limit = options.queueMax ?? BUS_QUEUE_MAX;
    this.#queue = new Mailbox({ limit, policy: "drop-newest" });
    this.#cascadeMax = options.cascadeMax ?? BUS_CASCADE_MAX;
    this.#onError = options.onError;
  }

  publish<T extends Topic>(topic: T, payload: TopicMap[T]): void {
    const state = this.#topic(topic);
    state.published += 1;
    this.#sequence += 1;
    if (state.subscribers.length === 0 && this.#wildcard.subscribers.length === 0) return;
    const current = this.#current;
    if (!current) {
      this.#run(new PublishedEvent(topic, payload, this.#sequence, 0));
    } else if (current.cascade >= this.#cascadeMax) {
      this.#droppedCascade += 1;
    } else {
      this.#queue.send(new PublishedEvent(topic, payload, this.#sequence, current.cascade + 1));
    }
  }

  subscribe<T extends Topic>(topic: T | "*", handler: (event: BusEvent<T>) => void): () => void {
    if (this.#subscribers >= BUS_SUBSCRIBERS_MAX) {
      throw new RangeError(`more than ${BUS_SUBSCRIBERS_MAX} subscribers of the event bus`);
    }
    this.#subscribers += 1;
    const { subscribers } = topic === "*" ? this.#wildcard : this.#topic(topic);
    const subscriber: Subscriber = {
      // The list of a topic gets events of that topic alone.
      handler: handler as (event: BusEvent) => void,
      since: this.#sequence,
      active: true,
    };
    subscribers.push(subscriber);
    return () => this.#unsubscribe(subscribers, subscriber);
  }

  counters(): BusCounters {
    const topics: Record<string, TopicCounters> = {};
    for (const [topic, { published, delivered, subscribers }] of this.#topics) {
      topics[topic] = { published, delivered, subscribers: subscribers.length };
    }
    return {
      topics,
      wildcardSubscribers: this.#wildcard.subscribers.length,
      droppedQueue: this.#queue.dropped,
      droppedCascade: this.#droppedCascade,
      handlerErrors: this.#handlerErrors,
      queueHighWater: this.#queue.highWater,
    };
  }

  #topic(topic: string): TopicState {
    let state = this.#topics.get(topic);
    if (!state) this.#topics.set(topic, state = new TopicState());
    return state;
  }

  #run(first: PublishedEvent): void {
    let event: PublishedEvent | undefined = first;
    while (event) {
      this.#current = event;
      const state = this.#topic(event.topic);
      this.#deliver(state, state.subscribers, event);
      this.#deliver(state, this.#wildcard.subscribers, event);
      event = this.#queue.shift();
    }
    this.#current = undefined;
    if (this.#untidy.size > 0) this.#tidy();
  }

  #deliver(state: TopicState, subscribers: Subscriber[], event: PublishedEvent): void {
    // Those who subscribe meanwhile are appended behind `end`.
    const end = subscribers.length;
    for (let index = 0; index < end; index++) {
      const subscriber = subscribers[index]!;
      if (!subscriber.active || subscriber.since >= event.sequence) continue;
      state.delivered += 1;
      try {
        subscriber.handler(event);
      } catch (error) {
        this.#failed(error, event);
      }
    }
  }

  #failed(error: unknown, event: PublishedEvent): void {
    this.#handlerErrors += 1;
    try {
      this.#onError?.(error, event);
    } catch {
      // The observer of errors is the last resort; that it failed is counted like any handler.
      this.#handlerErrors += 1;
    }
  }

  #unsubscribe(subscribers: Subscriber[], subscriber: Subscriber): void {
    if (!subscriber.active) return;
    subscriber.active = false;
    this.#subscribers -= 1;
    if (this.#current) this.#untidy.add(subscribers);
    else subscribers.splice(subscribers.indexOf(subscriber), 1);
  }

  #tidy(): void {
    for (const subscribers of this.#untidy) {
      let kept = 0;
      for (const subscriber of subscribers) {
        if (subscriber.active) subscribers[kept++] = subscriber;
      }
      subscribers.length = kept;
    }
    this.#untidy.clear();
  }
}
