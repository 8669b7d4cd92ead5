// Packets as rows of `packets` (spec logs-and-config 1.3, 2.2, 2.3, 2.6). Hot: runs once per packet.
import type { LogContext } from "../../../actors/log/log-format.ts";
import {
  isLogged,
  loggedLength,
  type PacketChoice,
  phyNameOf,
} from "../../../actors/log/logged-packets.ts";
import { columnsOf, insertSql, PACKETS_TABLE } from "../../../protocols/kismetdb/schema.ts";
import {
  KIND_NONE,
  LINKTYPE_NONE,
  PACKET_ERROR,
  type PacketBatch,
  packetLocation,
  packetTags,
  SIGNAL_DBM,
} from "../../../protocols/packet/packet-batch.ts";
import type { LogRecord } from "../../../protocols/records/log.ts";
import { NIL_UUID } from "../../../protocols/uuid.ts";
import type { BulkStatement, ColumnKind, RowBlock } from "../../../runtime/database.ts";
import type { BlockWriter } from "./block-writer.ts";

/** Device keys of packets are never filled in: one packet belongs to several devices. */
const GIVEN: Readonly<Record<string, string>> = { devkey: "'0'" };
const MAC_COLUMNS = new Set(["sourcemac", "destmac", "transmac"]);

/** The bulk statement of a version: values come in the order of the columns. */
export function packetStatement(version: number): BulkStatement {
  return {
    sql: insertSql(PACKETS_TABLE, version, GIVEN),
    columns: columnsOf(PACKETS_TABLE, version)
      .filter(({ name }) => GIVEN[name] === undefined)
      .map(({ name, type }): ColumnKind =>
        MAC_COLUMNS.has(name)
          ? "mac"
          : type === "TEXT"
          ? "text"
          : type === "BLOB"
          ? "bytes"
          : "number"
      ),
  };
}

export class PacketRows {
  readonly #context: LogContext;
  readonly #writer: BlockWriter;
  readonly #version: number;
  readonly choice: PacketChoice;
  readonly #record: LogRecord;
  readonly #numberOffset: number;
  readonly #addresses = { source: 0, destination: 0, network: 0, transmitter: 0 };

  /** `numberOffset` is the last packet number of a file that is continued. */
  constructor(
    context: LogContext,
    writer: BlockWriter,
    record: LogRecord,
    version: number,
    numberOffset: number,
  ) {
    this.#context = context;
    this.#writer = writer;
    this.#record = record;
    this.#version = version;
    this.#numberOffset = numberOffset;
    const { settings } = context;
    this.choice = {
      duplicates: settings.flag("kis_log_duplicate_packets"),
      data: settings.flag("kis_log_data_packets"),
      hideData: settings.flag("hidedata") || settings.flag("dontbeevil"),
    };
  }

  /** Adds the packets that belong into the log; the number that found no room. */
  handle(batch: PacketBatch): number {
    // Reports without a frame are rows of another table.
    if (batch.linkType === LINKTYPE_NONE) return 0;
    const { stores, filters } = this.#context;
    const names = stores.phyNames();
    const source = stores.datasource(batch.source?.number ?? 0)?.uuid ?? NIL_UUID;
    let missed = 0;
    for (let index = 0; index < batch.count; index++) {
      if (!isLogged(batch, index, this.choice)) continue;
      const phy = phyNameOf(batch, index, names);
      if (filters.packets.active && this.#isBlocked(batch, index, phy)) continue;
      const length = loggedLength(batch, index, this.choice);
      const block = this.#writer.block(length);
      if (block === undefined) missed += 1;
      else this.#add(block, batch, index, phy, source, length);
    }
    this.#record.dropped += missed;
    return missed;
  }

  #isBlocked(batch: PacketBatch, index: number, phy: string): boolean {
    const addresses = this.#addresses;
    addresses.source = batch.sourceMac[index]!;
    addresses.destination = batch.destinationMac[index]!;
    addresses.network = batch.networkMac[index]!;
    addresses.transmitter = batch.transmitterMac[index]!;
    return this.#context.filters.packets.blocks(phy, addresses);
  }

  #add(
    block: RowBlock,
    batch: PacketBatch,
    index: number,
    phy: string,
    source: string,
    length: number,
  ): void {
    const version = this.#version;
    const timeUs = batch.timestampUs[index]!;
    const seconds = Math.floor(timeUs / 1e6);
    const isKnown = batch.kind[index] !== KIND_NONE;
    const hasRadio = batch.hasRadio[index] !== 0;
    const location = packetLocation(batch, index);
    const fix = location !== undefined && location.fix >= 2 ? location : undefined;
    const start = batch.start[index]!;
    block.number(seconds);
    block.number(Math.floor(timeUs - seconds * 1e6));
    block.text(phy);
    block.mac(batch.sourceMac[index]!);
    block.mac(batch.destinationMac[index]!);
    block.mac(batch.transmitterMac[index]!);
    block.number(isKnown ? batch.freqKhz[index]! : 0);
    block.number(fix === undefined ? 0 : fix.latitude);
    block.number(fix === undefined ? 0 : fix.longitude);
    block.number(fix === undefined ? 0 : fix.altitudeM);
    block.number(fix === undefined ? 0 : fix.speedKmh);
    block.number(fix === undefined ? 0 : fix.headingDegrees);
    block.number(length);
    block.number(hasRadio && batch.signalKind[index] === SIGNAL_DBM ? batch.signal[index]! : 0);
    block.text(source);
    block.number(batch.linkType);
    block.bytes(batch.bytes, start, start + length);
    block.number((batch.flags[index]! & PACKET_ERROR) === 0 ? 0 : 1);
    block.text(packetTags(batch, index));
    if (version >= 7) block.number(hasRadio ? batch.rate[index]! / 10 : 0);
    if (version >= 8) {
      // A signed 32-bit number, as the reference stores it.
      block.number(batch.hash[index]! | 0);
      block.number(this.#numberOffset + batch.number[index]!);
    }
    if (version >= 9) block.number(batch.wireLength[index]!);
    block.endRow();
  }
}
