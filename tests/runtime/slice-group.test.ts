// Many small works as one task.
import { describe, expect, test } from "vitest";
import { SliceGroup } from "../../runtime/slice-group.ts";
import { SLICE_BUDGET_MS, SLICE_MIN_MS, TimeSlices } from "../../runtime/time-slices.ts";

function world() {
  const state = { nowMs: 0 };
  const clock = { now: () => state.nowMs, setTimeout: () => 0, clearTimeout: () => {} };
  const slices = new TimeSlices({ clock, yieldToLoop: () => Promise.resolve() });
  const group = new SliceGroup(slices, () => state.nowMs);
  return { state, slices, group };
}

async function untilIdle(group: SliceGroup): Promise<number> {
  let turns = 0;
  for (; group.waiting > 0; turns++) await Promise.resolve();
  return turns;
}

describe("SliceGroup.repeat()", () => {
  test("any number of steps is one task, each in its turn", async () => {
    const { group, slices } = world();
    const order: number[] = [];
    for (let step = 0; step < 10_000; step++) {
      group.repeat(() => {
        order.push(step);
        return true;
      });
    }
    expect([group.waiting, slices.waiting]).toEqual([10_000, 1]);
    await untilIdle(group);
    expect(order).toEqual(Array.from({ length: 10_000 }, (_, step) => step));
    expect(slices.refused).toBe(0);
  });

  test("a step that does not finish goes behind the others, with a little time only", async () => {
    const { state, group } = world();
    const order: string[] = [];
    let left = 3;
    group.repeat((deadlineMs) => {
      order.push(`long ${deadlineMs - state.nowMs}`);
      state.nowMs = deadlineMs;
      return --left === 0;
    });
    for (const name of ["a", "b"]) {
      group.repeat(() => {
        order.push(name);
        return true;
      });
    }
    await untilIdle(group);
    const long = `long ${SLICE_MIN_MS}`;
    expect(order).toEqual([long, "a", "b", long, long]);
  });

  test("stops at the turn's deadline and goes on in the next", async () => {
    const { state, slices, group } = world();
    let done = 0;
    for (let step = 0; step < 100; step++) {
      group.repeat(() => {
        state.nowMs += 1;
        done++;
        return true;
      });
    }
    await untilIdle(group);
    expect(done).toBe(100);
    expect(slices.longestTurnMs).toBeLessThanOrEqual(SLICE_BUDGET_MS);
  });

  test("what asks again from within its step is called again, in a later turn", async () => {
    const { group } = world();
    let calls = 0;
    const step = (): boolean => {
      if (++calls < 5) group.repeat(step);
      return true;
    };
    group.repeat(step);
    await untilIdle(group);
    expect(calls).toBe(5);
  });
});
