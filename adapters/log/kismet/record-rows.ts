// Everything of a kismetdb but packets: messages, alerts, datasources, snapshots, devices, each as
// rows with the record's JSON (spec logs-and-config 1.2, 1.5 to 1.8, 2.1, 3).
import type { LogContext } from "../../../actors/log/log-format.ts";
import { UNKNOWN_PHY } from "../../../actors/log/logged-packets.ts";
import { formatMac } from "../../../protocols/mac.ts";
import type { AlertRecord } from "../../../protocols/records/alert.ts";
import { datasource } from "../../../protocols/records/datasource-table.ts";
import type { DatasourceRecord } from "../../../protocols/records/datasource.ts";
import { formatDeviceKey } from "../../../protocols/records/device-key.ts";
import type { DeviceRecord } from "../../../protocols/records/device.ts";
import { field, record, type RecordTable, uuid } from "../../../protocols/records/field.ts";
import {
  MESSAGE_DEBUG,
  MESSAGE_ERROR,
  MESSAGE_FATAL,
  MESSAGE_INFO,
  type MessageRecord,
} from "../../../protocols/records/message.ts";
import { alert, SYSTEM_TABLE } from "../../../protocols/records/server-tables.ts";
import type { SystemRecord } from "../../../protocols/records/system.ts";
import { encodeValue } from "../../../protocols/serialize/encode.ts";
import type { RowBlock } from "../../../runtime/database.ts";
import type { BlockWriter } from "./block-writer.ts";

/** What each table's rows go through. */
export interface RecordWriters {
  readonly devices: BlockWriter;
  readonly datasources: BlockWriter;
  readonly alerts: BlockWriter;
  readonly messages: BlockWriter;
  readonly snapshots: BlockWriter;
}

/** Flag bits in the order in which the first that is set names the message; others name none. */
const MESSAGE_TYPES: readonly (readonly [bit: number, name: string])[] = [
  [MESSAGE_INFO, "INFO"],
  [MESSAGE_ERROR, "ERROR"],
  [MESSAGE_DEBUG, "DEBUG"],
  [MESSAGE_FATAL, "FATAL"],
];

/** The public library looks for the server's UUID under its older name. */
const SYSTEM_SNAPSHOT_TABLE: RecordTable<SystemRecord> = {
  name: "system_snapshot",
  fields: [
    ...SYSTEM_TABLE.fields,
    field("kismet.system.server_uuid", uuid, "UUID of the server", (s) => s.serverUuid),
  ],
};
const decoder = new TextDecoder();
const systemSnapshot = record(() => SYSTEM_SNAPSHOT_TABLE);

export class RecordRows {
  /** Rows that found no room. */
  missed = 0;
  readonly #context: LogContext;
  readonly #writers: RecordWriters;

  constructor(context: LogContext, writers: RecordWriters) {
    this.#context = context;
    this.#writers = writers;
  }

  message(message: MessageRecord): void {
    const row = this.#row(this.#writers.messages, 0);
    if (row === undefined) return;
    row.number(message.timeSec);
    this.#here(row);
    row.text(MESSAGE_TYPES.find(([bit]) => (message.flags & bit) !== 0)?.[1] ?? "");
    row.text(message.text);
    row.endRow();
  }

  alert(one: AlertRecord): void {
    const json = this.#json(alert, one);
    const row = this.#row(this.#writers.alerts, json.length);
    if (row === undefined) return;
    this.#time(row, one.timestamp * 1000);
    row.text(this.#context.stores.phyNames()[one.phyId] ?? UNKNOWN_PHY.toUpperCase());
    row.mac(one.transmitter);
    row.number(one.location.latitude);
    row.number(one.location.longitude);
    row.text(one.header);
    row.bytes(json);
    row.endRow();
  }

  datasource(source: DatasourceRecord): void {
    const json = this.#json(datasource, source);
    const row = this.#row(this.#writers.datasources, json.length);
    if (row === undefined) return;
    row.text(source.uuid);
    row.text(source.driver.type);
    row.text(source.definition);
    row.text(source.name);
    row.text(source.interface);
    row.bytes(json);
    row.endRow();
  }

  systemStatus(nowMs: number): void {
    this.snapshot("SYSTEM", nowMs, this.#json(systemSnapshot, this.#context.stores.system()));
  }

  /** One row for each receiver of positions. */
  positions(nowMs: number): void {
    for (const { latitude, longitude, json } of this.#context.stores.positions()) {
      this.snapshot("GPS", nowMs, json, latitude, longitude);
    }
  }

  snapshot(
    type: string,
    nowMs: number,
    json: Uint8Array,
    latitude = this.#context.stores.location().latitude,
    longitude = this.#context.stores.location().longitude,
  ): void {
    const row = this.#row(this.#writers.snapshots, 0);
    if (row === undefined) return;
    this.#time(row, nowMs);
    row.number(latitude);
    row.number(longitude);
    row.text(type);
    row.text(decoder.decode(json));
    row.endRow();
  }

  /** Writes devices that changed at `sinceSec` or later; resolves when their rows are on the way. */
  async devices(sinceSec: number): Promise<void> {
    const { slices, stores, filters } = this.#context;
    const changed: DeviceRecord[] = [];
    await slices.run((function* () {
      let count = 0;
      for (const device of stores.devices.all()) {
        if (
          device.modTime >= sinceSec && !filters.devices.blocks(device.phy.name, device.mac)
        ) changed.push(device);
        if (++count % 1000 === 0) yield;
      }
    })());
    let next = 0;
    while (next < changed.length) {
      // A slow disk makes this wait, not the server.
      await this.#writers.devices.nextBlock(0);
      next = await slices.run(this.#deviceRows(changed, next));
    }
  }

  /** Adds rows while there are blocks; the index of the first device that found none. */
  *#deviceRows(devices: readonly DeviceRecord[], from: number): Generator<void, number, void> {
    for (let at = from; at < devices.length; at++) {
      const device = devices[at]!;
      const json = this.#json(this.#context.device, device);
      const block = this.#writers.devices.block(json.length);
      if (block === undefined) return at;
      addDevice(block, device, json);
      yield;
    }
    return devices.length;
  }

  #json<V>(type: Parameters<typeof encodeValue<V>>[0], value: V): Uint8Array {
    const nowSec = Math.floor(this.#context.platform.clock.now() / 1000);
    return encodeValue(type, value, { format: "json", nowSec });
  }

  #row(writer: BlockWriter, bytes: number): RowBlock | undefined {
    const block = writer.block(bytes);
    if (block === undefined) this.missed += 1;
    return block;
  }

  #time(row: RowBlock, timeMs: number): void {
    const seconds = Math.floor(timeMs / 1000);
    row.number(seconds);
    row.number(Math.round((timeMs - seconds * 1000) * 1000));
  }

  #here(row: RowBlock): void {
    const { latitude, longitude } = this.#context.stores.location();
    row.number(latitude);
    row.number(longitude);
  }
}

function addDevice(row: RowBlock, device: DeviceRecord, json: Uint8Array): void {
  const { location, signal } = device;
  row.number(device.firstTime);
  row.number(device.lastTime);
  row.text(formatDeviceKey(device.phy.hash, device.mac));
  row.text(device.phy.name);
  row.text(formatMac(device.mac));
  row.number(signal?.max ?? 0);
  for (const point of [location?.min, location?.max, location?.average]) {
    row.number(point?.latitude ?? 0);
    row.number(point?.longitude ?? 0);
  }
  row.number(device.dataSize);
  row.text(device.type);
  row.bytes(json);
  row.endRow();
}
