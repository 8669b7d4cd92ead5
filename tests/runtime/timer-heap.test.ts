// What a timer costs, counted instead of timed: how often due times are looked at.
import { expect, test } from "vitest";
import { setup } from "xstate";
import { createActorSystem } from "../../runtime/actor-system.ts";
import { SteppingClock } from "../../runtime/clock.ts";
import { createEventBus } from "../../runtime/event-bus.ts";
import { SeededRandom } from "../../runtime/random.ts";
import { type HeapTimer, TimerHeap } from "../../runtime/timer-heap.ts";

/** Looks at due times for each of so many timers that are set, and taken in their order. */
function looks(count: number): number {
  const heap = new TimerHeap();
  const random = new SeededRandom(count);
  let seen = 0;
  for (let sequence = 1; sequence <= count; sequence++) {
    const dueMs = random.integer(0, count);
    const timer: HeapTimer = {
      get dueMs() {
        seen += 1;
        return dueMs;
      },
      sequence,
      callback: () => {},
      index: -1,
    };
    heap.push(timer);
  }
  let before = { dueMs: -1, sequence: 0 };
  for (let timer = heap.pop(); timer !== undefined; timer = heap.pop()) {
    const { dueMs, sequence } = timer;
    const follows = dueMs > before.dueMs ||
      (dueMs === before.dueMs && sequence > before.sequence);
    if (!follows) throw new Error(`${dueMs} comes after ${before.dueMs}`);
    before = { dueMs, sequence };
  }
  return seen / count;
}

test("TimerHeap looks at the depth of the heap for each timer, not at its size", () => {
  const [few, many] = [looks(2_000), looks(20_000)];
  // A tree of four children is six levels deep for 2,000, eight for 20,000.
  expect(many).toBeLessThan(few * 8 / 6 * 1.05);
  expect(many).toBeLessThan(20);
});

test("a thousand actors on one clock fire their own timers, each at its time, and no others", async () => {
  const machine = setup({ types: {} as { events: { type: "TURN" } } }).createMachine({
    initial: "waiting",
    states: {
      waiting: { after: { 1000: "turning" } },
      turning: { on: { TURN: "waiting" } },
    },
  });
  const clock = new SteppingClock();
  const reports: unknown[] = [];
  const system = createActorSystem({
    clock,
    random: new SeededRandom(1),
    bus: createEventBus(),
    onReport: (report) => reports.push(report),
  });
  const actors = Array.from(
    { length: 1000 },
    (_, index) => system.start({ id: `actor-${index}`, logic: machine }),
  );
  for (let turn = 1; turn <= 5; turn++) {
    expect(clock.pending).toBe(1000);
    expect(clock.advance(1000)).toBe(1000);
    expect(clock.pending).toBe(0);
    for (const actor of actors) actor.send({ type: "TURN" });
  }
  await system.stop();
  expect([clock.fired, clock.pending, reports]).toEqual([5000, 0, []]);
});
