// Datasources: what there is, what there could be, and their commands (spec rest-api 5.11).
import {
  CommandError,
  type ServerCommands,
  type TuneRequest,
} from "../../../actors/server/stores.ts";
import type { DatasourceRecord } from "../../../protocols/records/datasource.ts";
import {
  datasource,
  DATASOURCE_TABLE,
  DEFAULTS_TABLE,
  driver,
  DRIVER_TABLE,
  PROBED_TABLE,
} from "../../../protocols/records/datasource-table.ts";
import { record } from "../../../protocols/records/field.ts";
import {
  type Answer,
  type Call,
  COMMAND_SUFFIXES,
  type Endpoint,
  jsonAnswer,
  type OtherAnswer,
  type Parameter,
  RECORD_SUFFIXES,
  recordAnswer,
  rowsAnswer,
} from "../endpoint.ts";
import { badRequest, noSuchObject } from "../errors.ts";
import { bodyNumber, bodyText, bodyTexts, FIELDS_PARAMETER, pathText } from "../parameters.ts";
import { selectionOf } from "../selection-of.ts";

const defaults = record(() => DEFAULTS_TABLE);
const probed = record(() => PROBED_TABLE);
const UUID_PARAMETER = pathText("uuid", "UUID of a datasource");

function existingSource(call: Call): DatasourceRecord {
  const uuid = call.path.uuid!.toUpperCase();
  const source = call.context.stores.datasources.byUuid(uuid);
  if (source === undefined) throw noSuchObject(call, "there is no datasource of this UUID");
  return source;
}

type SourceCommand =
  | "openDatasource"
  | "closeDatasource"
  | "pauseDatasource"
  | "resumeDatasource";

function sourceCommand(
  name: string,
  command: SourceCommand & keyof ServerCommands,
  summary: string,
): Endpoint {
  return {
    path: `/datasource/by-uuid/{uuid}/${name}`,
    // The interface of 2025 uses GET for some of these.
    methods: ["GET", "POST"],
    role: "admin",
    suffixes: COMMAND_SUFFIXES,
    summary,
    parameters: [UUID_PARAMETER, FIELDS_PARAMETER],
    result: { is: "record", of: DATASOURCE_TABLE },
    handle: async (call) => {
      const changed = await call.context.commands[command](existingSource(call).uuid);
      return recordAnswer(datasource, changed, selectionOf(call));
    },
  };
}

/** Existing clients expect an object as the answer of these, also when they failed. */
async function orReason(call: Call, work: Promise<DatasourceRecord>): Promise<Answer> {
  try {
    return recordAnswer(datasource, await work, selectionOf(call));
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    return jsonAnswer({ error: error.message }, error.status);
  }
}

/** What `orReason` answers. */
const NOT_DONE: Readonly<Record<number, OtherAnswer>> = {
  500: {
    about: "Why it could not be done",
    schema: {
      type: "object",
      properties: { error: { type: "string" } },
      required: ["error"],
    },
  },
};

const HOP_PARAMETERS: readonly Parameter[] = [
  bodyTexts("channels", "Channels to hop over", false),
  bodyNumber("rate", "Hops a second", false),
  {
    name: "shuffle",
    in: "body",
    type: "boolean",
    required: false,
    about: "Whether to hop in another order than that of the list",
  },
];

function hopRequest({ command }: Call): TuneRequest {
  return {
    channels: command.list("channels") === undefined
      ? undefined
      : command.requiredTexts("channels"),
    rate: command.number("rate"),
    shuffle: command.flag("shuffle"),
  };
}

function setChannel(call: Call): Promise<Answer> {
  const { uuid } = existingSource(call);
  const request = { channel: call.command.text("channel"), ...hopRequest(call) };
  if (Object.values(request).every((member) => member === undefined)) {
    throw badRequest("channel, channels, rate or shuffle is needed");
  }
  return orReason(call, call.context.commands.tuneDatasource(uuid, request));
}

function setHop(call: Call): Promise<Answer> {
  const { uuid } = existingSource(call);
  return orReason(call, call.context.commands.tuneDatasource(uuid, hopRequest(call)));
}

