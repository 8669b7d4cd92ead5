// What every endpoint and websocket may use; made once by `createHttpApp`.
import type { ServerCommands, ServerStores } from "../../actors/server/stores.ts";
import type { Settings } from "../../actors/server/settings.ts";
import type { Sessions } from "../../actors/session/sessions.ts";
import type { HelperRoutes } from "../../actors/plugin/helper-routes.ts";
import type { RemoteCapture } from "../../actors/remote/remote-capture.ts";
import type { SubscriberHub } from "../../actors/subscriber/hub.ts";
import type { DeviceRecord } from "../../protocols/records/device.ts";
import type { RecordTable, ValueType } from "../../protocols/records/field.ts";
import type { TrackedField } from "../../protocols/records/tracked-fields.ts";
import type { Platform } from "../../runtime/platform.ts";
import type { TimeSlices } from "../../runtime/time-slices.ts";
import type { BusEvent, EventBus } from "../../runtime/topics.ts";
import type { ApiDocuments } from "./documents/documents.ts";
import type { PageModule } from "./page-modules.ts";
import type { StaticFiles } from "./static-files.ts";

export interface HttpContext {
  readonly platform: Platform;
  /** Time of the graph, milliseconds since 1970: what records are told for. */
  now(): number;
  readonly settings: Settings;
  readonly stores: ServerStores;
  readonly commands: ServerCommands;
  readonly bus: EventBus;
  /** Undefined when another program embeds the server: it asks as `admin`. */
  readonly sessions: Sessions | undefined;
  /** The device record with the members of all PHYs. */
  readonly device: ValueType<DeviceRecord>;
  readonly deviceTable: RecordTable<DeviceRecord>;
  /** Every field that clients can ask for. */
  readonly trackedFields: readonly TrackedField[];
  readonly files: StaticFiles;
  /** The documents of this API, as JSON. */
  readonly documents: ApiDocuments;
  /** Scripts that the web interface loads besides its own. */
  pageModules(): Promise<readonly PageModule[]>;
  /** Addresses that plugins answer. */
  readonly helperRoutes: HelperRoutes;
  /** Takes the connections of sensors elsewhere; undefined where there are none. */
  readonly remote: Pick<RemoteCapture, "take" | "records"> | undefined;
  readonly slices: TimeSlices;
  /** The event as websocket clients get it: JSON in UTF-8. */
  encodeEvent(event: BusEvent): Uint8Array;
  readonly subscribers: SubscriberHub;
  /** One line for the message log; what a client must not see goes there. */
  report(text: string): void;
}
