// Sensors over websockets (spec external-protocol 6.2): binary messages, one frame each.
import { SocketLink } from "../../actors/remote/socket-link.ts";
import type { SocketEndpoint } from "./socket-endpoint.ts";

/** Largest frame, with room for its header. */
const MESSAGE_BYTES_MAX = 1024 * 1024 + 64;

export const remoteSourceSocket: SocketEndpoint = {
  path: "/datasource/remote/remotesource.ws",
  role: "datasource",
  summary: "A sensor elsewhere: frames of the helper protocol, one each binary message",
  parameters: [],
  takes: [
    {
      name: "SensorFrame",
      about: "A frame of the sensor, NEWSOURCE first",
      content: { is: "bytes" },
    },
  ],
  gives: [{ name: "ServerFrame", about: "A frame of the server", content: { is: "bytes" } }],
  open({ context, connection, login }) {
    const { remote, platform } = context;
    if (remote === undefined) return undefined;
    return connection.upgrade(
      SocketLink.handlers(login, platform.clock, (link) => remote.take(link)),
      { maxMessageBytes: MESSAGE_BYTES_MAX },
    );
  },
};
