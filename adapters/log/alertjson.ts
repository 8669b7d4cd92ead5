// The alert log: one JSON record a line, as the REST endpoints give it.
import type { LogFormat } from "../../actors/log/log-format.ts";
import { openRecordLines } from "../../actors/log/record-lines.ts";
import { alert } from "../../protocols/records/server-tables.ts";

export const alertjson: LogFormat = {
  driver: {
    class: "alertjson",
    name: "Alert lines",
    description: "Alerts as lines of JSON",
    stream: true,
    singleton: false,
  },
  resumes: false,
  open: (context, options) =>
    openRecordLines(context, options, {
      topic: "ALERT",
      type: alert,
      earlier: context.stores.alerts.all(),
      description: "Alerts as lines of JSON",
    }),
};
