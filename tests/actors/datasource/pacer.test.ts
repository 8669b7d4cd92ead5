import { describe, expect, test } from "vitest";
import { type PacedReader, Pacer } from "../../../actors/datasource/pacer.ts";
import { PacketBatch } from "../../../protocols/packet/packet-batch.ts";
import { SteppingClock } from "../../../runtime/clock.ts";

const START_MS = 1_700_000_000_000;

/** A file whose packets have these times in ms, read in batches of `size`. */
function reader(timesMs: readonly number[], size = timesMs.length): PacedReader {
  let at = 0;
  return {
    fill(batch) {
      if (at >= timesMs.length) return "end";
      const part = timesMs.slice(at, at + size);
      at += part.length;
      batch.count = part.length;
      part.forEach((timeMs, index) => {
        batch.timestampUs[index] = timeMs * 1000;
        batch.start[index] = index * 10;
        batch.capturedLength[index] = 10 + index;
        batch.wireLength[index] = 20 + index;
      });
      return "packets";
    },
  };
}

/** Runs a pacer to its end; when each packet came out, in ms since the start. */
async function play(pacer: Pacer, clock: SteppingClock, source: PacedReader): Promise<number[]> {
  const batch = new PacketBatch();
  const out: number[] = [];
  for (;;) {
    const result = pacer.fill(batch, source);
    if (result === "end") return out;
    if (result === "packets") {
      for (let index = 0; index < batch.count; index++) out.push(clock.now() - START_MS);
      continue;
    }
    expect(batch.count).toBe(0);
    expect(clock.pending).toBe(1);
    clock.advance(clock.nextDueInMs!);
    await result;
  }
}

describe("Pacer", () => {
  test("plays by the times of the packets, a grain of 10 ms at most too early", async () => {
    const clock = new SteppingClock({ startMs: START_MS });
    const pacer = new Pacer(clock, { packetsPerSecond: undefined, realtime: true });
    expect(await play(pacer, clock, reader([5000, 5000, 5100, 5105, 6100])))
      .toEqual([0, 0, 100, 100, 1100]);
  });

  test("waits ten seconds at most where the clock of a capture jumps, and not for one that goes back", async () => {
    const clock = new SteppingClock({ startMs: START_MS });
    const pacer = new Pacer(clock, { packetsPerSecond: undefined, realtime: true });
    expect(await play(pacer, clock, reader([0, 86_400_000, 1000, 1050])))
      .toEqual([0, 10_000, 10_000, 10_050]);
  });

  test("plays at a rate, whatever the times say", async () => {
    const clock = new SteppingClock({ startMs: START_MS });
    const pacer = new Pacer(clock, { packetsPerSecond: 50, realtime: false });
    // A packet is due every 20 ms, the first one at once.
    expect(await play(pacer, clock, reader(Array<number>(6).fill(0), 4)))
      .toEqual([20, 40, 60, 80, 100, 120]);
  });

  test("hands out columns that belong together", async () => {
    const clock = new SteppingClock({ startMs: START_MS });
    const pacer = new Pacer(clock, { packetsPerSecond: undefined, realtime: true });
    const source = reader([0, 1000, 2000]);
    const batch = new PacketBatch();
    const seen: number[][] = [];
    for (;;) {
      const result = pacer.fill(batch, source);
      if (result === "end") break;
      if (result === "packets") {
        seen.push([
          batch.count,
          batch.start[0]!,
          batch.capturedLength[0]!,
          batch.wireLength[0]!,
          batch.timestampUs[0]!,
        ]);
      } else {
        clock.advance(1000);
        await result;
      }
    }
    expect(seen).toEqual([
      [1, 0, 10, 20, 0],
      [1, 10, 11, 21, 1_000_000],
      [1, 20, 12, 22, 2_000_000],
    ]);
  });

  test("cancel() ends a wait and leaves no timer", async () => {
    const clock = new SteppingClock({ startMs: START_MS });
    const pacer = new Pacer(clock, { packetsPerSecond: undefined, realtime: true });
    const source = reader([0, 5000]);
    const batch = new PacketBatch();
    expect(pacer.fill(batch, source)).toBe("packets");
    const waiting = pacer.fill(batch, source) as Promise<void>;
    pacer.cancel();
    await waiting;
    expect(clock.pending).toBe(0);
  });
});
