import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createMachine, fromCallback } from "xstate";
import type { ActorHandle, Strategy, SupervisorHandle } from "../../runtime/actor-spec.ts";
import { SeededRandom } from "../../runtime/random.ts";
import { createStage, type Order } from "../suites/supervision.ts";

const SETTLE_MS = 60_000;
const SLOW_STOP_MS = 1_000;
const BACK_OFF = { baseMs: 100, maxMs: 100, jitter: 0 };

const member = (supervisor: SupervisorHandle, id: string) =>
  supervisor.get(id) as unknown as ActorHandle<Order>;

/** Players under one supervisor, started in this order. */
function troupe(strategy: Strategy, ids = ["a", "b", "c"]) {
  const stage = createStage();
  const supervisor = stage.system.startSupervisor({
    id: "troupe",
    strategy,
    backOff: BACK_OFF,
    intensity: 100,
    children: ids.map((id) => stage.player(id)),
  });
  stage.log.length = 0;
  return { ...stage, supervisor };
}

/** Takes `SLOW_STOP_MS` to stop. */
const slowLogic = createMachine({
  initial: "on",
  states: {
    on: { on: { STOP: "ending" } },
    ending: { after: { [SLOW_STOP_MS]: "ended" } },
    ended: { type: "final" },
  },
});

