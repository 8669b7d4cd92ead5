// `moirai log to-pcap`: packets of a kismet log, chosen and in order of time, as pcapng with an
// interface for each datasource and link type, or as classic pcap.
import { type KismetdbFile, selectList } from "../../actors/log/kismetdb-file.ts";
import { LogError } from "../../actors/log/log-format.ts";
import { packetConditions, type PacketQuery } from "../../actors/log/packet-store.ts";
import { PACKETS_TABLE, VERSION_TAGS } from "../../protocols/kismetdb/schema.ts";
import { formatMac } from "../../protocols/mac.ts";
import {
  OPTION_COMMENT,
  OPTION_INTERFACE_DESCRIPTION,
  OPTION_INTERFACE_NAME,
  OPTION_USER_APPLICATION,
  PcapngWriter,
} from "../../protocols/pcap/pcapng-writer.ts";
import { encodePcapHeader, encodePcapRecord } from "../../protocols/pcap/pcap-writer.ts";
import { allRows, type SqlValue } from "../../runtime/database.ts";
import type { LogToPcapRequest } from "../commands/log-to-pcap.ts";
import { formatNumberOf } from "../progress.ts";
import { type CommandContext, say } from "../startup.ts";
import { type LogOutput, runLogCommand, withLog, withOutput, WorkProgress } from "./log-files.ts";
import { textOf } from "./logged-devices.ts";

const COLUMNS = [
  "ts_sec",
  "ts_usec",
  "dlt",
  "datasource",
  "packet",
  "packet_full_len",
  "lat",
  "lon",
  "alt",
  "tags",
];

interface SourceRow {
  readonly uuid: string;
  readonly name: string;
  readonly place: string;
  readonly definition: string;
}

export async function runLogToPcap(
  request: LogToPcapRequest,
  context: CommandContext,
): Promise<number> {
  return await runLogCommand(
    context,
    () => withLog(context, request.file, (file) => convert(request, file, context)),
  );
}

async function convert(
  request: LogToPcapRequest,
  file: KismetdbFile,
  context: CommandContext,
): Promise<void> {
  const { database, version } = file;
  if (context.terminal.printsToTerminal && (request.out === undefined || request.out === "-")) {
    throw new LogError("a capture is nothing for a terminal: name a file with --out");
  }
  const sources = await readSources(file);
  const conditions = packetConditions(queryOf(request, file, sources));
  const { parameters } = conditions;
  // Reports without a packet, and packets that were stripped, have no bytes.
  const where = `${conditions.sql === "" ? "WHERE" : `${conditions.sql} AND`} length(packet) > 0`;
  const [[total]] = await allRows(
    database,
    `SELECT count(*) FROM packets ${where}`,
    parameters,
  ) as [[number]];
  const linkTypes = (await allRows(
    database,
    `SELECT DISTINCT dlt FROM packets ${where}`,
    parameters,
  )).map(([dlt]) => Number(dlt));
  if (request.classic && linkTypes.length > 1) {
    throw new LogError(
      `--old-pcap holds one link type, and there are ${linkTypes.join(", ")}; choose with --dlt`,
    );
  }
  const progress = new WorkProgress(context, total, "packets");
  await withOutput(context, request, async (output) => {
    const writer = request.classic
      ? new ClassicWriter(output, linkTypes[0] ?? 0)
      : new NgWriter(output, sources, !request.withoutGps);
    await writer.begin();
    let done = 0;
    const rows = database.query(
      `SELECT ${selectList(PACKETS_TABLE, version, COLUMNS)} FROM packets ${where} ` +
        "ORDER BY ts_sec, ts_usec, rowid",
      parameters,
    );
    for await (const page of rows) {
      for (const row of page) await writer.packet(row);
      done += page.length;
      progress.show(done);
    }
  });
  progress.end();
  say(context.terminal, `${formatNumberOf(total, "packet")} written`);
}

async function readSources({ database }: KismetdbFile): Promise<SourceRow[]> {
  const rows = await allRows(
    database,
    "SELECT uuid, name, interface, definition FROM datasources",
  );
  return rows.map(([uuid, name, place, definition]) => ({
    uuid: textOf(uuid),
    name: textOf(name),
    place: textOf(place),
    definition: textOf(definition),
  }));
}

