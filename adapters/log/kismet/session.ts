// One open kismetdb: which rows are written when, how long they stay, and what is told when some are
// lost (spec logs-and-config 2).
import type { LogContext, LogOpenOptions, LogSession } from "../../../actors/log/log-format.ts";
import type { PacketStore } from "../../../actors/log/packet-store.ts";
import type { PacketBatch } from "../../../protocols/packet/packet-batch.ts";
import type { Database, Databases } from "../../../runtime/database.ts";
import { PlatformError } from "../../../runtime/platform.ts";
import { BlockWriter } from "./block-writer.ts";
import { DataRows } from "./data-rows.ts";
import { PacketRows } from "./packet-rows.ts";
import { RecordRows, type RecordWriters } from "./record-rows.ts";
import { Retention } from "./retention.ts";
import { STATEMENTS, statementsOf } from "./statements.ts";
import { readPackets, storedPackets } from "./store.ts";

const GPS_SEC = 10;
/** Version from which `packets` has the length on the air. */
const FULL_LENGTH_VERSION = 9;
/** Blocks, rows and bytes of a block that wait for the disk: packets, and each other table. */
const PACKET_BLOCKS_MAX = 128;
const PACKET_ROWS_MAX = 2048;
const PACKET_BYTES_MAX = 512 * 1024;
const RECORD_BLOCKS_MAX = 4;
const RECORD_ROWS_MAX = 256;
const RECORD_BYTES_MAX = 256 * 1024;
/** Makes one file of it that needs nothing beside it. */
const LAST_STATEMENTS = ["PRAGMA wal_checkpoint(TRUNCATE)", "PRAGMA journal_mode=DELETE"];
const encoder = new TextEncoder();

export interface KismetFile {
  readonly database: Database;
  readonly databases: Databases;
  readonly version: number;
  /** Last packet number in a file that is continued. */
  readonly numberOffset: number;
  /** The file has no name any more: nobody else can open it. */
  readonly ephemeral: boolean;
}

export class KismetSession implements LogSession {
  readonly description = "Kismet database log (kismetdb)";
  readonly store: PacketStore;
  readonly #context: LogContext;
  readonly #options: LogOpenOptions;
  readonly #file: KismetFile;
  readonly #writers: readonly BlockWriter[];
  readonly #packets: PacketRows | undefined;
  readonly #data: DataRows | undefined;
  readonly #records: RecordRows;
  readonly #retention: Retention;
  readonly #unsubscribe: (() => void)[] = [];
  /** Devices that changed from this second on are not in the file yet. */
  #devicesSince: number;
  #flushing: Promise<void> | undefined = undefined;
  #ticks = 0;
  #missedNow = 0;
  #failed = false;

  constructor(context: LogContext, options: LogOpenOptions, file: KismetFile) {
    this.#context = context;
    this.#options = options;
    this.#file = file;
    const { settings } = context;
    const nowMs = context.platform.clock.now();
    this.#devicesSince = options.continues ? Math.floor(nowMs / 1000) : 0;
    const packets = this.#writer(STATEMENTS.packets, true);
    const records: RecordWriters = {
      devices: this.#writer(STATEMENTS.devices),
      datasources: this.#writer(STATEMENTS.datasources),
      alerts: this.#writer(STATEMENTS.alerts),
      messages: this.#writer(STATEMENTS.messages),
      snapshots: this.#writer(STATEMENTS.snapshots),
    };
    const data = this.#writer(STATEMENTS.data, true);
    this.#writers = [packets, data, ...Object.values(records)];
    this.#records = new RecordRows(context, records);
    this.#packets = settings.flag("kis_log_packets")
      ? new PacketRows(context, packets, options.record, file.version, file.numberOffset)
      : undefined;
    this.#data = this.#packets && new DataRows(context, data, this.#packets.choice);
    this.#retention = new Retention(settings, file.database, (error) => this.#tell(error));
    this.store = {
      packets: (query) => {
        const { database, databases, version, ephemeral } = file;
        const hasFullLength = version >= FULL_LENGTH_VERSION;
        packets.flush();
        return ephemeral
          ? storedPackets(database, query, hasFullLength)
          : readPackets(databases, options.path, query, hasFullLength);
      },
      dropPackets: (beforeSec) =>
        file.database.run("DELETE FROM packets WHERE ts_sec <= ?", [beforeSec]),
      addPointOfInterest: (note) => {
        const json = encoder.encode(JSON.stringify(note === undefined ? {} : { note }));
        this.#records.snapshot("POI", context.platform.clock.now(), json);
      },
    };
    this.#begin(nowMs);
  }

  packets(batch: PacketBatch): void {
    this.#missedNow += this.#packets?.handle(batch) ?? 0;
    const reports = this.#data?.handle(batch) ?? 0;
    this.#options.record.dropped += reports;
    this.#missedNow += reports;
  }

