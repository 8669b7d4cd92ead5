// Alerts, read only (spec rest-api 5.4).
import { record } from "../../../protocols/records/field.ts";
import {
  alert,
  ALERT_DEFINITION_TABLE,
  ALERT_LIST_TABLE,
  ALERT_TABLE,
} from "../../../protocols/records/server-tables.ts";
import type { AlertRecord } from "../../../protocols/records/alert.ts";
import {
  type Call,
  type Endpoint,
  RECORD_SUFFIXES,
  recordAnswer,
  rowsAnswer,
  textAnswer,
} from "../endpoint.ts";
import { noSuchObject } from "../errors.ts";
import { FIELDS_PARAMETER, pathText, TIME_PARAMETER } from "../parameters.ts";
import { selectionOf } from "../selection-of.ts";
import { parseTime } from "../times.ts";

const definition = record(() => ALERT_DEFINITION_TABLE);
const alertList = record(() => ALERT_LIST_TABLE);

/** Alerts after the time of the path; undefined when that is no number. */
function newerAlerts(call: Call): AlertRecord[] | undefined {
  const since = parseTime(call.path.time!, call.nowSec);
  if (since === undefined) return undefined;
  return call.context.stores.alerts.all().filter((one) => one.timestamp > since);
}

const badTime = () => textAnswer("{}", 400);

export const alertEndpoints: readonly Endpoint[] = [
  {
    path: "/alerts/definitions",
    methods: ["GET", "POST"],
    role: "readonly",
    suffixes: RECORD_SUFFIXES,
    summary: "Alerts that can be raised",
    parameters: [FIELDS_PARAMETER],
    result: { is: "list", of: ALERT_DEFINITION_TABLE },
    handle: (call) =>
      rowsAnswer(definition, call.context.stores.alerts.definitions(), selectionOf(call)),
  },
  {
    path: "/alerts/all_alerts",
    methods: ["GET", "POST"],
    role: "readonly",
    suffixes: RECORD_SUFFIXES,
    summary: "The latest alerts",
    parameters: [FIELDS_PARAMETER],
    result: { is: "list", of: ALERT_TABLE },
    handle: (call) => rowsAnswer(alert, call.context.stores.alerts.all(), selectionOf(call)),
  },
  {
    path: "/alerts/last-time/{time}/alerts",
    methods: ["GET", "POST"],
    role: "readonly",
    suffixes: RECORD_SUFFIXES,
    summary: "Alerts newer than a time",
    parameters: [TIME_PARAMETER, FIELDS_PARAMETER],
    result: { is: "list", of: ALERT_TABLE },
    handle: (call) => {
      const alerts = newerAlerts(call);
      return alerts === undefined ? badTime() : rowsAnswer(alert, alerts, selectionOf(call));
    },
  },
  {
    path: "/alerts/wrapped/last-time/{time}/alerts",
    methods: ["GET", "POST"],
    role: "readonly",
    suffixes: RECORD_SUFFIXES,
    summary: "Alerts newer than a time, with the time of the answer",
    parameters: [TIME_PARAMETER, FIELDS_PARAMETER],
    result: { is: "record", of: ALERT_LIST_TABLE },
    handle: (call) => {
      const alerts = newerAlerts(call);
      if (alerts === undefined) return badTime();
      return recordAnswer(alertList, { alerts, time: call.nowSec }, selectionOf(call));
    },
  },
  {
    path: "/alerts/by-id/{hash}/alert",
    methods: ["GET", "POST"],
    role: "readonly",
    suffixes: RECORD_SUFFIXES,
    summary: "One alert by its hash",
    parameters: [pathText("hash", "Decimal hash of the alert"), FIELDS_PARAMETER],
    result: { is: "record", of: ALERT_TABLE },
    handle: (call) => {
      const text = call.path.hash!;
      if (!/^\d{1,10}$/.test(text)) throw noSuchObject(call, "the hash is no number");
      const found = call.context.stores.alerts.all().find((one) => one.hash === Number(text));
      return found === undefined
        ? textAnswer("{}", 404)
        : recordAnswer(alert, found, selectionOf(call));
    },
  },
];
