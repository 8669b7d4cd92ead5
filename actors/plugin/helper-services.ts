// What helpers may use of the server; given by whoever wires it.
import type { Clock } from "../../runtime/platform.ts";
import type { BusEvent, EventBus } from "../../runtime/topics.ts";
import type { Token } from "../session/token.ts";
import type { HelperRoutes } from "./helper-routes.ts";
import type { RelayMessages } from "./message-relay.ts";

export interface HelperServices {
  readonly clock: Clock;
  readonly bus: EventBus;
  readonly messages: RelayMessages;
  readonly routes: HelperRoutes;
  /** The content of an event as JSON in UTF-8. */
  encodeEvent(event: BusEvent): Uint8Array;
  readonly tokens: HelperTokens | undefined;
  yieldToLoop(): Promise<void>;
}

/** Tokens that end with the helper they were made for. */
export interface HelperTokens {
  createHelper(name: string, role: string): Token;
  revokeHelper(token: Token): void;
}
