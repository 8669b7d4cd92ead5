import { describe, expect, test } from "vitest";
import { BLOCK_BYTES, MEMORY_BLOCKS_MAX, Spool } from "../../../actors/sensor/spool.ts";
import { createSimulatedPlatform } from "../../../adapters/platform/simulated.ts";
import { DataReport } from "../../../protocols/external/data-report.ts";
import { writeDataReport } from "../../../protocols/external/encode-data-report.ts";
import { frameBytes, readFrameNumber } from "../../../protocols/external/frames.ts";

const PACKET = new Uint8Array(1000);
const never = new AbortController().signal;

function create(bytesMax: number, directory: string | undefined = "/spool") {
  const { files } = createSimulatedPlatform({ seed: 1, startMs: 0 });
  files.put("/spool/x", "");
  const errors: string[] = [];
  const failed = (error: unknown) => void errors.push(String(error));
  const spool = new Spool({ files, directory, name: "s", bytesMax, failed });
  const report = new DataReport();
  const add = (count: number) => {
    for (let added = 0; added < count; added++) {
      report.clear(PACKET);
      report.hasPacket = true;
      report.packetEnd = PACKET.length;
      writeDataReport(spool.buffer, 3, spool.nextNumber, report);
      spool.added();
    }
  };
  const onDisk = async () => (await files.list("/spool")).filter((name) => name !== "x");
  return { spool, files, errors, add, onDisk };
}

/** Numbers of all frames behind `from`, as a sender would read them. */
async function numbers(spool: Spool, from: number): Promise<number[]> {
  const all: number[] = [];
  for (let last = from;;) {
    const run = await spool.read(last);
    if (run === undefined) return all;
    for (let at = 0; at < run.bytes.length;) {
      all.push(readFrameNumber(run.bytes, at));
      at += frameBytes(run.bytes, at, run.bytes.length, false);
    }
    last = run.last;
  }
}

const range = (first: number, last: number) =>
  Array.from({ length: last - first + 1 }, (_, index) => first + index);

describe("Spool", () => {
  test("gives back every frame behind a number, in order, from memory and from disk", async () => {
    const { spool, add, onDisk, errors } = create(100 * BLOCK_BYTES);
    const count = 260 * (MEMORY_BLOCKS_MAX + 6);
    add(count);
    await new Promise((resolve) => setTimeout(resolve, 0));
    expect((await onDisk()).length).toBeGreaterThan(3);
    expect(await numbers(spool, 0)).toEqual(range(1, count));
    expect(await numbers(spool, 700)).toEqual(range(701, count));
    expect(await numbers(spool, count)).toEqual([]);
    expect([spool.lost, errors]).toEqual([0, []]);
    await spool.close();
    expect(await onDisk()).toEqual([]);
  });

  test("forgets what was acknowledged, and removes it from disk", async () => {
    const { spool, add, onDisk } = create(100 * BLOCK_BYTES);
    add(5000);
    spool.acknowledge(4000);
    expect((await numbers(spool, 4000)).at(0)).toBe(4001);
    expect(spool.bytes).toBeLessThan(6 * BLOCK_BYTES);
    spool.acknowledge(5000);
    expect(spool.bytes).toBe(0);
    await spool.close();
    expect(await onDisk()).toEqual([]);
    add(1);
    expect(await numbers(spool, 5000)).toEqual([5001]);
  });

  test("keeps within its limit: the oldest go, and are counted", async () => {
    const { spool, add } = create(4 * BLOCK_BYTES);
    add(5000);
    expect(spool.bytes).toBeLessThanOrEqual(4 * BLOCK_BYTES + BLOCK_BYTES);
    const kept = await numbers(spool, 0);
    expect(kept.at(-1)).toBe(5000);
    expect(kept).toHaveLength(5000 - spool.lost);
    expect(kept).toEqual(range(spool.lost + 1, 5000));
    expect(spool.isCrowded).toBe(true);
  });

  test("stays in memory without a directory, and when the disk takes nothing", async () => {
    const none = create(100 * BLOCK_BYTES, undefined);
    none.add(5000);
    expect(await none.onDisk()).toEqual([]);
    expect(await numbers(none.spool, 0)).toHaveLength(5000);
    const full = create(100 * BLOCK_BYTES);
    full.files.freeBytes = 0;
    full.add(5000);
    expect(await numbers(full.spool, 0)).toHaveLength(5000);
    expect(full.errors[0]).toContain("no space left");
  });

  test("passes over blocks that the disk lost", async () => {
    const { spool, add, onDisk, files } = create(100 * BLOCK_BYTES);
    add(260 * (MEMORY_BLOCKS_MAX + 6));
    await new Promise((resolve) => setTimeout(resolve, 0));
    const [name] = await onDisk();
    await files.remove(`/spool/${name}`);
    const all = await numbers(spool, 0);
    expect(spool.lost).toBeGreaterThan(200);
    expect(all).toHaveLength(260 * (MEMORY_BLOCKS_MAX + 6) - spool.lost);
  });

  test("wakes those who wait for frames or for room", async () => {
    const { spool, add } = create(4 * BLOCK_BYTES);
    let woken = "";
    void spool.after(0, never).then(() => woken += "frames ");
    await Promise.resolve();
    expect(woken).toBe("");
    add(1);
    spool.announce();
    await Promise.resolve();
    await Promise.resolve();
    expect(woken).toBe("frames ");
    add(1000);
    void spool.room(never).then(() => woken += "room");
    await Promise.resolve();
    spool.acknowledge(1001);
    await Promise.resolve();
    await Promise.resolve();
    expect(woken).toBe("frames room");
  });
});