function queryOf(
  { device, fromSec, untilSec, datasource, tag, linkType }: LogToPcapRequest,
  { version }: KismetdbFile,
  sources: readonly SourceRow[],
): PacketQuery {
  const source = datasource === undefined
    ? undefined
    : sources.find(({ uuid, name, place }) =>
      uuid === datasource.toUpperCase() || name === datasource || place === datasource
    );
  if (datasource !== undefined && source === undefined) {
    const known = sources.map(({ uuid, name }) => `${uuid} (${name})`).join(", ");
    throw new LogError(`there is no datasource ${datasource}; there are ${known || "none"}`);
  }
  if (tag !== undefined && version < VERSION_TAGS) {
    throw new LogError(`a log of version ${version} has no tags`);
  }
  return {
    ranges: [
      ...fromSec === undefined && untilSec === undefined ? [] : [{
        column: "ts_sec" as const,
        ...fromSec !== undefined && { min: Math.floor(fromSec) },
        ...untilSec !== undefined && { max: Math.floor(untilSec) },
      }],
      ...linkType === undefined ? [] : [{ column: "dlt" as const, min: linkType, max: linkType }],
    ],
    patterns: [
      ...source === undefined ? [] : [{ column: "datasource" as const, pattern: source.uuid }],
      ...tag === undefined ? [] : [{ column: "tags" as const, pattern: `%${tag}%` }],
    ],
    ...device !== undefined && { device: formatMac(device) },
  };
}

interface PacketWriter {
  begin(): Promise<void>;
  packet(row: readonly SqlValue[]): Promise<void>;
}

const bytesOf = (row: readonly SqlValue[]): Uint8Array =>
  row[4] instanceof Uint8Array ? row[4] : new Uint8Array(0);
const timeUsOf = (row: readonly SqlValue[]): number => Number(row[0]) * 1e6 + Number(row[1]);

class ClassicWriter implements PacketWriter {
  readonly #output: LogOutput;
  readonly #linkType: number;

  constructor(output: LogOutput, linkType: number) {
    this.#output = output;
    this.#linkType = linkType;
  }

  begin(): Promise<void> {
    return this.#output.write(encodePcapHeader(this.#linkType));
  }

  packet(row: readonly SqlValue[]): Promise<void> {
    const bytes = bytesOf(row);
    const wire = Math.max(bytes.length, Number(row[5]));
    return this.#output.write(encodePcapRecord(timeUsOf(row), bytes, wire));
  }
}

class NgWriter implements PacketWriter {
  readonly #output: LogOutput;
  readonly #sources: readonly SourceRow[];
  readonly #withGps: boolean;
  readonly #writer = new PcapngWriter();
  readonly #interfaces = new Map<string, number>();

  constructor(output: LogOutput, sources: readonly SourceRow[], withGps: boolean) {
    this.#output = output;
    this.#sources = sources;
    this.#withGps = withGps;
  }

  begin(): Promise<void> {
    const value = "Kismet kismetdb_to_pcapng (moirai)";
    this.#writer.section([{ code: OPTION_USER_APPLICATION, value }]);
    return this.#flush();
  }

  packet(row: readonly SqlValue[]): Promise<void> {
    const writer = this.#writer;
    const bytes = bytesOf(row);
    const number = this.#interfaceOf(Number(row[2]), textOf(row[3]));
    const wire = Math.max(bytes.length, Number(row[5]));
    writer.beginPacket(number, timeUsOf(row), bytes, 0, bytes.length, wire);
    const tags = textOf(row[9]);
    if (tags !== "") writer.packetOption(OPTION_COMMENT, tags);
    const [latitude, longitude, altitudeM] = [Number(row[6]), Number(row[7]), Number(row[8])];
    if (this.#withGps && latitude !== 0 && longitude !== 0) {
      writer.packetLocation({
        latitude,
        longitude,
        altitudeM,
        speedKmh: 0,
        headingDegrees: 0,
        fix: altitudeM === 0 ? 2 : 3,
      });
    }
    writer.endPacket();
    return this.#flush();
  }

  #interfaceOf(linkType: number, uuid: string): number {
    const key = `${linkType} ${uuid}`;
    let number = this.#interfaces.get(key);
    if (number === undefined) {
      const { name = "unknown", place = "unknown", definition = "" } =
        this.#sources.find((source) => source.uuid === uuid) ?? {};
      number = this.#writer.interface(linkType, [
        { code: OPTION_INTERFACE_NAME, value: place },
        {
          code: OPTION_INTERFACE_DESCRIPTION,
          value: `Kismet datasource ${name} (${place} - ${definition})`,
        },
      ]);
      this.#interfaces.set(key, number);
    }
    return number;
  }

  #flush(): Promise<void> {
    return this.#output.write(this.#writer.take());
  }
}
