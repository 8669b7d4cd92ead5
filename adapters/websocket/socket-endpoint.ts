// What a websocket route is: like a REST endpoint one plain object, in the list `sockets.ts` (spec
// rest-api 7).
import type { RouteRole } from "../../actors/session/roles.ts";
import type { RequestConnection } from "../../runtime/platform.ts";
import type { JsonSchema } from "../../protocols/serialize/json-schema.ts";
import type { HttpContext } from "../http/context.ts";
import type { Parameter, ResultTable } from "../http/endpoint.ts";

/** A kind of message on a websocket, as documents and the types of clients show it. */
export interface SocketMessage {
  /** In the style of types: `Subscribe`. */
  readonly name: string;
  readonly about: string;
  readonly content: MessageContent;
}

export type MessageContent =
  /** One message is one JSON value. */
  | { readonly is: "json"; readonly schema: JsonSchema }
  | { readonly is: "record"; readonly of: ResultTable }
  /** An event: an object with the members of its topic, for every topic there is. */
  | { readonly is: "events" }
  | { readonly is: "text" }
  | { readonly is: "bytes" };

export interface SocketEndpoint {
  /** The whole path, `/eventbus/events.ws`. */
  readonly path: string;
  readonly role: RouteRole;
  readonly summary: string;
  /** Those in the path. */
  readonly parameters: readonly Parameter[];
  /** Messages from clients; anything else is ignored, or ends the connection. */
  readonly takes: readonly SocketMessage[];
  /** Messages to clients. */
  readonly gives: readonly SocketMessage[];
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
