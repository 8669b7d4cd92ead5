import { expect, test } from "vitest";
import {
  formatCount,
  formatNumberOf,
  formatProgress,
  packetsPerSecond,
} from "../../cli/progress.ts";

const progress = {
  bytesDone: 600,
  bytesTotal: 1000,
  packets: 1_234_567,
  devices: 66,
  elapsedMs: 1500,
};

test("formatProgress() shows a bar, percent, packets, rate and devices", () => {
  expect(formatProgress(progress, 100)).toBe(
    "[##################            ]  60 %  1,234,567 packets  823,000/s  66 devices",
  );
});

test("formatProgress() fits the terminal, without a bar when that is narrow", () => {
  for (let columns = 10; columns < 120; columns++) {
    expect(formatProgress(progress, columns).length).toBeLessThanOrEqual(columns);
  }
  expect(formatProgress(progress, 55)).toBe(
    " 60 %  1,234,567 packets  823,000/s  66 devices",
  );
});

test("formatProgress() stays sane for empty, growing and instant reads", () => {
  expect(formatProgress({ ...progress, bytesTotal: 0, elapsedMs: 0 }, 50)).toContain("  0 %");
  expect(formatProgress({ ...progress, bytesDone: 5000 }, 50)).toContain("100 %");
});

test("packetsPerSecond() rounds to three digits", () => {
  expect(packetsPerSecond({ packets: 1_234_567, elapsedMs: 1000 })).toBe(1_230_000);
  expect(packetsPerSecond({ packets: 12, elapsedMs: 1000 })).toBe(12);
  expect(packetsPerSecond({ packets: 12, elapsedMs: 0 })).toBe(0);
});

test("formatCount() and formatNumberOf() write numbers for people", () => {
  expect(formatCount(0)).toBe("0");
  expect(formatCount(1000)).toBe("1,000");
  expect(formatNumberOf(1, "device")).toBe("1 device");
  expect(formatNumberOf(2500, "device")).toBe("2,500 devices");
});
