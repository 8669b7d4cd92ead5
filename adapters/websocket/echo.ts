// A websocket that gives back what it is sent, for people who look for a fault between (spec
// rest-api 5.15).
import type { SocketHandlers } from "../../runtime/platform.ts";
import { acceptPeer } from "./accept-peer.ts";
import type { SocketEndpoint } from "./socket-endpoint.ts";

const MESSAGE_BYTES_MAX = 64 * 1024;
/** A peer that sends and does not read is cut. */
const BACKLOG_BYTES_MAX = 1024 * 1024;
const CLOSE_TRY_AGAIN_LATER = 1013;

export const echoSocket: SocketEndpoint = {
  path: "/debug/echo.ws",
  role: "admin",
  summary: "Gives back every message, as text",
  parameters: [],
  takes: [
    { name: "Said", about: "Any text", content: { is: "text" } },
    { name: "SaidInBytes", about: "Bytes that are UTF-8", content: { is: "bytes" } },
  ],
  gives: [{ name: "Echo", about: "The same, as text", content: { is: "text" } }],
  open(call) {
    const handlers: SocketHandlers = {
      open() {},
      text(peer, text) {
        if (peer.bufferedBytes() <= BACKLOG_BYTES_MAX) peer.sendText(text);
        else peer.close(CLOSE_TRY_AGAIN_LATER, "too slow");
      },
      bytes(peer, bytes) {
        // Text frames must be UTF-8; what is none is shown with replacement characters.
        handlers.text(peer, new TextDecoder().decode(bytes));
      },
      drain() {},
      closed() {},
    };
    return acceptPeer(call, handlers, MESSAGE_BYTES_MAX);
  },
};
