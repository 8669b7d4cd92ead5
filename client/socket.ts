// How a websocket ended.

export interface Closed {
  /** RFC 6455 7.4: 1000 when asked for, 1013 from a server that was read too slowly. */
  readonly code: number;
  readonly reason: string;
}

export function closedOf(socket: WebSocket): Promise<Closed> {
  return new Promise((resolve) => {
    socket.addEventListener("close", ({ code, reason }) => resolve({ code, reason }), {
      once: true,
    });
  });
}
