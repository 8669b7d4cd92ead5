// Logs: kinds, open ones, starting and stopping, what is stored (spec logs-and-config 4, rest-api
// 5.13).
import { string } from "../../../protocols/records/field.ts";
import { log, LOG_DRIVER_TABLE, LOG_TABLE, logDriver } from "../../../protocols/records/log.ts";
import {
  type Answer,
  type Call,
  COMMAND_SUFFIXES,
  type Endpoint,
  RECORD_SUFFIXES,
  recordAnswer,
  rowsAnswer,
  textAnswer,
} from "../endpoint.ts";
import { badRequest, failed } from "../errors.ts";
import { bodyText, FIELDS_PARAMETER, pathText } from "../parameters.ts";
import { PCAP_TYPE } from "../packet-file.ts";
import {
  STORED_PACKET_PARAMETERS,
  storedPacketQuery,
  storedPacketSource,
} from "../stored-packets.ts";
import { selectionOf } from "../selection-of.ts";

/** Characters of a file's name. */
const TITLE_MAX = 64;

async function start(call: Call): Promise<Answer> {
  const started = await call.context.commands.startLog(call.path.class!);
  return recordAnswer(log, started, selectionOf(call));
}

async function stop(call: Call): Promise<Answer> {
  await call.context.commands.stopLog(call.path.uuid!);
  return textAnswer("OK\n");
}

async function drop(call: Call): Promise<Answer> {
  const before = call.command.get("drop_before");
  if (typeof before !== "number" || !Number.isFinite(before)) {
    throw badRequest("drop_before must be a number of seconds");
  }
  const store = call.context.stores.logs.stored();
  if (store === undefined) throw failed(404, "ERROR: no kismetdb log is open");
  await store.dropPackets(before);
  return textAnswer("Packets removed\n");
}

function createPoint(call: Call): Answer {
  const store = call.context.stores.logs.stored();
  if (store === undefined) throw failed(404, "ERROR: no kismetdb log is open");
  store.addPointOfInterest(call.command.text("note"));
  return textAnswer("POI created\n");
}

function exportPackets(call: Call): Answer {
  const { logs, datasources } = call.context.stores;
  const store = logs.stored();
  if (store === undefined) throw failed(404, "ERROR: no kismetdb log is open");
  const title = call.path.title!.replace(/[^\w.-]/g, "_").slice(0, TITLE_MAX);
  return {
    kind: "stream",
    source: storedPacketSource(store, storedPacketQuery(call), (uuid) => datasources.byUuid(uuid)),
    contentType: PCAP_TYPE,
    filename: `${title}.pcapng`,
  };
}

export const loggingEndpoints: readonly Endpoint[] = [
  {
    path: "/logging/drivers",
    methods: ["GET", "POST"],
    role: "readonly",
    suffixes: RECORD_SUFFIXES,
    summary: "Kinds of logs",
    parameters: [FIELDS_PARAMETER],
    result: { is: "list", of: LOG_DRIVER_TABLE },
    handle: (call) => rowsAnswer(logDriver, call.context.stores.logs.drivers(), selectionOf(call)),
  },
  {
    path: "/logging/active",
    methods: ["GET", "POST"],
    role: "readonly",
    suffixes: RECORD_SUFFIXES,
    summary: "Logs that are written, and those that were stopped",
    parameters: [FIELDS_PARAMETER],
    result: { is: "list", of: LOG_TABLE },
    handle: (call) => rowsAnswer(log, call.context.stores.logs.all(), selectionOf(call)),
  },
  {
    path: "/logging/by-class/{class}/start",
    methods: ["GET", "POST"],
    role: "admin",
    suffixes: COMMAND_SUFFIXES,
    summary: "Starts a log",
    parameters: [pathText("class", "Kind of log, kismet or pcapng"), FIELDS_PARAMETER],
    result: { is: "record", of: LOG_TABLE },
    handle: start,
  },
  {
    path: "/logging/by-uuid/{uuid}/stop",
    methods: ["GET", "POST"],
    role: "admin",
    suffixes: COMMAND_SUFFIXES,
    summary: "Stops a log",
    parameters: [pathText("uuid", "UUID of the log")],
    result: { is: "text", about: "OK" },
    handle: stop,
  },
  {
    path: "/logging/kismetdb/pcap/drop",
    methods: ["POST"],
    role: "admin",
    suffixes: COMMAND_SUFFIXES,
    summary: "Removes stored packets",
    parameters: [{
      name: "drop_before",
      in: "body",
      type: "number",
      required: true,
      about: "Unix seconds; packets of this second and before are removed",
    }],
    result: { is: "text", about: "That it is done" },
    handle: drop,
  },
  {
    path: "/logging/kismetdb/pcap/{title}",
    methods: ["GET", "POST"],
    role: "readonly",
    suffixes: ["pcapng"],
    summary: "Stored packets",
    parameters: [pathText("title", "Name of the file"), ...STORED_PACKET_PARAMETERS],
    result: { is: "bytes", about: "A pcapng section", contentType: PCAP_TYPE },
    handle: exportPackets,
  },
  {
    path: "/poi/create_poi",
    methods: ["POST"],
    role: "admin",
    suffixes: COMMAND_SUFFIXES,
    summary: "Marks the place where the server is, in the kismetdb log",
    parameters: [bodyText("note", "What is there", false)],
    result: { is: "text", about: "That it is done" },
    handle: createPoint,
  },
  {
    path: "/poi/list_poi",
    methods: ["GET", "POST"],
    role: "readonly",
    suffixes: RECORD_SUFFIXES,
    summary: "Marked places; always empty, they are in the log",
    parameters: [],
    result: {
      is: "value",
      about: "An empty list",
      schema: { type: "array", items: { type: "string" } },
    },
    handle: () => rowsAnswer(string, []),
  },
];
