// The topics one peer listens to (spec rest-api 7.2): one subscription per topic, `*` beside named
// ones, unknown topics taken silently because they may appear later.
import type { BusEvent, EventBus, Topic } from "../../runtime/topics.ts";
import type { Delivery, DeliverySource, QueuedMessage } from "./delivery.ts";
import { encodeOnce, type RecordEncoder, type Shape } from "./encoder.ts";

/** Topics one connection may listen to; further ones are refused and counted. */
export const TOPICS_MAX = 64;
export const TOPIC_LENGTH_MAX = 128;

/** Sent every second whether or not something happened: of these only the newest is worth keeping. */
export const STATUS_TOPICS: ReadonlySet<string> = new Set([
  "TIMESTAMP",
  "BATTERY",
  "STATISTICS",
  "PACKETCHAIN_STATS",
  "GPS_LOCATION",
  "RADIATION",
]);

export class TopicSubscriptions {
  readonly #bus: EventBus;
  readonly #encoder: RecordEncoder;
  readonly #delivery: Delivery;
  readonly #removers = new Map<string, () => void>();
  refused = 0;

  constructor(bus: EventBus, encoder: RecordEncoder, delivery: Delivery) {
    this.#bus = bus;
    this.#encoder = encoder;
    this.#delivery = delivery;
  }

  get topics(): string[] {
    return [...this.#removers.keys()];
  }

  /** Subscribing again replaces the earlier subscription, with its messages still waiting. */
  subscribe(topic: string, shape: Shape): void {
    if (topic.length > TOPIC_LENGTH_MAX) {
      this.refused++;
      return;
    }
    this.unsubscribe(topic);
    if (this.#removers.size >= TOPICS_MAX) {
      this.refused++;
      return;
    }
    const source = new TopicSource(this.#encoder, shape);
    const delivery = this.#delivery;
    const take = (event: BusEvent): void => {
      delivery.push(event, source, STATUS_TOPICS.has(event.topic));
    };
    // A topic nobody knows is an empty list to the bus, so the cast only quiets the type checker.
    this.#removers.set(topic, this.#bus.subscribe(topic as Topic, take));
  }

  unsubscribe(topic: string): void {
    const remove = this.#removers.get(topic);
    if (remove === undefined) return;
    this.#removers.delete(topic);
    remove();
  }

  clear(): void {
    for (const remove of this.#removers.values()) remove();
    this.#removers.clear();
  }
}

class TopicSource implements DeliverySource {
  readonly replaceable = new Map<string, QueuedMessage>();
  readonly #encoder: RecordEncoder;
  readonly #shape: Shape;

  constructor(encoder: RecordEncoder, shape: Shape) {
    this.#encoder = encoder;
    this.#shape = shape;
  }

  encode(event: BusEvent): Uint8Array {
    return encodeOnce(this.#encoder, event, this.#shape);
  }
}
