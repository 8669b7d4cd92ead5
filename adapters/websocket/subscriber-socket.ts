// A websocket whose peer becomes a subscriber actor: text messages are its wishes, bytes are an
// error, and everything about its life is the actor's business (spec rest-api 7.1).
import type { Subscriber } from "../../actors/subscriber/hub.ts";
import { CLOSE_UNSUPPORTED_DATA } from "../../actors/subscriber/subscriber.ts";
import type { SocketHandlers } from "../../runtime/platform.ts";
import { InboundLimit } from "./inbound-limit.ts";
import { tooManySockets } from "./accept-peer.ts";
import type { SocketCall } from "./socket-endpoint.ts";

/** Largest message of a subscriber: a list of fields, never more. */
export const WISH_BYTES_MAX = 256 * 1024;

export function acceptSubscriber(
  call: SocketCall,
  take: (subscriber: Subscriber, wish: Readonly<Record<string, unknown>>) => void,
): Response | undefined {
  const { subscribers, platform: { clock } } = call.context;
  if (!subscribers.admits()) return tooManySockets();
  const limit = new InboundLimit(clock.now());
  let subscriber: Subscriber | undefined;
  let closing = false;
  const handlers: SocketHandlers = {
    open(peer) {
      subscriber = subscribers.open(peer, call.target, call.login);
    },
    text(_peer, text) {
      if (subscriber === undefined || closing) return;
      if (!limit.take(text.length, clock.now())) {
        closing = true;
        subscriber.flooded();
        return;
      }
      subscriber.send({ type: "PEER_HEARD" });
      const wish = parseWish(text);
      if (wish !== undefined) take(subscriber, wish);
    },
    bytes() {
      closing = true;
      const reason = "messages must be text";
      subscriber?.send({ type: "CLOSE", code: CLOSE_UNSUPPORTED_DATA, reason });
    },
    pong() {
      subscriber?.send({ type: "PEER_HEARD" });
    },
    drain() {
      subscriber?.drained();
    },
    closed() {
      subscriber?.send({ type: "PEER_CLOSED" });
    },
  };
  return call.connection.upgrade(handlers, { maxMessageBytes: WISH_BYTES_MAX });
}

/** A message that is no JSON object is ignored; peers never get an error. */
function parseWish(text: string): Readonly<Record<string, unknown>> | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  return value as Readonly<Record<string, unknown>>;
}
