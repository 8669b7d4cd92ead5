// Long work in slices: one budget a turn over all tasks, errors and aborts to their owners.
import { describe, expect, test } from "vitest";
import {
  SLICE_BUDGET_MS,
  SLICE_TASKS_MAX,
  type SlicedWork,
  TimeSlices,
  TooManyTasksError,
} from "../../runtime/time-slices.ts";

/** A clock that each piece of work moves on, and a loop that notes its turns. */
function world() {
  const state = { nowMs: 0, turns: [] as number[] };
  const slices = new TimeSlices({
    clock: { now: () => state.nowMs, setTimeout: () => 0, clearTimeout: () => {} },
    yieldToLoop: () => {
      state.turns.push(state.nowMs);
      return Promise.resolve();
    },
  });
  return { state, slices };
}

function* work(state: { nowMs: number }, pieces: number, pieceMs: number): SlicedWork<string> {
  for (let piece = 0; piece < pieces; piece++) {
    state.nowMs += pieceMs;
    yield;
  }
  return "done";
}

describe("TimeSlices", () => {
  test("run() takes no more than the budget in one turn", async () => {
    const { state, slices } = world();
    expect(await slices.run(work(state, 100, 1))).toBe("done");
    const turns = 100 / SLICE_BUDGET_MS;
    const lengths = state.turns.map((startMs, at) => (state.turns[at + 1] ?? 100) - startMs);
    expect(lengths).toEqual(Array.from({ length: turns }, () => SLICE_BUDGET_MS).concat(0));
    expect(slices.longestTurnMs).toBe(SLICE_BUDGET_MS);
  });

  test("many tasks share the budget of one turn, and all get on", async () => {
    const { state, slices } = world();
    const ended: number[] = [];
    const tasks = Array.from(
      { length: 8 },
      (_, index) => slices.run(work(state, 10, 1)).then(() => ended.push(index)),
    );
    await Promise.all(tasks);
    expect(slices.longestTurnMs).toBeLessThanOrEqual(SLICE_BUDGET_MS);
    expect(ended).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    expect(slices.waiting).toBe(0);
  });

  test("a long task does not hold up a short one that comes later", async () => {
    const { state, slices } = world();
    const order: string[] = [];
    const long = slices.run(work(state, 1000, 1)).then(() => order.push("long"));
    const short = slices.run(work(state, 3, 1)).then(() => order.push(`short ${state.nowMs}`));
    await Promise.all([long, short]);
    expect(order[0]).toMatch(/^short /);
    expect(Number(order[0]!.slice(6))).toBeLessThan(50);
  });

  test("run() rejects with what the work throws, and others go on", async () => {
    const { state, slices } = world();
    const broken = slices.run(function* (): SlicedWork<never> {
      yield;
      throw new Error("broke");
    }());
    const good = slices.run(work(state, 30, 1));
    await expect(broken).rejects.toThrow("broke");
    expect(await good).toBe("done");
  });

  test("an abort ends the work, with its cleanup", async () => {
    const { slices } = world();
    const abort = new AbortController();
    let cleaned = false;
    let pieces = 0;
    const endless = slices.run(
      function* (): SlicedWork<never> {
        try {
          for (;;) {
            if (++pieces === 5) abort.abort(new Error("gone"));
            yield;
          }
        } finally {
          cleaned = true;
        }
      }(),
      abort.signal,
    );
    await expect(endless).rejects.toThrow("gone");
    expect([cleaned, pieces, slices.waiting]).toEqual([true, 5, 0]);
  });

  test("tasks beyond the limit are refused and counted", async () => {
    const { state, slices } = world();
    const tasks = Array.from({ length: SLICE_TASKS_MAX }, () => slices.run(work(state, 1, 0)));
    await expect(slices.run(work(state, 1, 0))).rejects.toBeInstanceOf(TooManyTasksError);
    expect(slices.refused).toBe(1);
    await Promise.all(tasks);
    expect(await slices.run(work(state, 1, 0))).toBe("done");
  });

  test("repeat() calls a step with its deadline until that is done", async () => {
    const { state, slices } = world();
    const deadlines: number[] = [];
    slices.repeat((deadlineMs) => {
      deadlines.push(deadlineMs);
      state.nowMs += 4;
      return deadlines.length === 3;
    });
    await slices.run(work(state, 1, 0));
    await slices.run(work(state, 20, 1));
    expect(deadlines.length).toBe(3);
    // The other task has its half of the turn.
    expect(deadlines[0]).toBe(SLICE_BUDGET_MS / 2);
  });
});