describe("Restarts", () => {
  test("of a group come when its slowest member is down, not before", () => {
    const { clock, log, supervisor } = troupe("one-for-all", ["a", "b"]);
    const slow = supervisor.start({ id: "slow", logic: slowLogic });
    member(supervisor, "a").send({ type: "FAIL" });
    clock.advance(SLOW_STOP_MS - 1);
    expect(slow.life).toBe("stopping");
    expect(log).toEqual(["stop a"]);
    clock.advance(1);
    expect(log).toEqual(["stop a", "stop b", "start a", "start b"]);
    expect(slow.life).toBe("running");
  });

  test("a failure while the group is taken down joins the restart under way", () => {
    const { clock, log, reports, supervisor } = troupe("one-for-all", ["a", "b"]);
    const slow = supervisor.start({ id: "slow", logic: slowLogic });
    member(supervisor, "a").send({ type: "FAIL" });
    clock.advance(SLOW_STOP_MS / 2);
    member(supervisor, "b").send({ type: "FAIL" });
    clock.advance(SLOW_STOP_MS / 2 - 1);
    // Nobody starts beside the one that is still stopping.
    expect(log).toEqual(["stop a", "stop b"]);
    clock.advance(SETTLE_MS);
    expect(log).toEqual(["stop a", "stop b", "start a", "start b"]);
    expect(slow.life).toBe("running");
    expect(reports.map((one) => one.next)).toEqual(["restart", "restart"]);
  });

  test("taking the failed child out leaves the others their restart", async () => {
    const { clock, log, supervisor } = troupe("one-for-all");
    member(supervisor, "b").send({ type: "FAIL" });
    expect(await supervisor.stop("b")).toBe(true);
    clock.advance(SETTLE_MS);
    expect(log).toEqual(["stop b", "stop c", "stop a", "start a", "start c"]);
    expect(supervisor.get("b")).toBeUndefined();
  });

  test("taking out the only child of a restart ends the restart", async () => {
    const { clock, log, supervisor } = troupe("one-for-one");
    member(supervisor, "b").send({ type: "FAIL" });
    await supervisor.stop("b");
    expect(clock.pending).toBe(0);
    expect(log).toEqual(["stop b"]);
  });

  test("one that fails while a group starts puts the rest of the group off", () => {
    const { clock, log, player, system } = createStage();
    let failures = 1;
    const fragile = {
      id: "fragile",
      logic: fromCallback<Order>(() => {
        log.push("try fragile");
        if (log.includes("stop z") && failures-- > 0) throw new Error("not yet");
      }),
    };
    const supervisor = system.startSupervisor({
      id: "s",
      strategy: "rest-for-one",
      backOff: BACK_OFF,
      children: [player("a"), player("b"), fragile, player("z")],
    });
    log.length = 0;
    member(supervisor, "b").send({ type: "FAIL" });
    clock.advance(100);
    // z waits for the one before it; a was not concerned, and b is up already.
    expect(log).toEqual(["stop b", "stop z", "start b", "try fragile"]);
    clock.advance(100);
    expect(log.slice(4)).toEqual(["try fragile", "start z"]);
  });

  test("a temporary member of a group is stopped and does not come back", () => {
    const { clock, log, player, supervisor, system } = troupe("one-for-all", ["a"]);
    const brief = supervisor.start({ ...player("brief"), restart: "temporary" });
    const reasons: string[] = [];
    brief.onStop((reason) => reasons.push(reason));
    log.length = 0;
    member(supervisor, "a").send({ type: "FAIL" });
    clock.advance(SETTLE_MS);
    expect(log).toEqual(["stop a", "stop brief", "start a"]);
    expect(reasons).toEqual(["stopped"]);
    expect(system.find("troupe/brief")).toBeUndefined();
  });

  test("one that ended well by itself stays down when its group or supervisor starts again", () => {
    const { clock, supervisor, system } = troupe("one-for-all", ["a"]);
    const logic = createMachine({
      initial: "on",
      states: { on: { on: { END: "done" } }, done: { type: "final" } },
    });
    const once = supervisor.start({ id: "once", logic, restart: "transient" });
    once.send({ type: "END" });
    member(supervisor, "a").send({ type: "FAIL" });
    clock.advance(SETTLE_MS);
    expect(once.life).toBe("finished");
    expect(once.send({ type: "END" })).toBe(false);
    expect(system.tree().children[0]!.children.map((one) => one.life)).toEqual([
      "running",
      "finished",
    ]);
  });

  test("a failed member is told of once when it fails while it is taken out", async () => {
    const { reports, system } = createStage();
    const logic = createMachine(
      { on: { STOP: { actions: "explode" } } },
      {
        actions: {
          explode: () => {
            throw new Error("no good end");
          },
        },
      },
    );
    const handle = system.start({ id: "x", logic });
    await handle.stop();
    expect(reports.map((one) => [one.kind, one.next])).toEqual([["failed", "stop"]]);
    expect(handle.life).toBe("stopped");
  });

  test("thousands of children stop without a deep stack", async () => {
    const { player, system } = createStage();
    const supervisor = system.startSupervisor({ id: "s" });
    for (let n = 0; n < 4_000; n++) supervisor.start(player(`p${n}`));
    await system.stop();
    expect(system.root.life).toBe("stopped");
  });

  test("whatever fails whenever, a group ends up running, and no child is ever started twice", () => {
    const step = fc.record({
      id: fc.constantFrom("a", "b", "c", "slow"),
      gapMs: fc.integer({ min: 0, max: 400 }),
    });
    fc.assert(
      fc.property(
        fc.constantFrom<Strategy>("one-for-one", "one-for-all", "rest-for-one"),
        fc.array(step, { maxLength: 20 }),
        (strategy, steps) => {
          const { clock, log, supervisor } = troupe(strategy);
          const slow = supervisor.start({ id: "slow", logic: slowLogic });
          for (const { id, gapMs } of steps) {
            clock.advance(gapMs);
            if (id !== "slow") member(supervisor, id).send({ type: "FAIL" });
          }
          clock.advance(SETTLE_MS);
          for (const id of ["a", "b", "c"]) {
            expect(member(supervisor, id).life).toBe("running");
            const own = log.filter((line) => line.endsWith(` ${id}`));
            // Never two at a time: stops and starts take turns.
            const expected = own.map((_, index) => index % 2 ? `start ${id}` : `stop ${id}`);
            expect(own).toEqual(expected);
            expect(own.length % 2).toBe(0);
          }
          expect(slow.life).toBe("running");
          expect(clock.pending).toBe(0);
        },
      ),
    );
  });
});

test("a supervisor with random numbers of its own takes none of the system's, nor do those below", () => {
  const fail = (own: boolean): { next: number; reported: number } => {
    const { system, player, reports } = createStage(1);
    const supervisor = system.startSupervisor({
      id: "outside",
      ...own && { random: new SeededRandom(9) },
    });
    const below = supervisor.startSupervisor({ id: "below", children: [player("a")] });
    member(below, "a").send({ type: "FAIL" });
    return { next: system.random.next(), reported: reports.length };
  };
  const first = new SeededRandom(1).next();
  expect(fail(true)).toEqual({ next: first, reported: 1 });
  expect(fail(false).next).not.toBe(first);
});
