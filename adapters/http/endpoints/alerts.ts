// Alerts: reading them, making kinds of them known, raising them (spec rest-api 5.4).
import { parseMac } from "../../../protocols/mac.ts";
import { record } from "../../../protocols/records/field.ts";
import {
  alert,
  ALERT_DEFINITION_TABLE,
  ALERT_LIST_TABLE,
  ALERT_TABLE,
} from "../../../protocols/records/server-tables.ts";
import type { AlertRecord } from "../../../protocols/records/alert.ts";
import type { JsonSchema } from "../../../protocols/serialize/json-schema.ts";
import {
  type Answer,
  type Call,
  COMMAND_SUFFIXES,
  type Endpoint,
  jsonAnswer,
  NO_SUFFIX,
  RECORD_SUFFIXES,
  recordAnswer,
  rowsAnswer,
  textAnswer,
} from "../endpoint.ts";
import { badRequest, failed, noSuchObject } from "../errors.ts";
import { packetsAnswer, PCAP_TYPE } from "../packet-file.ts";
import {
  bodyText,
  FIELDS_PARAMETER,
  pathText,
  TABLE_PARAMETERS,
  TIME_PARAMETER,
} from "../parameters.ts";
import { findRows } from "../row-query.ts";
import { selectionOf } from "../selection-of.ts";
import { tableWindow } from "../table-window.ts";
import { parseTime } from "../times.ts";

const definition = record(() => ALERT_DEFINITION_TABLE);
const alertList = record(() => ALERT_LIST_TABLE);

/** Alerts after the time of the path; undefined when that is no number. */
function newerAlerts(call: Call): AlertRecord[] | undefined {
  const since = parseTime(call.path.time!, call.nowSec);
  if (since === undefined) return undefined;
  return call.context.stores.alerts.all().filter((one) => one.timestamp > since);
}

const badTime = () => jsonAnswer({}, 400);
const EMPTY: JsonSchema = { type: "object", additionalProperties: false };
const BAD_TIME = { 400: { about: "The time is no number", schema: EMPTY } };

/** One page, or all, of the alerts that pass. */
async function alertRows(call: Call): Promise<Answer> {
  const { context } = call;
  const selection = selectionOf(call, { strict: true });
  const window = tableWindow(call, selection);
  const found = await context.slices.run(
    findRows({
      type: alert,
      rows: context.stores.alerts.all(),
      keep: undefined,
      search: window.search,
      patterns: undefined,
      sort: window.sort,
      nowSec: call.nowSec,
    }),
    call.signal,
  );
  const { rows, wrapping } = window.cut(found.rows, found.total);
  return rowsAnswer(alert, rows, selection, wrapping);
}

/** The alert of the path's hash; undefined when there is none. */
function alertOfHash(call: Call): AlertRecord | undefined {
  const text = call.path.hash!;
  if (!/^\d{1,10}$/.test(text)) throw noSuchObject(call, "the hash is no number");
  return call.context.stores.alerts.all().find((one) => one.hash === Number(text));
}

const SEVERITY_DEFAULT = 5;
const CLASS_DEFAULT = "OTHER";

async function define(call: Call): Promise<Answer> {
  const { command, context } = call;
  const severity = command.get("severity");
  if (severity !== undefined && typeof severity !== "number") {
    throw badRequest("severity must be a number");
  }
  await context.commands.defineAlert({
    name: command.requiredText("name"),
    description: command.requiredText("description"),
    class: command.text("class") ?? CLASS_DEFAULT,
    severity: severity ?? SEVERITY_DEFAULT,
    rate: command.requiredText("throttle"),
    burst: command.requiredText("burst"),
    phyName: command.text("phyname") ?? "",
  });
  return textAnswer("");
}

