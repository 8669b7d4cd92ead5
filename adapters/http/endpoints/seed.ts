// Addresses that only clients of 2016 use (spec rest-api 6.4).
import type { DatasourceRecord, DriverRecord } from "../../../protocols/records/datasource.ts";
import {
  datasource,
  DATASOURCE_TABLE,
  DRIVER_TABLE,
} from "../../../protocols/records/datasource-table.ts";
import { DEVICE_SUMMARY_TABLE } from "../../../protocols/records/device-table.ts";
import {
  field,
  record,
  type RecordTable,
  string,
  uint8,
  uuid,
} from "../../../protocols/records/field.ts";
import { CommandError } from "../../../actors/server/stores.ts";
import {
  type Answer,
  COMMAND_SUFFIXES,
  type Endpoint,
  rowsAnswer,
  SEED_SUFFIXES,
  textAnswer,
} from "../endpoint.ts";
import { badRequest } from "../errors.ts";
import { bodyText } from "../parameters.ts";

const PROTOSOURCE = "kismet.Datasourcetracker.protosource.";

const SEED_DRIVER_TABLE: RecordTable<DriverRecord> = {
  name: "driver_2016",
  fields: [
    field(`${PROTOSOURCE}type`, string, "Kind", (d) => d.type),
    field(`${PROTOSOURCE}description`, string, "Meaning", (d) => d.description),
    ...DRIVER_TABLE.fields,
  ],
};

const OLD = "kismet.oldsource.";

const SEED_SOURCE_TABLE: RecordTable<DatasourceRecord> = {
  name: "source_2016",
  fields: [
    field(`${OLD}name`, string, "Name", (s) => s.name),
    field(`${OLD}interface`, string, "Interface", (s) => s.interface),
    field(`${OLD}type`, string, "Kind", (s) => s.driver.type),
    field(`${OLD}uuid`, uuid, "Identity", (s) => s.uuid),
    field(`${OLD}error`, uint8, "In error", (s) => s.error),
    field(`${OLD}hopping`, uint8, "Changes channels", (s) => s.hopping),
    field(`${OLD}channel`, string, "Channel", (s) => s.channel),
    field(`${OLD}sourceline`, string, "Definition", (s) => s.definition),
  ],
};

const summary = record(() => DEVICE_SUMMARY_TABLE);
const seedDriver = record(() => SEED_DRIVER_TABLE);
const seedSource = record(() => SEED_SOURCE_TABLE);

export const seedEndpoints: readonly Endpoint[] = [
  {
    path: "/devices/all_devices_dt",
    methods: ["GET", "POST"],
    role: "readonly",
    suffixes: ["json"],
    seedReadable: true,
    summary: "The short list of devices as the tables of 2016 want it",
    parameters: [],
    result: { is: "list", of: DEVICE_SUMMARY_TABLE, under: "aaData" },
    handle: (call) =>
      rowsAnswer(summary, call.context.stores.devices.all(), undefined, {
        listName: "aaData",
        before: [],
        after: [],
      }),
  },
  {
    path: "/datasource/supported_sources",
    methods: ["GET"],
    role: "readonly",
    suffixes: SEED_SUFFIXES,
    seedReadable: true,
    summary: "Kinds of datasources",
    parameters: [],
    result: { is: "list", of: SEED_DRIVER_TABLE },
    handle: (call) => rowsAnswer(seedDriver, call.context.stores.datasources.drivers()),
  },
  {
    path: "/datasource/error_sources",
    methods: ["GET"],
    role: "readonly",
    suffixes: SEED_SUFFIXES,
    seedReadable: true,
    summary: "Datasources in error",
    parameters: [],
    result: { is: "list", of: DATASOURCE_TABLE },
    handle: (call) => {
      const sources = [...call.context.stores.datasources.all()];
      return rowsAnswer(datasource, sources.filter((source) => source.error));
    },
  },
  {
    path: "/packetsource/all_sources",
    methods: ["GET"],
    role: "readonly",
    suffixes: SEED_SUFFIXES,
    seedReadable: true,
    summary: "Datasources as packet sources of the time before them",
    parameters: [],
    result: { is: "list", of: SEED_SOURCE_TABLE },
    handle: (call) => rowsAnswer(seedSource, call.context.stores.datasources.all()),
  },
  {
    path: "/packetsource/config/add_source",
    methods: ["POST"],
    role: "admin",
    suffixes: COMMAND_SUFFIXES,
    summary: "Opens a new datasource",
    parameters: [bodyText("source", "Interface or file, with options")],
    result: { is: "text", about: "OK" },
    handle: async (call) => {
      const definition = call.command.requiredText("source");
      await orBadRequest(call.context.commands.addDatasource(definition));
      return okAnswer();
    },
  },
  {
    path: "/packetsource/config/channel",
    methods: ["POST"],
    role: "admin",
    suffixes: COMMAND_SUFFIXES,
    summary: "Fixes a datasource to a channel, or makes it hop",
    parameters: [
      bodyText("cmd", "lock or hop"),
      bodyText("uuid", "UUID of the datasource"),
      bodyText("channel", "The channel to lock to", false),
    ],
    result: { is: "text", about: "OK" },
    handle: async (call) => {
      const { command } = call;
      const wish = command.requiredText("cmd").toLowerCase();
      const source = command.requiredText("uuid").toUpperCase();
      if (wish !== "lock" && wish !== "hop") throw badRequest("cmd must be lock or hop");
      if (call.context.stores.datasources.byUuid(source) === undefined) {
        throw badRequest("there is no datasource of this UUID");
      }
      const request = wish === "lock" ? { channel: command.requiredText("channel") } : {};
      await orBadRequest(call.context.commands.tuneDatasource(source, request));
      return okAnswer();
    },
  },
];

/** Every failure of these was a 400 in 2016. */
async function orBadRequest(work: Promise<unknown>): Promise<void> {
  try {
    await work;
  } catch (error) {
    if (error instanceof CommandError) throw badRequest(error.message);
    throw error;
  }
}

function okAnswer(): Answer {
  return textAnswer("OK");
}
