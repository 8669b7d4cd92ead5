// Packets of a kismetdb log, played again (spec logs-and-config 5.3): as fast as they can be read, in
// real time, or at a given rate.
import { openKismetdb, selectList } from "../../log/kismetdb-file.ts";
import { LogError } from "../../log/log-format.ts";
import { PACKETS_TABLE } from "../../../protocols/kismetdb/schema.ts";
import {
  BATCH_BYTES_MAX,
  BATCH_PACKETS_MAX,
  type PacketBatch,
  type PacketLocation,
} from "../../../protocols/packet/packet-batch.ts";
import type { FillResult } from "../../../protocols/pcap/capture-format.ts";
import type { DriverRecord } from "../../../protocols/records/datasource.ts";
import { allRows, type SqlValue } from "../../../runtime/database.ts";
import { PlatformError } from "../../../runtime/platform.ts";
import { DatasourceError } from "../datasource-error.ts";
import { flagOption, numberOption, type SourceDefinition } from "../definition.ts";
import { Pacer } from "../pacer.ts";
import type { SourceContext, SourceEnd, SourceSession, SourceType } from "../source-type.ts";
import { textIdentity } from "../source-uuid.ts";

const PACKETS_PER_SECOND_MAX = 10_000_000;
const COLUMNS = [
  "ts_sec",
  "ts_usec",
  "dlt",
  "packet",
  "packet_full_len",
  "lat",
  "lon",
  "alt",
  "speed",
  "heading",
];

const driver: DriverRecord = {
  type: "kismetdb",
  description: "Packets of a kismetdb log",
  probeCapable: true,
  listCapable: false,
  localCapable: true,
  remoteCapable: true,
  passiveCapable: false,
  tuningCapable: false,
  hopCapable: false,
};

/** Rows as batches: one link type and one place each. */
class RowReader {
  #rows: readonly SqlValue[][] = [];
  #at = 0;
  #ended = false;
  readonly #bytes = new Uint8Array(BATCH_BYTES_MAX);

  append(rows: readonly SqlValue[][]): void {
    this.#rows = rows;
    this.#at = 0;
  }

  finish(): void {
    this.#ended = true;
  }

  fill(batch: PacketBatch): FillResult {
    batch.count = 0;
    let used = 0;
    for (; this.#at < this.#rows.length && batch.count < BATCH_PACKETS_MAX; this.#at++) {
      const row = this.#rows[this.#at]!;
      const packet = row[3];
      // Logs that were stripped have no packets left, reports never had any.
      if (!(packet instanceof Uint8Array) || packet.length === 0) continue;
      const linkType = Number(row[2]);
      const location = locationOf(row);
      if (batch.count === 0) {
        batch.linkType = linkType;
        batch.location = location;
        // One longer packet is a batch of its own.
        batch.bytes = packet.length > this.#bytes.length ? packet : this.#bytes;
      } else if (
        linkType !== batch.linkType || !isSamePlace(location, batch.location) ||
        used + packet.length > batch.bytes.length
      ) break;
      if (batch.bytes !== packet) batch.bytes.set(packet, used);
      const index = batch.count++;
      batch.start[index] = used;
      batch.capturedLength[index] = packet.length;
      batch.wireLength[index] = Math.max(packet.length, Number(row[4]));
      batch.timestampUs[index] = Number(row[0]) * 1e6 + Number(row[1]);
      used += packet.length;
    }
    if (batch.count > 0) return "packets";
    return this.#ended ? "end" : "more";
  }
}

function locationOf(row: readonly SqlValue[]): PacketLocation | undefined {
  const [latitude, longitude, altitudeM, speedKmh, headingDegrees] = row.slice(5).map(Number);
  if (!latitude && !longitude) return undefined;
  if (!(Math.abs(latitude!) <= 90) || !(Math.abs(longitude!) <= 180)) return undefined;
  return {
    latitude: latitude!,
    longitude: longitude!,
    altitudeM: altitudeM || 0,
    speedKmh: speedKmh || 0,
    headingDegrees: headingDegrees || 0,
    fix: altitudeM ? 3 : 2,
  };
}

function isSamePlace(a: PacketLocation | undefined, b: PacketLocation | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  return a.latitude === b.latitude && a.longitude === b.longitude && a.altitudeM === b.altitudeM &&
    a.speedKmh === b.speedKmh && a.headingDegrees === b.headingDegrees;
}

async function open(definition: SourceDefinition, context: SourceContext): Promise<SourceSession> {
  const path = definition.interface;
  const { databases, clock } = context.platform;
  if (databases === undefined) {
    throw new DatasourceError("unsupported", "this platform has no databases");
  }
  const file = await openKismetdb(databases, path).catch((error: unknown) => {
    if (error instanceof LogError) throw new DatasourceError("not-a-capture", error.message);
    throw error;
  });
  const [first] = await allRows(file.database, "SELECT dlt FROM packets LIMIT 1");
  const pages = file.database.query(
    `SELECT ${selectList(PACKETS_TABLE, file.version, COLUMNS)} FROM packets ` +
      "ORDER BY ts_sec, ts_usec, rowid",
  )[Symbol.asyncIterator]();
  const reader = new RowReader();
  const rate = numberOption(definition, "pps", 1, PACKETS_PER_SECOND_MAX);
  const realtime = flagOption(definition, "realtime", false);
  const pacer = rate === undefined && !realtime
    ? undefined
    : new Pacer(clock, { packetsPerSecond: rate, realtime });
  let closed = false;
  const readOn = async (batch: PacketBatch): Promise<boolean> => {
    batch.count = 0;
    const next = await pages.next().catch((error: unknown) => {
      // Closing ends the query, too.
      if (closed) return { done: true as const, value: undefined };
      throw error;
    });
    if (closed) return false;
    if (next.done) reader.finish();
    else reader.append(next.value);
    return true;
  };
  return {
    holdsWhilePaused: true,
    info: {
      linkType: Number(first?.[0] ?? 0),
      captureInterface: path,
      hardware: "",
      version: context.version,
      channel: "",
      channels: [],
      program: "",
      processId: -1,
    },
    next(batch) {
      if (closed) return false;
      const result = pacer === undefined ? reader.fill(batch) : pacer.fill(batch, reader);
      if (result === "packets") return true;
      if (result === "end") return false;
      if (result === "more") return readOn(batch);
      return result.then(() => !closed);
    },
    end: (): SourceEnd => ({ reason: "end of the log", warning: "" }),
    warning: () => "",
    async close() {
      closed = true;
      pacer?.cancel();
      await file.database.close();
    },
  };
}

export const kismetdb: SourceType = {
  driver,
  uuidProgram: "kismet_cap_kismetdb",
  retryDefault: false,
  async probe(definition, context) {
    if (!/\.kismet$/i.test(definition.interface)) return false;
    try {
      return (await context.platform.files.stat(definition.interface)).isFile;
    } catch (error) {
      // What is wrong with it is told when it is opened.
      if (error instanceof PlatformError) return true;
      throw error;
    }
  },
  identify: (definition) => Promise.resolve(textIdentity(definition.interface)),
  open,
};
