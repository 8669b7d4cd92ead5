// Accepts a websocket under the limit that all connections share. A place is taken when the handshake
// is done, not before: one that breaks off half way tells nobody.
import type { SocketHandlers } from "../../runtime/platform.ts";
import type { SocketCall } from "./socket-endpoint.ts";

export function acceptPeer(
  { context: { subscribers }, connection }: SocketCall,
  handlers: SocketHandlers,
  maxMessageBytes: number,
): Response | undefined {
  if (!subscribers.admits()) return tooManySockets();
  let entered = false;
  return connection.upgrade({
    ...handlers,
    open(peer) {
      entered = subscribers.enter(peer);
      if (entered) handlers.open(peer);
    },
    closed(peer, code, reason) {
      if (!entered) return;
      subscribers.leave();
      handlers.closed(peer, code, reason);
    },
  }, { maxMessageBytes });
}

/** Said before the upgrade, where clients can read it. */
export function tooManySockets(): Response {
  return new Response("There are too many websocket connections\n", { status: 503 });
}
