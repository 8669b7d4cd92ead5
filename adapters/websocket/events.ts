// The event bus as a websocket (spec rest-api 7.2): wishes to hear topics, one message per event.
import { acceptSubscriber } from "./subscriber-socket.ts";
import { parseShape, SHAPE_PROPERTIES } from "./record-encoder.ts";
import type { JsonSchema } from "../../protocols/serialize/json-schema.ts";
import type { SocketEndpoint } from "./socket-endpoint.ts";

const WISH_SCHEMA: JsonSchema = {
  type: "object",
  properties: {
    SUBSCRIBE: { type: "string", description: "Name of a topic, or * for all" },
    UNSUBSCRIBE: { type: "string", description: "Name of a topic, or *" },
    ...SHAPE_PROPERTIES,
  },
};

export const eventsSocket: SocketEndpoint = {
  path: "/eventbus/events.ws",
  role: "readonly",
  summary: "Events of chosen topics as they happen",
  parameters: [],
  takes: [{
    name: "EventWish",
    about: "A topic to hear from now on, or no longer; never answered",
    content: { is: "json", schema: WISH_SCHEMA },
  }],
  gives: [{
    name: "Event",
    about: "What happened, under the name of its topic",
    content: { is: "events" },
  }],
  open: (call) =>
    acceptSubscriber(call, (subscriber, wish) => {
      // Both may be in one message: subscribe first.
      if (typeof wish.SUBSCRIBE === "string") {
        const shape = parseShape(wish);
        if (shape !== undefined) {
          subscriber.send({ type: "SUBSCRIBE", topic: wish.SUBSCRIBE, shape });
        }
      }
      if (typeof wish.UNSUBSCRIBE === "string") {
        subscriber.send({ type: "UNSUBSCRIBE", topic: wish.UNSUBSCRIBE });
      }
    }),
};
