// The message log (spec rest-api 5.3).
import { record } from "../../../protocols/records/field.ts";
import {
  message,
  MESSAGE_LIST_TABLE,
  MESSAGE_TABLE,
} from "../../../protocols/records/server-tables.ts";
import { type Endpoint, RECORD_SUFFIXES, recordAnswer, rowsAnswer } from "../endpoint.ts";
import { noSuchObject } from "../errors.ts";
import { FIELDS_PARAMETER, TIME_PARAMETER } from "../parameters.ts";
import { selectionOf } from "../selection-of.ts";
import { parseWholeTime } from "../times.ts";

const messageList = record(() => MESSAGE_LIST_TABLE);

export const messageEndpoints: readonly Endpoint[] = [
  {
    path: "/messagebus/all_messages",
    methods: ["GET", "POST"],
    role: "readonly",
    suffixes: RECORD_SUFFIXES,
    summary: "The latest messages",
    parameters: [FIELDS_PARAMETER],
    result: { is: "list", of: MESSAGE_TABLE },
    handle: (call) => rowsAnswer(message, call.context.stores.messages.all(), selectionOf(call)),
  },
  {
    path: "/messagebus/last-time/{time}/messages",
    methods: ["GET", "POST"],
    role: "readonly",
    suffixes: RECORD_SUFFIXES,
    summary: "Messages newer than a time",
    parameters: [TIME_PARAMETER, FIELDS_PARAMETER],
    result: { is: "record", of: MESSAGE_LIST_TABLE },
    handle: (call) => {
      const since = parseWholeTime(call.path.time!, call.nowSec);
      if (since === undefined) throw noSuchObject(call, "the time is no number");
      const messages = call.context.stores.messages.all().filter((one) => one.timeSec > since);
      const timeSec = Math.floor(call.nowSec);
      return recordAnswer(messageList, { messages, timeSec }, selectionOf(call));
    },
  },
];
