import { describe, expect, test } from "vitest";
import { RecordingFile, valuePayload } from "../../../actors/record/recording-file.ts";
import { createSimulatedPlatform } from "../../../adapters/platform/simulated.ts";
import {
  RECORD_LOST,
  RECORD_MESSAGE,
  type RecordingStart,
} from "../../../protocols/recording/recording-format.ts";
import { decodeValue } from "../../../protocols/recording/recorded-value.ts";
import { RecordingReader } from "../../../protocols/recording/recording-reader.ts";

const START: RecordingStart = {
  version: "1",
  startMs: 0,
  seed: 1,
  serverUuid: "x",
  hostname: "here",
  user: { name: "x", id: 1, home: "/" },
  settings: {},
  logging: false,
};

async function begin(waitingBytesMax: number, failed: (error: unknown) => void = () => {}) {
  const platform = createSimulatedPlatform({ seed: 1, startMs: 0 });
  const file = await RecordingFile.begin(await platform.files.create("/r"), platform.clock, START, {
    failed,
    waitingBytesMax,
  });
  return { platform, file };
}

/** Packing is done by the engine beside the virtual clock. */
async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setImmediate(resolve));
}

describe("RecordingFile", () => {
  test("leaves out what the disk cannot take in time, and says in the file where and how much", async () => {
    const { platform, file } = await begin(1_000_000);
    const big = valuePayload("x".repeat(400_000));
    // Nothing is written before the caller gives way, so the fourth finds no room any more.
    for (let at = 1; at <= 6; at++) file.append(RECORD_MESSAGE, at, big);
    expect([file.events, file.lost]).toEqual([3, 3]);
    const before = file.size;
    await until(() => file.size > before);
    file.append(RECORD_MESSAGE, 7, valuePayload("again"));
    await file.close(8);

    const reader = await RecordingReader.open(await platform.files.open("/r"));
    const types: number[] = [];
    for (let event = await reader.next(); event !== undefined; event = await reader.next()) {
      types.push(event.type);
      if (event.type === RECORD_LOST) expect(decodeValue(event.payload)).toEqual({ count: 3 });
    }
    expect(types).toEqual([
      RECORD_MESSAGE,
      RECORD_MESSAGE,
      RECORD_MESSAGE,
      RECORD_LOST,
      RECORD_MESSAGE,
    ]);
    expect([reader.problem, reader.lost]).toEqual(["", 3]);
  });

  test("tells once that the disk is full, and counts what is missing", async () => {
    const failures: unknown[] = [];
    const { platform, file } = await begin(10_000_000, (error) => failures.push(error));
    platform.files.freeBytes = 10;
    for (let at = 1; at <= 3; at++) {
      file.append(RECORD_MESSAGE, at, valuePayload("x".repeat(600_000)));
    }
    await until(() => failures.length > 0);
    file.append(RECORD_MESSAGE, 4, valuePayload("lost"));
    await file.close(5);
    expect([file.events, file.lost]).toEqual([0, 4]);
    expect(failures).toHaveLength(1);
    expect(String(failures[0])).toContain("no space");
    const reader = await RecordingReader.open(await platform.files.open("/r"));
    while (await reader.next() !== undefined);
    expect(reader.problem).not.toBe("");
  });
});
