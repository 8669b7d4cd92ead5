// The message log: one JSON record a line, as the REST endpoints give it.
import type { LogFormat } from "../../actors/log/log-format.ts";
import { openRecordLines } from "../../actors/log/record-lines.ts";
import { message } from "../../protocols/records/server-tables.ts";

export const messagejson: LogFormat = {
  driver: {
    class: "messagejson",
    name: "Message lines",
    description: "Messages as lines of JSON",
    stream: true,
    singleton: false,
  },
  resumes: false,
  open: (context, options) =>
    openRecordLines(context, options, {
      topic: "MESSAGE",
      type: message,
      earlier: context.stores.messages.all(),
      description: "Messages as lines of JSON",
    }),
};
