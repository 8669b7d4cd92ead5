// `moirai log info`: counts, times, places, datasources and tags of kismet logs.
import { type KismetdbFile, selectList } from "../../actors/log/kismetdb-file.ts";
import { DEVICES_TABLE, PACKETS_TABLE, VERSION_TAGS } from "../../protocols/kismetdb/schema.ts";
import { allRows, type SqlValue } from "../../runtime/database.ts";
import type { LogInfoRequest } from "../commands/log-info.ts";
import { formatCount } from "../progress.ts";
import { terminalSafe } from "../../protocols/text/sanitise.ts";
import type { CommandContext } from "../startup.ts";
import { runLogCommand, withLog } from "./log-files.ts";
import { isoTime, textOf } from "./logged-devices.ts";

interface LogInfo {
  readonly file: string;
  readonly version: number;
  readonly release: string;
  readonly counts: Readonly<Record<string, number>>;
  /** Unix seconds; 0 when there is nothing. */
  readonly firstSec: number;
  readonly lastSec: number;
  readonly packetsWithPlace: number;
  /** South, west, north, east of the devices; undefined when no place is known. */
  readonly bounds: readonly number[] | undefined;
  readonly datasources: readonly {
    readonly uuid: string;
    readonly name: string;
    readonly type: string;
    readonly interface: string;
    readonly packets: number;
  }[];
  readonly phys: Readonly<Record<string, number>>;
  readonly tags: Readonly<Record<string, number>>;
}

const COUNTED = ["packets", "devices", "data", "alerts", "messages", "snapshots", "datasources"];

export async function runLogInfo(
  { files, json }: LogInfoRequest,
  context: CommandContext,
): Promise<number> {
  return await runLogCommand(context, async () => {
    const infos: LogInfo[] = [];
    for (const path of files) infos.push(await withLog(context, path, readInfo));
    const text = json
      ? `${JSON.stringify(infos.length === 1 ? infos[0] : infos, null, 2)}\n`
      : infos.map(describe).join("\n");
    await context.terminal.print(text);
  });
}

async function readInfo({ path, database, version, release }: KismetdbFile): Promise<LogInfo> {
  const rows = (sql: string): Promise<SqlValue[][]> => allRows(database, sql);
  const counts: Record<string, number> = {};
  for (const table of COUNTED) {
    counts[table] = Number((await rows(`SELECT count(*) FROM ${table}`))[0]![0]);
  }
  const [[first, last, placed]] = await rows(
    "SELECT min(ts_sec), max(ts_sec), coalesce(sum(lat != 0 AND lon != 0), 0) FROM packets",
  ) as [SqlValue[]];
  const [[deviceFirst, deviceLast]] = await rows(
    "SELECT min(first_time), max(last_time) FROM devices",
  ) as [SqlValue[]];
  const edges = ["min_lat", "min_lon", "max_lat", "max_lon"];
  const [bounds] = await rows(
    "SELECT min(min_lat), min(min_lon), max(max_lat), max(max_lon) FROM " +
      `(SELECT ${selectList(DEVICES_TABLE, version, edges)} FROM devices ` +
      "WHERE min_lat != 0 AND min_lon != 0)",
  );
  const sources = await rows(
    "SELECT uuid, name, typestring, interface, " +
      "(SELECT count(*) FROM packets WHERE datasource = uuid) FROM datasources",
  );
  return {
    file: path,
    version,
    release,
    counts,
    firstSec: Number(first ?? deviceFirst ?? 0),
    lastSec: Number(last ?? deviceLast ?? 0),
    packetsWithPlace: Number(placed),
    bounds: bounds?.[0] === null ? undefined : bounds?.map(Number),
    datasources: sources.map(([uuid, name, type, place, packets]) => ({
      uuid: textOf(uuid),
      name: textOf(name),
      type: textOf(type),
      interface: textOf(place),
      packets: Number(packets),
    })),
    phys: Object.fromEntries(
      (await rows("SELECT phyname, count(*) FROM devices GROUP BY 1 ORDER BY 1"))
        .map(([name, count]) => [textOf(name), Number(count)]),
    ),
    tags: await readTags(rows, version),
  };
}

async function readTags(
  rows: (sql: string) => Promise<SqlValue[][]>,
  version: number,
): Promise<Record<string, number>> {
  if (version < VERSION_TAGS) return {};
  const list = selectList(PACKETS_TABLE, version, ["tags"]);
  const tags: Record<string, number> = Object.create(null);
  for (const [text, count] of await rows(`SELECT ${list}, count(*) FROM packets GROUP BY tags`)) {
    for (const tag of textOf(text).split(" ")) {
      if (tag !== "") tags[tag] = (tags[tag] ?? 0) + Number(count);
    }
  }
  return tags;
}

function describe(info: LogInfo): string {
  const lines = [
    info.file,
    `  version    ${info.version}, written by Kismet ${info.release}`,
    ...info.firstSec === 0
      ? []
      : [`  time       ${isoTime(info.firstSec)} to ${isoTime(info.lastSec)}`],
    `  packets    ${formatCount(info.counts.packets!)}, ` +
    `${formatCount(info.packetsWithPlace)} with a position`,
    `  devices    ${formatCount(info.counts.devices!)}${listOf(info.phys)}`,
    ...["data", "alerts", "messages", "snapshots"].map((table) =>
      `  ${table.padEnd(10)} ${formatCount(info.counts[table]!)}`
    ),
  ];
  if (info.bounds !== undefined) {
    const [south, west, north, east] = info.bounds;
    lines.push(`  area       ${south} to ${north} north, ${west} to ${east} east`);
  }
  for (const { uuid, name, type, interface: place, packets } of info.datasources) {
    lines.push(`  source     ${uuid} ${type} ${name} (${place}), ${formatCount(packets)} packets`);
  }
  for (const [tag, count] of Object.entries(info.tags)) {
    lines.push(`  tag        ${tag} ${formatCount(count)}`);
  }
  return `${lines.map(terminalSafe).join("\n")}\n`;
}

function listOf(counts: Readonly<Record<string, number>>): string {
  const parts = Object.entries(counts).map(([name, count]) => `${name} ${formatCount(count)}`);
  return parts.length === 0 ? "" : ` (${parts.join(", ")})`;
}
