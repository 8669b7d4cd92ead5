// Devices as rows of text: the columns of the table, and any other selection of fields. Records come
// as the server's own answers, so that a terminal, a CSV file and a client see the same.
import { terminalSafe } from "../protocols/text/sanitise.ts";
import type { TextColumn } from "./text-table.ts";

export interface DeviceColumn extends TextColumn {
  /** Field path, as clients select it. */
  readonly path: string;
  readonly format: (value: unknown) => string;
}

const NAME = "kismet.device.base.commonname";
const ADDRESS = "kismet.device.base.macaddr";

const asText = (value: unknown): string => terminalSafe(valueText(value));
/** Zero stands for "not known" in these. */
const unlessZero = (value: unknown): string => (value === 0 ? "" : asText(value));

/** What a table shows when nobody chose. */
export const DEVICE_COLUMNS: readonly DeviceColumn[] = [
  column("Name", NAME, "left", 12, 40, 0, asText),
  column("Type", "kismet.device.base.type", "left", 9, 20, 3, asText),
  column("Address", ADDRESS, "left", 17, 17, 1, asText),
  column("Encryption", "kismet.device.base.crypt", "left", 8, 24, 4, asText),
  column("Ch", "kismet.device.base.channel", "right", 3, 8, 5, asText),
  column(
    "dBm",
    "kismet.device.base.signal/kismet.common.signal.last_signal",
    "right",
    4,
    5,
    6,
    unlessZero,
  ),
  column("Packets", "kismet.device.base.packets.total", "right", 7, 12, 2, asText),
  column("Last seen (UTC)", "kismet.device.base.last_time", "left", 19, 19, 7, formatTime),
  column("Maker", "kismet.device.base.manuf", "left", 8, 30, 8, asText),
];

/** Columns for paths that somebody chose. */
export function columnsOfPaths(paths: readonly string[]): DeviceColumn[] {
  return paths.map((path, index) => {
    const title = path.split("/").at(-1)!;
    return column(title, path, "left", Math.min(12, title.length), 60, index, asText);
  });
}

/**
 * Fields to ask for: the path is also the name in the answer, because two paths may end alike.
 */
export function selectionOf(columns: readonly { readonly path: string }[]): [string, string][] {
  return columns.map(({ path }) => [path, path]);
}

/** Cells of one record; a name that only repeats the address is left out. */
export function rowOf(columns: readonly DeviceColumn[], record: Record<string, unknown>): string[] {
  const address = record[ADDRESS];
  return columns.map(({ path, format }) =>
    path === NAME && record[path] === address ? "" : format(record[path])
  );
}

function column(
  title: string,
  path: string,
  align: "left" | "right",
  least: number,
  most: number,
  rank: number,
  format: (value: unknown) => string,
): DeviceColumn {
  return { title, path, align, least, most, rank, format };
}

function valueText(value: unknown): string {
  if (value === undefined || value === null) return "";
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

function formatTime(value: unknown): string {
  if (typeof value !== "number" || value <= 0 || value > 8.64e12) return "";
  return new Date(value * 1000).toISOString().slice(0, 19).replace("T", " ");
}
