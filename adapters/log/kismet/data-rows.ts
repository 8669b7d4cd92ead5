// JSON reports of capture tools as rows of `data` (spec logs-and-config 1.4, 2.2): those that a PHY
// took, word for word.
import type { LogContext } from "../../../actors/log/log-format.ts";
import { isLogged, type PacketChoice, UNKNOWN_PHY } from "../../../actors/log/logged-packets.ts";
import {
  type PacketBatch,
  packetLocation,
  type ReportRecord,
  takenReport,
} from "../../../protocols/packet/packet-batch.ts";
import { NIL_UUID } from "../../../protocols/uuid.ts";
import type { RowBlock } from "../../../runtime/database.ts";
import type { BlockWriter } from "./block-writer.ts";

export class DataRows {
  readonly #context: LogContext;
  readonly #writer: BlockWriter;
  readonly #choice: PacketChoice;
  readonly #encoder = new TextEncoder();

  constructor(context: LogContext, writer: BlockWriter, choice: PacketChoice) {
    this.#context = context;
    this.#writer = writer;
    this.#choice = choice;
  }

  /** Adds the reports that belong into the log; the number that found no room. */
  handle(batch: PacketBatch): number {
    if (batch.reportPhys === undefined) return 0;
    const { stores, filters } = this.#context;
    const names = stores.phyNames();
    const source = stores.datasource(batch.source?.number ?? 0)?.uuid ?? NIL_UUID;
    let missed = 0;
    for (let index = 0; index < batch.count; index++) {
      const report = takenReport(batch, index);
      if (report === undefined || !isLogged(batch, index, this.#choice)) continue;
      const phy = names[batch.reportPhys[index]!] ?? UNKNOWN_PHY;
      const isBlocked = filters.packets.active && filters.packets.blocks(phy, {
        source: batch.sourceMac[index]!,
        destination: batch.destinationMac[index]!,
        network: batch.networkMac[index]!,
        transmitter: batch.transmitterMac[index]!,
      });
      if (isBlocked) continue;
      const json = this.#encoder.encode(report.json);
      const row = this.#writer.block(json.length);
      if (row === undefined) missed += 1;
      else addRow(row, batch, index, { phy, source, report, json });
    }
    return missed;
  }
}

interface DataRow {
  readonly phy: string;
  readonly source: string;
  readonly report: ReportRecord;
  readonly json: Uint8Array;
}

/** All versions from 5 on have the same columns. */
function addRow(row: RowBlock, batch: PacketBatch, index: number, data: DataRow): void {
  const timeUs = batch.timestampUs[index]!;
  const seconds = Math.floor(timeUs / 1e6);
  const location = packetLocation(batch, index);
  const fix = location !== undefined && location.fix >= 2 ? location : undefined;
  row.number(seconds);
  row.number(Math.floor(timeUs - seconds * 1e6));
  row.text(data.phy);
  row.mac(batch.sourceMac[index]!);
  row.number(fix === undefined ? 0 : fix.latitude);
  row.number(fix === undefined ? 0 : fix.longitude);
  row.number(fix === undefined ? 0 : fix.altitudeM);
  row.number(fix === undefined ? 0 : fix.speedKmh);
  row.number(fix === undefined ? 0 : fix.headingDegrees);
  row.text(data.source);
  row.text(data.report.type);
  row.bytes(data.json, 0, data.json.length);
  row.endRow();
}
