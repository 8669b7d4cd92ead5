// Websocket subscribers and what waits for them: an address of ours.
import { ROLE_ADMIN } from "../../../actors/session/roles.ts";
import { subscriberTable } from "../../../actors/subscriber/subscriber-record.ts";
import { record } from "../../../protocols/records/field.ts";
import { type Endpoint, RECORD_SUFFIXES, rowsAnswer } from "../endpoint.ts";
import { FIELDS_PARAMETER } from "../parameters.ts";
import { selectionOf } from "../selection-of.ts";

const subscriber = record(() => subscriberTable);

export const subscriberEndpoints: readonly Endpoint[] = [
  {
    path: "/eventbus/subscribers",
    methods: ["GET", "POST"],
    role: ROLE_ADMIN,
    suffixes: RECORD_SUFFIXES,
    summary: "Websocket subscribers with their queues and losses",
    parameters: [FIELDS_PARAMETER],
    result: { is: "list", of: subscriberTable },
    handle: (call) => rowsAnswer(subscriber, call.context.subscribers.records(), selectionOf(call)),
  },
];
