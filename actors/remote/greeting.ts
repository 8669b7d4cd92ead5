// How a sensor introduces itself (spec external-protocol 6.1): it announces one source, and until it
// has, nothing else is done for it but answering pings and passing on a few words.
import { NIL_UUID, parseUuid } from "../../protocols/uuid.ts";
import type { Clock } from "../../runtime/platform.ts";
import { DatasourceError } from "../datasource/datasource-error.ts";
import { parseDefinition, printable, type SourceDefinition } from "../datasource/definition.ts";
import { DRIVER_ALIASES } from "../helper/helper-drivers.ts";
import type { HelperPeer } from "../helper/helper-peer.ts";

/** From the connection to the announcement. */
export const GREETING_MS_MAX = 5_000;
/** Words to people before the announcement; further ones are passed over. */
export const GREETING_MESSAGES_MAX = 5;

export interface Greeting {
  readonly definition: SourceDefinition;
  readonly type: string;
  readonly uuid: string;
}

export interface GreetingEvents {
  message(text: string): void;
  /** It sent what it may not send yet, or ever. */
  refused(): void;
}

/** Resolves with what was announced; rejects when nothing was in time, or nonsense. */
export async function greet(
  peer: HelperPeer,
  clock: Clock,
  events: GreetingEvents,
): Promise<Greeting> {
  const timer = clock.setTimeout(() => {
    const seconds = GREETING_MS_MAX / 1000;
    peer.fail("timeout", `it announced no source within ${seconds} seconds`);
  }, GREETING_MS_MAX);
  let told = 0;
  try {
    for (;;) {
      const taken = peer.take();
      if (taken === "more") {
        await peer.readMore();
        continue;
      }
      const { message } = peer.conversation;
      if (taken === "message" && message.kind === "newSource") return greetingOf(message);
      if (taken !== "message" || message.kind !== "message") events.refused();
      else if (told++ < GREETING_MESSAGES_MAX) events.message(message.text);
    }
  } finally {
    clock.clearTimeout(timer);
  }
}

function greetingOf(
  message: { definition: string; sourceType: string; uuid: string },
): Greeting {
  const definition = parseDefinition(message.definition);
  const named = definition.options.get("uuid") ?? message.uuid;
  const uuid = parseUuid(named.trim());
  if (uuid === undefined || uuid === NIL_UUID) {
    throw new DatasourceError("definition", `it announced the UUID '${printable(named)}'`);
  }
  const type = message.sourceType.trim();
  return { definition, uuid, type: DRIVER_ALIASES.get(type) ?? type };
}
