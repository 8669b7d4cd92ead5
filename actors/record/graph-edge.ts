// Where the outside enters the graph. Whoever stands there (the recorder, or a replay) sees all of it
// and decides when it comes in: the graph between two events is a function of what came before.
import type { DriverRecord } from "../../protocols/records/datasource.ts";
import type { PacketBatch } from "../../protocols/packet/packet-batch.ts";
import type { DatasourceTracker } from "../datasource/datasource-tracker.ts";
import type { GpsType } from "../gps/gps-type.ts";
import type { MakersRead } from "../server/makers-file.ts";
import type { ServerCommands } from "../server/stores.ts";
import type { SourceType } from "../datasource/source-type.ts";
import type { SensorReading } from "../system/sensors.ts";
import type { Platform } from "../../runtime/platform.ts";
import type { EventBus } from "../../runtime/topics.ts";

/** How something is said to people. */
export const TELLING = ["debug", "info", "error", "alert", "fatal"] as const;

export type Teller = Readonly<Record<typeof TELLING[number], (text: string) => void>>;

export interface GraphEdge {
  /** The platform of the graph's own actors; web server, logs and plugins have the real one. */
  readonly platform: Platform;
  readonly serverUuid: string;
  /** What the files say that `ouifile` names. */
  readonly makers: MakersRead;
  sourceType(type: SourceType): SourceType;
  gpsType(type: GpsType): GpsType;
  commands(inner: ServerCommands): ServerCommands;
  /** For parts that are not replayed, like logs: what they say comes from outside. */
  teller(inner: Teller): Teller;
  /** The bus on which those parts publish: logs that they are open, plugins what they like. */
  bus(inner: EventBus): EventBus;
  /** Takes sources that come by themselves, from sensors elsewhere. */
  attach(inner: Attach, driverOf: (type: string) => DriverRecord | undefined): Attach;
  /** Takes packets of the program around the server. */
  push(inner: (batch: PacketBatch) => void): (batch: PacketBatch) => void;
  sensors(read: () => Promise<SensorReading>): Promise<SensorReading>;
  /** How many clients there are, which the graph tells and does not decide. */
  connections(count: () => number): () => number;
  /** The graph is put together: time may pass, and events may come. */
  begin(): void;
  /** The server is about to stop. */
  finish(): Promise<void>;
}

export type Attach = DatasourceTracker["attach"];

/** The name under which recordings hold that a sensor's source came: `{ uuid, type, … }`. */
export const ATTACH = "attachSource";

/** What the machine's sensors are asked under. */
export const SENSORS = "sensors";

/** The stream of packets that the program around the server pushed; those of sources begin at 1. */
export const PUSHED_STREAM = 0;

/** Supervisors and actors of parts that are not replayed. */
const OUTSIDE = ["announcer", "logs", "old-clients", "plugins", "remote", "subscribers"];

/** True for an actor that stands outside of the graph, so that its failures are events. */
export function isOutside(path: string): boolean {
  return OUTSIDE.includes(path.split("/")[1] ?? "");
}

/**
 * What changes the graph, and so is recorded and replayed. Logs and streams of packets only read it.
 */
export const RECORDED_COMMANDS = [
  "addDatasource",
  "openDatasource",
  "closeDatasource",
  "pauseDatasource",
  "resumeDatasource",
  "tuneDatasource",
  "addGps",
  "removeGps",
  "updateGps",
  "changeFilter",
  "defineAlert",
  "raiseAlert",
  "watchDevices",
  "filterPackets",
  "addWepKey",
  "removeWepKey",
  "reportScan",
  "setDeviceName",
  "setDeviceTag",
] as const satisfies readonly (keyof ServerCommands)[];

/** What the graph learns of a source that it opened. */
export interface OpenedSource {
  readonly info: unknown;
  readonly holdsWhilePaused: boolean;
  readonly tunable: boolean;
}

/** An error as recordings hold it. */
export interface RecordedFailure {
  readonly name: string;
  readonly code: string;
  readonly message: string;
}
