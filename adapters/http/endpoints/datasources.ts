// Datasources: what there is, what there could be, and their commands (spec rest-api 5.11).
import { CommandError, type ServerCommands } from "../../../actors/server/stores.ts";
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
  type Call,
  COMMAND_SUFFIXES,
  type Endpoint,
  RECORD_SUFFIXES,
  recordAnswer,
  rowsAnswer,
  textAnswer,
} from "../endpoint.ts";
import { noSuchObject } from "../errors.ts";
import { bodyText, FIELDS_PARAMETER, pathText } from "../parameters.ts";
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
    parameters: [UUID_PARAMETER],
    result: { is: "record", of: DATASOURCE_TABLE },
    handle: async (call) => {
      const changed = await call.context.commands[command](existingSource(call).uuid);
      return recordAnswer(datasource, changed, selectionOf(call));
    },
  };
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
    parameters: [bodyText("definition", "Interface or file, with options")],
    result: { is: "record", of: DATASOURCE_TABLE },
    handle: async (call) => {
      const definition = call.command.requiredText("definition");
      try {
        const added = await call.context.commands.addDatasource(definition);
        return recordAnswer(datasource, added, selectionOf(call));
      } catch (error) {
        // Existing clients expect an object here, also when it failed.
        if (!(error instanceof CommandError)) throw error;
        return textAnswer(JSON.stringify({ error: error.message }), error.status);
      }
    },
  },
  sourceCommand("open_source", "openDatasource", "Opens a closed datasource again"),
  sourceCommand("enable_source", "openDatasource", "Another name of open_source"),
  sourceCommand("close_source", "closeDatasource", "Closes a datasource"),
  sourceCommand("disable_source", "closeDatasource", "Another name of close_source"),
  sourceCommand("pause_source", "pauseDatasource", "Ignores packets until resumed"),
  sourceCommand("resume_source", "resumeDatasource", "Takes packets again"),
];
