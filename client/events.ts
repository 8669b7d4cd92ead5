// The event bus of a server: handlers by topic, over one websocket.
import { TOPIC_KEYS, type Topics } from "./routes.gen.ts";
import type { Fields } from "./selection.ts";
import { type Closed, closedOf } from "./socket.ts";

type Handler = (event: never) => void;

const TOPICS = Object.keys(TOPIC_KEYS) as (keyof Topics)[];

export class EventStream {
  /** Resolves when the connection has ended, by whichever side. */
  readonly closed: Promise<Closed>;
  readonly #socket: WebSocket;
  readonly #handlers = new Map<keyof Topics, Handler>();

  constructor(socket: WebSocket) {
    this.#socket = socket;
    this.closed = closedOf(socket);
    socket.addEventListener("message", (message) => this.#take(String(message.data)));
  }

  /**
   * Hears a topic from now on. A second call for the same topic takes the place of the first;
   * `fields` chooses members of the records in its events, which are then all the handler gets.
   */
  subscribe<Topic extends keyof Topics>(
    topic: Topic,
    handler: (event: Topics[Topic]) => void,
    options: { readonly fields?: Fields } = {},
  ): void {
    this.#handlers.set(topic, handler as Handler);
    this.#socket.send(JSON.stringify({ SUBSCRIBE: topic, ...options }));
  }

  unsubscribe(topic: keyof Topics): void {
    this.#handlers.delete(topic);
    this.#socket.send(JSON.stringify({ UNSUBSCRIBE: topic }));
  }

  close(): void {
    this.#socket.close();
  }

  #take(text: string): void {
    const event = JSON.parse(text) as Record<string, unknown>;
    const keys = Object.keys(event);
    const topic = TOPICS.find((one) => {
      const wanted = TOPIC_KEYS[one];
      return wanted.length === keys.length && wanted.every((key) => key in event);
    });
    // Topics of helpers have no types, and one that was just left may still come.
    if (topic !== undefined) this.#handlers.get(topic)?.(event as never);
  }
}
