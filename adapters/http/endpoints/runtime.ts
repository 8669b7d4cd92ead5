// The actors of this server, for people who look inside: addresses of ours.
import { ROLE_ADMIN } from "../../../actors/session/roles.ts";
import type { JsonSchema } from "../../../protocols/serialize/json-schema.ts";
import { type Endpoint, jsonAnswer, NO_SUFFIX, textAnswer } from "../endpoint.ts";

const TEXT: JsonSchema = { type: "string" };
const COUNT: JsonSchema = { type: "integer", minimum: 0 };

export const ACTOR_SCHEMA: JsonSchema = {
  type: "object",
  properties: {
    path: { ...TEXT, description: "Ids from the root supervisor down, joined by slashes" },
    kind: { type: "string", enum: ["actor", "supervisor"] },
    state: { ...TEXT, description: "State of its machine, else how it lives" },
    life: {
      type: "string",
      enum: ["stopped", "running", "waiting", "stopping", "finished", "failed"],
    },
    restarts: COUNT,
    lastError: { ...TEXT, description: "Why it failed last; empty when it never did" },
    eventsPerSecond: { type: "number", description: "Between the last two looks" },
    mailbox: {
      type: "object",
      description: "Events that wait, and counts since the start; only actors have it",
      properties: {
        limit: COUNT,
        policy: TEXT,
        depth: COUNT,
        bytes: COUNT,
        highWater: COUNT,
        accepted: COUNT,
        dropped: COUNT,
        coalesced: COUNT,
        refused: COUNT,
      },
    },
    inspected: { type: "boolean", description: "Somebody listens to its events" },
  },
  required: ["path", "kind", "state", "life", "restarts", "lastError", "eventsPerSecond"],
};

export const runtimeEndpoints: readonly Endpoint[] = [
  {
    path: "/runtime/actors.json",
    methods: ["GET"],
    role: ROLE_ADMIN,
    suffixes: NO_SUFFIX,
    summary: "Every actor with its state, mailbox, rate and restarts",
    parameters: [],
    result: {
      is: "json",
      about: "Each actor after its supervisor",
      schema: { type: "array", items: ACTOR_SCHEMA },
    },
    handle: ({ context }) => jsonAnswer(context.stores.inspector.actors()),
  },
  {
    path: "/runtime/actors.mermaid",
    methods: ["GET"],
    role: ROLE_ADMIN,
    suffixes: NO_SUFFIX,
    summary: "The tree of actors as a Mermaid flowchart",
    parameters: [],
    result: { is: "text", about: "A Mermaid flowchart" },
    handle: ({ context }) => textAnswer(context.stores.inspector.mermaid()),
  },
];
