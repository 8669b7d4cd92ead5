// From what the server has to what endpoints use: record tables, time slices, the websocket hub.
import { HelperRoutes } from "../../actors/plugin/helper-routes.ts";
import type { RemoteCapture } from "../../actors/remote/remote-capture.ts";
import type { ServerCommands, ServerStores } from "../../actors/server/stores.ts";
import type { Settings } from "../../actors/server/settings.ts";
import type { Sessions } from "../../actors/session/sessions.ts";
import type { RecordEncoder } from "../../actors/subscriber/encoder.ts";
import { SubscriberHub } from "../../actors/subscriber/hub.ts";
import {
  subscriberStatisticsTable,
  subscriberTable,
} from "../../actors/subscriber/subscriber-record.ts";
import {
  DATASOURCE_TABLE,
  DEFAULTS_TABLE,
  DRIVER_TABLE,
  PROBED_TABLE,
} from "../../protocols/records/datasource-table.ts";
import type { DeviceRecord } from "../../protocols/records/device.ts";
import { deviceTable } from "../../protocols/records/device-table.ts";
import { DOT11_TABLES } from "../../protocols/records/dot11-table.ts";
import { GPS_TABLE } from "../../protocols/records/gps-table.ts";
import { type Field, record } from "../../protocols/records/field.ts";
import { LOG_DRIVER_TABLE, LOG_TABLE } from "../../protocols/records/log.ts";
import { CLASS_FILTER_TABLE, PACKET_FILTER_TABLE } from "../../protocols/records/log-filter.ts";
import {
  ALERT_DEFINITION_TABLE,
  ALERT_LIST_TABLE,
  ALERT_TABLE,
  CHANNELS_TABLE,
  MESSAGE_LIST_TABLE,
  MESSAGE_TABLE,
  PACKET_STATISTICS_TABLE,
  PHY_TABLE,
  SYSTEM_TABLE,
  VIEW_TABLE,
} from "../../protocols/records/server-tables.ts";
import { STREAM_COUNTERS_TABLE, STREAM_TABLE } from "../../protocols/records/stream.ts";
import { CHANNEL_AIRTIME_TABLE } from "../../protocols/records/airtime-table.ts";
import { type OwnTopic, topicContents } from "../../protocols/records/topic-contents.ts";
import { type TrackedField, trackedFields } from "../../protocols/records/tracked-fields.ts";
import type { TableDescription } from "../../protocols/serialize/json-schema.ts";
import type { SupervisorHandle } from "../../runtime/actor-spec.ts";
import type { Platform } from "../../runtime/platform.ts";
import { TimeSlices } from "../../runtime/time-slices.ts";
import type { EventBus } from "../../runtime/topics.ts";
import { createRecordEncoder, parseShape } from "../websocket/record-encoder.ts";
import type { HttpContext } from "./context.ts";
import { apiDocuments } from "./documents/documents.ts";
import { REMOTE_LINK_TABLE } from "../../protocols/records/remote-link.ts";
import { PLUGIN_TABLE } from "../../protocols/records/plugin.ts";
import type { PageModule } from "./page-modules.ts";
import type { StaticFiles } from "./static-files.ts";

export interface HttpInput {
  readonly platform: Platform;
  /** Time of what is told, where it is not that of the platform: a recorded graph has its own. */
  readonly now?: () => number;
  readonly settings: Settings;
  readonly stores: ServerStores;
  readonly commands: ServerCommands;
  readonly bus: EventBus;
  /** Undefined when another program embeds the server: it asks as `admin`. */
  readonly sessions: Sessions | undefined;
  /** Members that the PHYs add to device records. */
  readonly phyFields: readonly Field<DeviceRecord>[];
  /** Further tables for the list of fields. */
  readonly tables?: readonly TableDescription[];
  /** Topics of the program around the server. */
  readonly topics?: readonly OwnTopic[];
  /** The web interface; an empty Map serves none. */
  readonly files: StaticFiles;
  /** Modules of the web interface and of plugins; left out where there are none. */
  readonly pageModules?: () => Promise<readonly PageModule[]>;
  /** Addresses that plugins answer; left out where there are no plugins. */
  readonly helperRoutes?: HelperRoutes;
  /** Takes the connections of sensors elsewhere; left out where there are none. */
  readonly remote?: Pick<RemoteCapture, "take" | "records">;
  /** The supervisor whose children the websocket subscribers are. */
  readonly supervisor: Pick<SupervisorHandle, "start">;
  /** One line for the message log. */
  readonly report: (text: string) => void;
}

/** Events as a subscriber gets them who wishes for nothing else. */
const EVENT_SHAPE = parseShape({})!;

export function createContext(input: HttpInput): HttpContext {
  const { platform, bus, supervisor } = input;
  const now = input.now ?? (() => platform.clock.now());
  const table = deviceTable(input.phyFields);
  const device = record(() => table);
  const slices = new TimeSlices(platform);
  const contents = topicContents(table, input.topics);
  const helperRoutes = input.helperRoutes ?? new HelperRoutes();
  const encoder: RecordEncoder = createRecordEncoder({
    contents,
    device,
    nowSec: () => Math.floor(now() / 1000),
  });
  return {
    platform,
    now,
    settings: input.settings,
    stores: input.stores,
    commands: input.commands,
    bus,
    sessions: input.sessions,
    device,
    deviceTable: table,
    trackedFields: serverFields(input.phyFields, input.tables ?? []),
    files: input.files,
    documents: apiDocuments(table, contents, input.stores, helperRoutes),
    pageModules: input.pageModules ?? (() => Promise.resolve([])),
    remote: input.remote,
    helperRoutes,
    slices,
    encodeEvent: (event) => encoder.event(event, EVENT_SHAPE),
    subscribers: new SubscriberHub({ clock: platform.clock, bus, encoder, slices, supervisor }),
    report: input.report,
  };
}

/** Every field that clients of a server with these PHYs can ask for. */
function serverFields(
  phyFields: readonly Field<DeviceRecord>[],
  tables: readonly TableDescription[],
): readonly TrackedField[] {
  return trackedFields([deviceTable(phyFields), ...SERVER_TABLES, ...tables]);
}

/** Records that endpoints serve, besides devices. */
const SERVER_TABLES: readonly TableDescription[] = [
  ...DOT11_TABLES,
  SYSTEM_TABLE,
  PACKET_STATISTICS_TABLE,
  MESSAGE_TABLE,
  MESSAGE_LIST_TABLE,
  ALERT_TABLE,
  ALERT_LIST_TABLE,
  ALERT_DEFINITION_TABLE,
  CHANNELS_TABLE,
  CHANNEL_AIRTIME_TABLE,
  PHY_TABLE,
  VIEW_TABLE,
  DATASOURCE_TABLE,
  GPS_TABLE,
  PROBED_TABLE,
  DEFAULTS_TABLE,
  DRIVER_TABLE,
  PACKET_FILTER_TABLE,
  CLASS_FILTER_TABLE,
  STREAM_TABLE,
  STREAM_COUNTERS_TABLE,
  LOG_DRIVER_TABLE,
  LOG_TABLE,
  PLUGIN_TABLE,
  REMOTE_LINK_TABLE,
  subscriberTable,
  subscriberStatisticsTable,
];
