// Where the outside enters the graph. Whoever stands there (the recorder, or a replay) sees all of it
// and decides when it comes in: the graph between two events is a function of what came before.
import type { GpsType } from "../gps/gps-type.ts";
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
  sourceType(type: SourceType): SourceType;
  gpsType(type: GpsType): GpsType;
  commands(inner: ServerCommands): ServerCommands;
  /** For parts that are not replayed, like logs: what they say comes from outside. */
  teller(inner: Teller): Teller;
  /** The bus on which logs say that they are open. */
  logBus(inner: EventBus): EventBus;
  sensors(read: () => Promise<SensorReading>): Promise<SensorReading>;
  /** How many clients there are, which the graph tells and does not decide. */
  connections(count: () => number): () => number;
  /** The graph is put together: time may pass, and events may come. */
  begin(): void;
  /** The server is about to stop. */
  finish(): Promise<void>;
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
