// All websocket routes.
import { actorsSocket } from "./actors.ts";
import {
  deviceMonitorSocket,
  phyMonitorSocket,
  sourceMonitorSocket,
  viewMonitorSocket,
} from "./device-monitors.ts";
import { echoSocket } from "./echo.ts";
import { eventsSocket } from "./events.ts";
import { metaGpsSocket, webGpsSocket } from "./gps-updates.ts";
import { remoteSourceSocket } from "./remote-source.ts";
import type { SocketEndpoint } from "./socket-endpoint.ts";

export const SOCKETS: readonly SocketEndpoint[] = [
  eventsSocket,
  deviceMonitorSocket,
  viewMonitorSocket,
  phyMonitorSocket,
  sourceMonitorSocket,
  remoteSourceSocket,
  echoSocket,
  webGpsSocket,
  metaGpsSocket,
  actorsSocket,
];