  tick(nowMs: number): void {
    const { settings, stores } = this.#context;
    const ticks = ++this.#ticks;
    const isDue = (flag: string, rate: number): boolean =>
      settings.flag(flag) && ticks % Math.max(1, rate) === 0;
    if (isDue("kis_log_gps_track", GPS_SEC)) this.#records.positions(nowMs);
    if (isDue("kis_log_system_status", settings.integer("kis_log_system_status_rate"))) {
      this.#records.systemStatus(nowMs);
    }
    if (isDue("kis_log_datasources", settings.integer("kis_log_datasource_rate"))) {
      for (const source of stores.datasources()) this.#records.datasource(source);
    }
    if (isDue("kis_log_devices", settings.integer("kis_log_device_rate"))) this.#flushDevices();
    this.#retention.tick(nowMs, ticks);
    this.#tellMissed();
  }

  async close(): Promise<void> {
    for (const unsubscribe of this.#unsubscribe) unsubscribe();
    const { settings, stores } = this.#context;
    if (!this.#failed) {
      if (settings.flag("kis_log_devices")) {
        await this.#flushing;
        this.#flushDevices();
        await this.#flushing;
      }
      if (settings.flag("kis_log_datasources")) {
        for (const source of stores.datasources()) this.#records.datasource(source);
      }
    }
    await Promise.all(this.#writers.map((writer) => writer.settle()));
    await this.#file.database.close(this.#file.ephemeral ? [] : LAST_STATEMENTS);
  }

  /** What was there before the log, and everything that is announced from now on. */
  #begin(nowMs: number): void {
    const { bus, settings, stores } = this.#context;
    const records = this.#records;
    const on = this.#unsubscribe;
    // Readers of the format look for this snapshot first.
    if (settings.flag("kis_log_system_status")) records.systemStatus(nowMs);
    if (settings.flag("kis_log_messages")) {
      if (!this.#options.continues) {
        for (const message of stores.messages.all()) records.message(message);
      }
      on.push(bus.subscribe("MESSAGE", ({ payload }) => records.message(payload)));
    }
    if (settings.flag("kis_log_alerts")) {
      if (!this.#options.continues) { for (const one of stores.alerts.all()) records.alert(one); }
      on.push(bus.subscribe("ALERT", ({ payload }) => records.alert(payload)));
    }
    if (settings.flag("kis_log_datasources")) {
      for (const source of stores.datasources()) records.datasource(source);
      on.push(bus.subscribe("NEW_DATASOURCE", ({ payload }) => records.datasource(payload)));
      const again = (uuid: string): void => {
        for (const source of stores.datasources()) {
          if (source.uuid === uuid) records.datasource(source);
        }
      };
      on.push(bus.subscribe("DATASOURCE_OPENED", ({ payload }) => again(payload)));
      on.push(bus.subscribe("DATASOURCE_ERROR", ({ payload }) => again(payload)));
    }
  }

  #flushDevices(): void {
    if (this.#flushing !== undefined || this.#failed) return;
    const nowSec = Math.floor(this.#context.platform.clock.now() / 1000);
    // After a clock was set back nobody knows what changed since: all are written again.
    const since = nowSec < this.#devicesSince ? 0 : this.#devicesSince;
    // Devices may change again within this second after their rows were made.
    this.#devicesSince = nowSec;
    this.#flushing = this.#records.devices(since)
      .catch((error: unknown) => {
        this.#devicesSince = Math.min(since, this.#devicesSince);
        this.#tell(error);
      })
      .finally(() => {
        this.#flushing = undefined;
      });
  }

  #tellMissed(): void {
    if (this.#missedNow === 0) return;
    const missed = this.#missedNow;
    this.#missedNow = 0;
    this.#options.lost(`the disk is too slow: ${missed} packets were not logged`);
  }

  #writer(statement: number, isPackets = false): BlockWriter {
    const { record } = this.#options;
    return new BlockWriter({
      database: this.#file.database,
      clock: this.#context.platform.clock,
      statement,
      columns: statementsOf(this.#file.version)[statement]!.columns,
      rowsMax: isPackets ? PACKET_ROWS_MAX : RECORD_ROWS_MAX,
      bytesMax: isPackets ? PACKET_BYTES_MAX : RECORD_BYTES_MAX,
      blocksMax: isPackets ? PACKET_BLOCKS_MAX : RECORD_BLOCKS_MAX,
      stored: (rows) => {
        if (isPackets) record.packets += rows;
        if (this.#missedNow === 0) this.#options.recovered();
      },
      lost: (rows, error) => {
        if (isPackets) record.dropped += rows;
        this.#tell(error);
      },
    });
  }

  /** A damaged or closed database is given up, everything else may pass. */
  #tell(error: unknown): void {
    const reason = error instanceof Error ? error : new Error(String(error));
    const isOver = error instanceof PlatformError &&
      (error.code === "damaged" || error.code === "closed");
    if (!isOver) {
      this.#options.lost(reason.message);
      return;
    }
    if (this.#failed) return;
    this.#failed = true;
    this.#options.failed(reason);
  }
}
