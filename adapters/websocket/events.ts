// The event bus as a websocket (spec rest-api 7.2): wishes to hear topics, one message per event.
import { acceptSubscriber } from "./subscriber-socket.ts";
import { parseShape } from "./record-encoder.ts";
import type { SocketEndpoint } from "./socket-endpoint.ts";

export const eventsSocket: SocketEndpoint = {
  path: "/eventbus/events.ws",
  role: "readonly",
  summary: "Events of chosen topics as they happen",
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
