// The actors of this server, for people who look inside: addresses of ours.
import { HTTPException } from "hono/http-exception";
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

/** One message, as @statelyai/inspect has them. */
export const INSPECTION_SCHEMA: JsonSchema = {
  type: "object",
  properties: {
    type: { type: "string", enum: ["@xstate.actor", "@xstate.event", "@xstate.snapshot"] },
    sessionId: { ...TEXT, description: "Path of the actor; a child's id follows behind a colon" },
    rootId: TEXT,
    createdAt: { ...TEXT, description: "Milliseconds since 1970" },
    _version: { ...TEXT, description: "Of the inspector whose messages these are" },
    name: TEXT,
    definition: { ...TEXT, description: "The machine as JSON" },
    parentId: TEXT,
    sourceId: TEXT,
    event: {},
    snapshot: {},
  },
  required: ["type", "sessionId", "rootId", "createdAt", "_version"],
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
    path: "/runtime/events.json",
    methods: ["GET"],
    role: ROLE_ADMIN,
    suffixes: NO_SUFFIX,
    summary: "The last events of one actor; asking begins to keep them, for a minute",
    parameters: [{
      name: "actor",
      in: "form",
      type: "string",
      required: false,
      about: "Its path, as in root/packet-chain; without it those of all that are kept",
    }],
    result: {
      is: "json",
      about: "Up to 100 messages of the Stately inspector, the oldest first",
      schema: { type: "array", items: INSPECTION_SCHEMA },
    },
    handle({ context, variables }) {
      const { lastEvents } = context.stores.inspector;
      const path = variables.get("actor");
      const events = path === undefined ? lastEvents.all() : lastEvents.of(path);
      if (events !== undefined) return jsonAnswer(events);
      throw new HTTPException(404, {
        message: "there is no such actor, or too many are inspected",
      });
    },
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
