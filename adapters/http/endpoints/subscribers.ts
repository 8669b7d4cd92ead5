// Websocket subscribers and what waits for them: an address of ours.
import { ROLE_ADMIN } from "../../../actors/session/roles.ts";
import {
  subscriberStatisticsTable,
  subscriberTable,
} from "../../../actors/subscriber/subscriber-record.ts";
import { record } from "../../../protocols/records/field.ts";
import { type Endpoint, RECORD_SUFFIXES, recordAnswer, rowsAnswer } from "../endpoint.ts";
import { FIELDS_PARAMETER } from "../parameters.ts";
import { selectionOf } from "../selection-of.ts";

const subscriber = record(() => subscriberTable);
const statistics = record(() => subscriberStatisticsTable);

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
  {
    path: "/eventbus/statistics",
    methods: ["GET", "POST"],
    role: ROLE_ADMIN,
    suffixes: RECORD_SUFFIXES,
    summary: "Counts over all websocket subscribers, with what limits refused",
    parameters: [FIELDS_PARAMETER],
    result: { is: "record", of: subscriberStatisticsTable },
    handle: (call) =>
      recordAnswer(statistics, call.context.subscribers.statistics(), selectionOf(call)),
  },
];
