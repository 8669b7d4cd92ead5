import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { SETTLE_TURNS, SteppingClock, TIMERS_PER_INSTANT_MAX } from "../../runtime/clock.ts";

describe("SteppingClock", () => {
  test("a timer set by a timer fires at its own time", () => {
    const clock = new SteppingClock({ startMs: 1_000 });
    const fired: number[] = [];
    const chain = () => {
      fired.push(clock.now());
      if (fired.length < 4) clock.setTimeout(chain, 10);
    };
    clock.setTimeout(chain, 5);
    clock.advance(100);
    expect(fired).toEqual([1_005, 1_015, 1_025, 1_035]);
    expect(clock.now()).toBe(1_100);
  });

  test("timers of one instant fire in the order they were set", () => {
    const clock = new SteppingClock();
    const fired: string[] = [];
    for (const name of ["a", "b", "c"]) clock.setTimeout(() => fired.push(name), 10);
    clock.advance(10);
    expect(fired).toEqual(["a", "b", "c"]);
  });

  test("a time of day that jumps moves no timer", () => {
    const clock = new SteppingClock({ startMs: 1_000_000 });
    let fired = false;
    clock.setTimeout(() => fired = true, 100);
    clock.setTime(0);
    expect(clock.now()).toBe(0);
    clock.advance(99);
    expect(fired).toBe(false);
    clock.advance(1);
    expect(fired).toBe(true);
  });

  test("a timer that sets itself without delay does not hang the test", () => {
    const clock = new SteppingClock();
    const again = (): void => {
      clock.setTimeout(again, 0);
    };
    clock.setTimeout(again, 0);
    expect(() => clock.advance(1)).toThrow(`more than ${TIMERS_PER_INSTANT_MAX} timers fired`);
  });

  test("advance() says how many fired, and fires what is due at its end", () => {
    const clock = new SteppingClock();
    for (const delayMs of [0, 5, 10, 10.5, 11]) clock.setTimeout(() => {}, delayMs);
    expect(clock.advance(0)).toBe(1);
    expect(clock.advance(10)).toBe(2);
    expect([clock.fired, clock.pending, clock.nextDueInMs]).toEqual([3, 2, 0.5]);
    expect(clock.advance(1)).toBe(2);
    expect(clock.nextDueInMs).toBeUndefined();
  });

  test("delays that are no positive numbers are due at once, endless ones never", () => {
    const clock = new SteppingClock();
    const fired: string[] = [];
    clock.setTimeout(() => fired.push("endless"), Infinity);
    clock.setTimeout(() => fired.push("negative"), -5);
    clock.setTimeout(() => fired.push("not a number"), NaN);
    clock.advance(1e9);
    expect(fired).toEqual(["negative", "not a number"]);
    for (const ms of [-1, NaN, Infinity]) expect(() => clock.advance(ms)).toThrow(RangeError);
  });

  test("clearing works within a callback, twice, after firing and for what is no timer", () => {
    const clock = new SteppingClock();
    const fired: string[] = [];
    const first = clock.setTimeout(() => {
      fired.push("first");
      clock.clearTimeout(first);
      clock.clearTimeout(second);
      clock.clearTimeout(second);
    }, 1);
    const second = clock.setTimeout(() => fired.push("second"), 1);
    clock.setTimeout(() => fired.push("third"), 1);
    clock.clearTimeout(undefined);
    clock.advance(1);
    expect(fired).toEqual(["first", "third"]);
  });

  test("a callback that throws ends the call and leaves the others to fire", () => {
    const clock = new SteppingClock();
    let fired = 0;
    clock.setTimeout(() => {
      throw new Error("boom");
    }, 5);
    clock.setTimeout(() => fired++, 5);
    expect(() => clock.advance(10)).toThrow("boom");
    expect(clock.now()).toBe(5);
    clock.advance(5);
    expect([fired, clock.now()]).toEqual([1, 10]);
  });

  test("a callback may advance the clock itself", () => {
    const clock = new SteppingClock();
    const fired: string[] = [];
    clock.setTimeout(() => {
      fired.push("outer");
      clock.advance(20);
    }, 5);
    clock.setTimeout(() => fired.push(`inner ${clock.now()}`), 15);
    clock.advance(10);
    expect(fired).toEqual(["outer", "inner 15"]);
    expect(clock.now()).toBe(25);
  });

  test("runUntil() stops at the timer that makes it true, or at the limit", () => {
    const clock = new SteppingClock();
    let ticks = 0;
    const tick = () => {
      ticks++;
      clock.setTimeout(tick, 10);
    };
    tick();
    expect(clock.runUntil(() => ticks === 4, 1_000)).toBe(true);
    expect(clock.now()).toBe(30);
    expect(clock.runUntil(() => ticks === 4, 0)).toBe(true);
    expect(clock.runUntil(() => ticks === 100, 15)).toBe(false);
    expect(clock.now()).toBe(45);
    expect(clock.runUntil(() => clock.now() === 47, 2)).toBe(true);
  });

  test("setTime() moves the time of day alone, while virtual time goes on", () => {
    const clock = new SteppingClock({ startMs: 5 });
    clock.advance(10);
    clock.setTime(1_700_000_000_000);
    clock.advance(3);
    expect([clock.now(), clock.elapsedMs]).toEqual([1_700_000_000_003, 13]);
  });

  test("advanceAsync() lets promises settle before, between and after the timers", async () => {
    const clock = new SteppingClock();
    const log: string[] = [];
    const wait = (ms: number) => new Promise<void>((resolve) => clock.setTimeout(resolve, ms));
    const walk = async () => {
      await Promise.resolve();
      for (const ms of [10, 20, 30]) {
        await wait(ms);
        log.push(`${clock.now()}`);
        // As deep as a turn's worth of promises goes.
        for (let turn = 0; turn < SETTLE_TURNS / 2; turn++) await undefined;
      }
    };
    void walk();
    expect(await clock.advanceAsync(59)).toBe(2);
    expect(log).toEqual(["10", "30"]);
    await clock.advanceAsync(1);
    expect(log).toEqual(["10", "30", "60"]);
  });

  test("runUntilAsync() sees what promises did after a timer", async () => {
    const clock = new SteppingClock();
    let done = false;
    clock.setTimeout(() => void Promise.resolve().then(() => done = true), 40);
    expect(await clock.runUntilAsync(() => done, 39)).toBe(false);
    expect(await clock.runUntilAsync(() => done, 1)).toBe(true);
    expect(clock.now()).toBe(40);
  });

  test("asynchronous methods settle as they are told to", async () => {
    let settled = 0;
    const clock = new SteppingClock({ settle: () => Promise.resolve(void settled++) });
    clock.setTimeout(() => {}, 1);
    clock.setTimeout(() => {}, 2);
    await clock.advanceAsync(5);
    expect(settled).toBe(3);
  });

  test("fires as a sorted list would, whatever is set and cleared", () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 0, max: 50 }), fc.boolean()), { maxLength: 60 }),
        (timers) => {
          const clock = new SteppingClock();
          const fired: number[] = [];
          const kept: [number, number][] = [];
          timers.forEach(([delayMs, clear], id) => {
            const handle = clock.setTimeout(() => fired.push(id), delayMs);
            if (clear) clock.clearTimeout(handle);
            else kept.push([delayMs, id]);
          });
          clock.advance(100);
          expect(fired).toEqual(
            kept.sort((a, b) => a[0] - b[0] || a[1] - b[1]).map(([, id]) => id),
          );
          expect(clock.pending).toBe(0);
        },
      ),
    );
  });

  test("steps as a model does that sorts its list each time", () => {
    const step = fc.oneof(
      fc.record({ kind: fc.constant("set"), ms: fc.integer({ min: 0, max: 20 }) }),
      fc.record({ kind: fc.constant("chain"), ms: fc.integer({ min: 0, max: 20 }) }),
      fc.record({ kind: fc.constant("clear"), ms: fc.nat(50) }),
      fc.record({ kind: fc.constant("advance"), ms: fc.integer({ min: 0, max: 30 }) }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
        const clock = new SteppingClock();
        const handles: unknown[] = [];
        const fired: string[] = [];
        const expected: string[] = [];
        let model: { due: number; order: number; id: number; chain: number }[] = [];
        let nowMs = 0;
        let order = 0;
        for (const [id, { kind, ms }] of steps.entries()) {
          if (kind === "set" || kind === "chain") {
            const chain = kind === "chain" ? 3 : 0;
            handles[id] = clock.setTimeout(() => {
              fired.push(`${id} at ${clock.now()}`);
              if (chain > 0) clock.setTimeout(() => fired.push(`${id}+ at ${clock.now()}`), chain);
            }, ms);
            model.push({ due: nowMs + ms, order: order++, id, chain });
          } else if (kind === "clear") {
            clock.clearTimeout(handles[ms]);
            model = model.filter((timer) => timer.id !== ms || timer.chain < 0);
          } else {
            const endMs = nowMs + ms;
            for (;;) {
              model.sort((a, b) => a.due - b.due || a.order - b.order);
              const next = model[0];
              if (next === undefined || next.due > endMs) break;
              model.shift();
              expected.push(`${next.id}${next.chain < 0 ? "+" : ""} at ${next.due}`);
              if (next.chain > 0) {
                const { due, id: chained, chain } = next;
                model.push({ due: due + chain, order: order++, id: chained, chain: -1 });
              }
            }
            nowMs = endMs;
            clock.advance(ms);
          }
        }
        expect(fired).toEqual(expected);
        expect([clock.pending, clock.now()]).toEqual([model.length, nowMs]);
      }),
    );
  });
});
