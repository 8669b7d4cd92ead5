// What a log format is: one file in adapters/log/, one line in log-formats.ts. A format knows how to
// write one file; names, rotation, life and failures are the log actor's (spec logs-and-config 9).
import type { PacketBatch } from "../../protocols/packet/packet-batch.ts";
import type { AlertRecord } from "../../protocols/records/alert.ts";
import type { DatasourceRecord } from "../../protocols/records/datasource.ts";
import type { DeviceRecord } from "../../protocols/records/device.ts";
import type { ValueType } from "../../protocols/records/field.ts";
import type { LocationPoint } from "../../protocols/records/location.ts";
import type { LogDriver, LogRecord } from "../../protocols/records/log.ts";
import type { MessageRecord } from "../../protocols/records/message.ts";
import type { SystemRecord } from "../../protocols/records/system.ts";
import type { Platform } from "../../runtime/platform.ts";
import type { TimeSlices } from "../../runtime/time-slices.ts";
import type { EventBus } from "../../runtime/topics.ts";
import type { PacketAddresses } from "../filter/log-filters.ts";
import type { Settings } from "../server/settings.ts";
import type { DeviceQueries } from "../server/stores.ts";
import type { PacketStore } from "./packet-store.ts";

/** What formats may read of the server. */
export interface LogStores {
  readonly devices: Pick<DeviceQueries, "all" | "byMac">;
  readonly alerts: { all(): readonly AlertRecord[] };
  readonly messages: { all(): readonly MessageRecord[] };
  /** Names of the PHYs by their number. */
  phyNames(): readonly string[];
  datasources(): Iterable<DatasourceRecord>;
  datasource(number: number): DatasourceRecord | undefined;
  system(): SystemRecord;
  location(): LocationPoint;
  /** Receivers of positions, each as the text of its record. */
  positions(): readonly LoggedPosition[];
}

/** One GPS receiver as a log stores it, with or without a fix. */
export interface LoggedPosition {
  readonly latitude: number;
  readonly longitude: number;
  readonly json: Uint8Array;
}

export interface LogFilter {
  readonly packets: {
    /** False when there is no rule and nothing to ask. */
    readonly active: boolean;
    blocks(phy: string, packet: PacketAddresses): boolean;
  };
  readonly devices: { blocks(phy: string, mac: number): boolean };
}

/** What a format may use. */
export interface LogContext {
  readonly platform: Platform;
  readonly settings: Settings;
  readonly bus: EventBus;
  readonly stores: LogStores;
  readonly filters: LogFilter;
  readonly slices: TimeSlices;
  /** The device record with the members of all PHYs. */
  readonly device: ValueType<DeviceRecord>;
}

export interface LogOpenOptions {
  readonly path: string;
  /** The file was there before and is continued; only for formats that can. */
  readonly resume: boolean;
  /** It follows another file of the same log, which has what was before. */
  readonly continues: boolean;
  /** Counters of packets are kept here. */
  readonly record: LogRecord;
  /** Something was lost and the log goes on: told once, until `recovered`. */
  lost(reason: string): void;
  recovered(): void;
  /** This file cannot be written any more; a new one is begun after a while. */
  failed(error: Error): void;
}

/** A file being written. Nothing here waits but `close`. */
export interface LogSession {
  /** What it is, `kismet.logfile.description`. */
  readonly description: string;
  /** Takes what belongs into the log; the batch is only borrowed. */
  packets?(batch: PacketBatch): void;
  /** Once a second of server time. */
  tick?(nowMs: number): void;
  /** Packets that can be read back, where the format can. */
  readonly store?: PacketStore;
  /** Writes what is left and closes; rejects when some of it is lost. */
  close(): Promise<void>;
}

export interface LogFormat {
  readonly driver: LogDriver;
  /** A file of the wanted name may be continued instead of taking another number. */
  readonly resumes: boolean;
  /** Megabytes after which the next file begins, where the format has a key of its own; 0: never. */
  sizeMaxMb?(settings: Settings): number;
  /**
   * Opens a file that is there, empty, unless it is resumed. Rejects with a PlatformError or a
   * LogError whose message says what could not be done and why.
   */
  open(context: LogContext, options: LogOpenOptions): Promise<LogSession>;
}

/** A log cannot be opened or written, for a reason that somebody can act on. */
export class LogError extends Error {
  constructor(message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = "LogError";
  }
}