export const datasourceEndpoints: readonly Endpoint[] = [
  {
    path: "/datasource/all_sources",
    methods: ["GET", "POST"],
    role: "readonly",
    suffixes: RECORD_SUFFIXES,
    seedReadable: true,
    summary: "All datasources",
    parameters: [FIELDS_PARAMETER],
    result: { is: "list", of: DATASOURCE_TABLE },
    handle: (call) =>
      rowsAnswer(datasource, call.context.stores.datasources.all(), selectionOf(call)),
  },
  {
    path: "/datasource/types",
    methods: ["GET", "POST"],
    role: "readonly",
    suffixes: RECORD_SUFFIXES,
    summary: "Kinds of datasources",
    parameters: [FIELDS_PARAMETER],
    result: { is: "list", of: DRIVER_TABLE },
    handle: (call) =>
      rowsAnswer(driver, call.context.stores.datasources.drivers(), selectionOf(call)),
  },
  {
    path: "/datasource/defaults",
    methods: ["GET", "POST"],
    role: "readonly",
    suffixes: RECORD_SUFFIXES,
    summary: "Settings of new datasources",
    parameters: [FIELDS_PARAMETER],
    result: { is: "record", of: DEFAULTS_TABLE },
    handle: (call) =>
      recordAnswer(defaults, call.context.stores.datasources.defaults, selectionOf(call)),
  },
  {
    path: "/datasource/list_interfaces",
    methods: ["GET", "POST"],
    role: "admin",
    suffixes: RECORD_SUFFIXES,
    summary: "Interfaces that could be listened to",
    parameters: [FIELDS_PARAMETER],
    result: { is: "list", of: PROBED_TABLE },
    handle: async (call) =>
      rowsAnswer(probed, await call.context.commands.listInterfaces(), selectionOf(call)),
  },
  {
    path: "/datasource/by-uuid/{uuid}/source",
    methods: ["GET", "POST"],
    role: "readonly",
    suffixes: RECORD_SUFFIXES,
    summary: "One datasource",
    parameters: [UUID_PARAMETER, FIELDS_PARAMETER],
    result: { is: "record", of: DATASOURCE_TABLE },
    handle: (call) => recordAnswer(datasource, existingSource(call), selectionOf(call)),
  },
  {
    path: "/datasource/add_source",
    methods: ["POST"],
    role: "admin",
    suffixes: COMMAND_SUFFIXES,
    summary: "Opens a new datasource and waits for it",
    parameters: [
      bodyText("definition", "Interface or file, with options"),
      FIELDS_PARAMETER,
    ],
    result: { is: "record", of: DATASOURCE_TABLE },
    otherAnswers: NOT_DONE,
    handle: (call) => {
      const definition = call.command.requiredText("definition");
      return orReason(call, call.context.commands.addDatasource(definition));
    },
  },
  {
    path: "/datasource/by-uuid/{uuid}/set_channel",
    methods: ["POST"],
    role: "admin",
    suffixes: COMMAND_SUFFIXES,
    summary: "Tunes a datasource to one channel, or makes it hop",
    parameters: [
      UUID_PARAMETER,
      bodyText("channel", "The one channel to stay on; without it the source hops", false),
      ...HOP_PARAMETERS,
      FIELDS_PARAMETER,
    ],
    result: { is: "record", of: DATASOURCE_TABLE },
    otherAnswers: NOT_DONE,
    handle: setChannel,
  },
  {
    path: "/datasource/by-uuid/{uuid}/set_hop",
    methods: ["GET", "POST"],
    role: "admin",
    suffixes: COMMAND_SUFFIXES,
    summary: "Makes a datasource hop, as it did before unless told otherwise",
    parameters: [UUID_PARAMETER, ...HOP_PARAMETERS, FIELDS_PARAMETER],
    result: { is: "record", of: DATASOURCE_TABLE },
    otherAnswers: NOT_DONE,
    handle: setHop,
  },
  sourceCommand("open_source", "openDatasource", "Opens a closed datasource again"),
  sourceCommand("enable_source", "openDatasource", "Another name of open_source"),
  sourceCommand("close_source", "closeDatasource", "Closes a datasource"),
  sourceCommand("disable_source", "closeDatasource", "Another name of close_source"),
  sourceCommand("pause_source", "pauseDatasource", "Ignores packets until resumed"),
  sourceCommand("resume_source", "resumeDatasource", "Takes packets again"),
];