async function raise(call: Call): Promise<Answer> {
  const { command, context } = call;
  const channel = command.get("channel");
  if (channel !== undefined && typeof channel !== "string") {
    throw badRequest("channel must be a text");
  }
  const address = (name: string): number => {
    const text = command.text(name);
    if (text === undefined || text === "") return 0;
    const mac = parseMac(text);
    if (mac === undefined) throw badRequest(`${name} is no MAC address`);
    return mac.mac;
  };
  await context.commands.raiseAlert(command.requiredText("name"), {
    text: command.requiredText("text"),
    transmitter: address("bssid"),
    source: address("source"),
    destination: address("dest"),
    other: address("other"),
    ...channel !== undefined && { channel },
  });
  return textAnswer("The alert is raised\n");
}

const RAISE_PARAMETERS = [
  bodyText("name", "Name of a defined alert"),
  bodyText("text", "What happened"),
  bodyText("bssid", "Address of the network", false),
  bodyText("source", "Address of the source", false),
  bodyText("dest", "Address of the destination", false),
  bodyText("other", "Further address", false),
  bodyText("channel", "Channel", false),
];

/** Both spellings: the second is that of 2016 and of the Python client. */
const raising = (path: string): Endpoint => ({
  path,
  methods: ["POST"],
  role: "admin",
  suffixes: COMMAND_SUFFIXES,
  summary: "Raises an alert",
  parameters: RAISE_PARAMETERS,
  result: { is: "text", about: "That it is done" },
  handle: raise,
});

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
    otherAnswers: BAD_TIME,
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
    otherAnswers: BAD_TIME,
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
    otherAnswers: { 404: { about: "There is no alert of this hash", schema: EMPTY } },
    handle: (call) => {
      const found = alertOfHash(call);
      return found === undefined
        ? jsonAnswer({}, 404)
        : recordAnswer(alert, found, selectionOf(call));
    },
  },
  {
    path: "/alerts/by-id/{hash}/evidence.pcap",
    methods: ["GET"],
    role: "readonly",
    suffixes: NO_SUFFIX,
    summary: "The frames that caused an alert, as a capture",
    parameters: [pathText("hash", "Decimal hash of the alert")],
    result: {
      is: "bytes",
      about: "A pcap file, without packets for alerts that no packet raised",
      contentType: PCAP_TYPE,
    },
    handle: (call) => {
      const found = alertOfHash(call);
      if (found === undefined) throw failed(404, "ERROR: there is no alert of this hash");
      return packetsAnswer(found.evidence, `${found.header}-${found.hash}.pcap`);
    },
  },
  {
    path: "/alerts/alerts_view",
    methods: ["GET", "POST"],
    role: "readonly",
    suffixes: RECORD_SUFFIXES,
    summary: "Alerts by page, sorted and searched",
    parameters: [FIELDS_PARAMETER, ...TABLE_PARAMETERS],
    result: { is: "list", of: ALERT_TABLE, windows: true },
    handle: alertRows,
  },
  {
    path: "/alerts/definitions/define_alert",
    methods: ["POST"],
    role: "admin",
    suffixes: COMMAND_SUFFIXES,
    summary: "Makes an alert known, to be raised by clients",
    parameters: [
      bodyText("name", "Its name, in capitals"),
      bodyText("description", "What it means"),
      bodyText("throttle", "How often at most, 10/min"),
      bodyText("burst", "How often at once, 1/sec"),
      bodyText("class", "Its class, OTHER when left out", false),
      {
        name: "severity",
        in: "body",
        type: "number",
        required: false,
        about: "0 info, 5 low (also when left out), 10 medium, 15 high, 20 critical",
      },
      bodyText("phyname", "Name of a PHY; every one when left out", false),
    ],
    result: { is: "text", about: "Nothing" },
    otherAnswers: {
      503: { about: "There is an alert of this name" },
      504: { about: "The alert could not be made known" },
    },
    handle: define,
  },
  raising("/alerts/raise_alerts"),
  raising("/alerts/raise_alert"),
];
