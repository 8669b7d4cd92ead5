// The progress bar of `read`: one line on a terminal that is written over as packets go by.
import { cutText } from "./text-width.ts";

export interface Progress {
  readonly bytesDone: number;
  readonly bytesTotal: number;
  readonly packets: number;
  readonly devices: number;
  readonly elapsedMs: number;
}

const BAR_COLUMNS_MAX = 30;
const BAR_COLUMNS_MIN = 5;

/** `[######    ]  61 %  1,234,567 packets  812,000/s  66 devices` in at most `columns`. */
export function formatProgress(progress: Progress, columns: number): string {
  const { bytesDone, bytesTotal, packets, devices } = progress;
  const share = bytesTotal > 0 ? Math.min(1, bytesDone / bytesTotal) : 0;
  const percent = `${Math.floor(share * 100)}`.padStart(3);
  const facts = `${percent} %  ${formatCount(packets)} packets  ` +
    `${formatCount(packetsPerSecond(progress))}/s  ${formatCount(devices)} devices`;
  const room = Math.min(BAR_COLUMNS_MAX, columns - facts.length - 4);
  if (room < BAR_COLUMNS_MIN) return cutText(facts, columns);
  const filled = Math.floor(share * room);
  return `[${"#".repeat(filled)}${" ".repeat(room - filled)}] ${facts}`;
}

/** Three significant digits are all that a rate means. */
export function packetsPerSecond(progress: Pick<Progress, "packets" | "elapsedMs">): number {
  if (progress.elapsedMs <= 0) return 0;
  const rate = (progress.packets * 1000) / progress.elapsedMs;
  const unit = 10 ** Math.max(0, Math.floor(Math.log10(Math.max(1, rate))) - 2);
  return Math.round(rate / unit) * unit;
}

/** 1234567 as 1,234,567, the same for every locale. */
export function formatCount(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ",");
}

/** `1 device`, `2 devices`. */
export function formatNumberOf(count: number, noun: string): string {
  return `${formatCount(count)} ${noun}${count === 1 ? "" : "s"}`;
}
