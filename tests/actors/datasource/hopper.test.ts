// Hopping over the channels of a radio, on the virtual clock.
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { DatasourceError } from "../../../actors/datasource/datasource-error.ts";
import { HopSequence } from "../../../actors/datasource/hop-sequence.ts";
import { Hopper } from "../../../actors/datasource/hopper.ts";
import type { Tuned, Tuning } from "../../../actors/datasource/source-type.ts";
import { SteppingClock } from "../../../runtime/clock.ts";

describe("HopSequence", () => {
  test("comes to each channel once a cycle, whatever the length, the order and the beginning", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1024 }),
        fc.boolean(),
        fc.nat(5000),
        (count, shuffle, offset) => {
          const sequence = new HopSequence(count, shuffle, offset);
          const seen = new Set(Array.from({ length: count }, () => sequence.next()));
          expect(seen.size).toBe(count);
          expect(sequence.next()).toBe(offset % count);
        },
      ),
      { numRuns: 500, seed: 20251121 },
    );
  });

  test("leaps over neighbours when it is shuffled", () => {
    const order = (count: number) => {
      const sequence = new HopSequence(count, true, 0);
      return Array.from({ length: count }, () => sequence.next());
    };
    expect(order(11)).toEqual([0, 4, 8, 1, 5, 9, 2, 6, 10, 3, 7]);
    expect(order(12).slice(0, 4)).toEqual([0, 5, 10, 3]);
    expect(order(4)).toEqual([0, 1, 2, 3]);
  });
});

function world(refused: readonly string[] = []) {
  const clock = new SteppingClock({ startMs: 0 });
  const heard: (readonly [number, string])[] = [];
  const shorter: Tuned[] = [];
  const failures: string[] = [];
  const hopper = new Hopper({
    clock,
    radio: {
      channels: [],
      async set(channel) {
        if (refused.includes(channel)) throw new DatasourceError("other", `no ${channel}`);
        heard.push([clock.now(), channel]);
      },
    },
    changed: (tuned) => shorter.push(tuned),
    failed: (error) => failures.push(error.message),
  });
  return { clock, hopper, heard, shorter, failures };
}

const over = (hopChannels: readonly string[], more: Partial<Tuning> = {}): Tuning => ({
  hopping: true,
  channel: "",
  hopChannels,
  hopRate: 5,
  hopShuffle: false,
  hopOffset: 0,
  ...more,
});

describe("Hopper", () => {
  test("hops at its rate from its offset, until it is fixed to a channel", async () => {
    const { clock, hopper, heard } = world();
    expect(await hopper.tune(over(["1", "6", "11"], { hopOffset: 1 }))).toMatchObject({
      hopping: true,
      hopShuffleSkip: 1,
    });
    await clock.advanceAsync(700);
    expect(heard).toEqual([[0, "6"], [200, "11"], [400, "1"], [600, "6"]]);
    await hopper.tune({ ...over([]), hopping: false, channel: "36" });
    await clock.advanceAsync(5_000);
    expect(heard.slice(4)).toEqual([[700, "36"]]);
  });

  test("stays at least fifty milliseconds", async () => {
    const { clock, hopper, heard } = world();
    await hopper.tune(over(["1", "6"], { hopRate: 1000 }));
    await clock.advanceAsync(500);
    expect(heard).toHaveLength(11);
  });

  test("leaves out what the radio refuses, once a cycle, and says so", async () => {
    const { clock, hopper, heard, shorter } = world(["6", "12"]);
    await hopper.tune(over(["1", "6", "11", "12"]));
    await clock.advanceAsync(2_000);
    expect(shorter).toHaveLength(1);
    expect(shorter[0]!.hopChannels).toEqual(["1", "11"]);
    expect(heard.map(([, channel]) => channel).slice(0, 6))
      .toEqual(["1", "11", "1", "11", "1", "11"]);
  });

  test("fails when the radio refuses all of them", async () => {
    const refused: string[] = [];
    const { clock, hopper, failures } = world(refused);
    await hopper.tune(over(["1", "6"]));
    refused.push("1", "6");
    await clock.advanceAsync(2_000);
    expect(failures).toEqual(["it refuses all its channels: no 1"]);
  });

  test("tells whoever asked when the first channel is refused", async () => {
    const { hopper } = world(["1"]);
    await expect(hopper.tune(over(["1", "6"]))).rejects.toThrow("no 1");
  });

  test("a hop under way does not outlast the channel that was asked for after it", async () => {
    const clock = new SteppingClock({ startMs: 0 });
    const done: string[] = [];
    const hopper = new Hopper({
      clock,
      radio: {
        channels: [],
        async set(channel) {
          // The radio takes longer for each hop than for what comes after.
          await new Promise<void>((resolve) =>
            clock.setTimeout(resolve, channel === "36" ? 1 : 100)
          );
          done.push(channel);
        },
      },
      changed: () => {},
      failed: () => {},
    });
    const first = hopper.tune(over(["1", "6"]));
    await clock.advanceAsync(350);
    await first;
    const fixed = hopper.tune({ ...over([]), hopping: false, channel: "36" });
    await clock.advanceAsync(1_000);
    await fixed;
    expect(done).toEqual(["1", "6", "36"]);
  });
});
