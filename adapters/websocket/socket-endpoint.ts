// What a websocket route is: like a REST endpoint one plain object, in the list `sockets.ts` (spec
// rest-api 7).
import type { RouteRole } from "../../actors/session/roles.ts";
import type { RequestConnection } from "../../runtime/platform.ts";
import type { HttpContext } from "../http/context.ts";

export interface SocketEndpoint {
  /** The whole path, `/eventbus/events.ws`. */
  readonly path: string;
  readonly role: RouteRole;
  readonly summary: string;
  /**
   * Accepts the upgrade. Undefined: there is no such thing here (404), or the request is no
   * handshake after all.
   */
  open(call: SocketCall): Response | undefined;
}

export interface SocketCall {
  readonly context: HttpContext;
  readonly connection: RequestConnection;
  /** The path as it was asked for. */
  readonly target: string;
  /** Path parameters, percent-decoded. */
  readonly path: Readonly<Record<string, string>>;
  /** Name of the login, "" for an embedding program. */
  readonly login: string;
}
