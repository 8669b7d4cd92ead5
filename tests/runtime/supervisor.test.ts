import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createMachine } from "xstate";
import {
  type ActorHandle,
  ActorSystemError,
  type Strategy,
  type SupervisorHandle,
} from "../../runtime/actor-spec.ts";
import { createStage, type Order } from "../suites/supervision.ts";

const SETTLE_MS = 60_000;

function troupe(strategy: Strategy) {
  const stage = createStage();
  const supervisor = stage.system.startSupervisor({
    id: "troupe",
    strategy,
    children: ["a", "b", "c"].map((id) => stage.player(id)),
  });
  stage.log.length = 0;
  return { ...stage, supervisor };
}

const member = (supervisor: SupervisorHandle, id: string) =>
  supervisor.get(id) as unknown as ActorHandle<Order>;

describe("strategies", () => {
  test.each<[Strategy, string[]]>([
    ["one-for-one", ["stop b", "start b"]],
    ["one-for-all", ["stop b", "stop c", "stop a", "start a", "start b", "start c"]],
    ["rest-for-one", ["stop b", "stop c", "start b", "start c"]],
  ])("%s starts again whom it should, in order", (strategy, expected) => {
    const { clock, log, supervisor } = troupe(strategy);
    member(supervisor, "b").send({ type: "FAIL" });
    clock.advance(SETTLE_MS);
    expect(log).toEqual(expected);
  });

  test("a failure in one actor never takes its siblings or parents down", () => {
    const { log, supervisor, system } = troupe("one-for-one");
    member(supervisor, "b").send({ type: "FAIL" });
    member(supervisor, "a").send({ type: "NOTE", text: "still here" });
    expect(log).toContain("note a still here");
    expect(system.root.life).toBe("running");
  });
});

describe("restart types", () => {
  test("temporary leaves the tree, permanent comes back, and both are reported", () => {
    const { clock, player, reports, system } = createStage();
    const brief = system.start({ ...player("brief"), restart: "temporary" });
    const lasting = system.start({ ...player("lasting"), restart: "permanent" });
    brief.send({ type: "FAIL" });
    lasting.send({ type: "FAIL" });
    expect(reports.map((one) => [one.path, one.next])).toEqual([
      ["root/brief", "stop"],
      ["root/lasting", "restart"],
    ]);
    clock.advance(SETTLE_MS);
    expect(system.find("brief")).toBeUndefined();
    expect(lasting.life).toBe("running");
    expect(lasting.restarts).toBe(1);
  });

  test("transient stays down after a good end and comes back after a failure", () => {
    const { clock, system } = createStage();
    const logic = createMachine({
      initial: "on",
      states: { on: { on: { END: "done" } }, done: { type: "final" } },
    });
    const handle = system.start({ id: "once", logic, restart: "transient" });
    handle.send({ type: "END" });
    clock.advance(SETTLE_MS);
    expect(handle.life).toBe("finished");
    expect(handle.restarts).toBe(0);
  });
});

describe("intensity and back-off", () => {
  test("gives up to its parent when there are too many restarts in the period", () => {
    const { clock, player, reports, system } = createStage();
    const inner = system.startSupervisor({
      id: "inner",
      intensity: 2,
      periodMs: 10_000,
      backOff: { baseMs: 1, maxMs: 1, jitter: 0 },
      children: [player("x")],
    });
    const x = inner.get("x") as unknown as ActorHandle<Order>;
    for (let n = 0; n < 3; n++) {
      x.send({ type: "FAIL" });
      clock.advance(5);
    }
    expect(reports.map((one) => `${one.path} ${one.next}`)).toEqual([
      "root/inner/x restart",
      "root/inner/x restart",
      "root/inner/x escalate",
      "root/inner restart",
    ]);
    clock.advance(SETTLE_MS);
    expect(inner.life).toBe("running");
    expect(inner.restarts).toBe(1);
  });

  test("waits twice as long after each failure in a row, up to the limit, and forgets in time", () => {
    const { clock, player, reports, system } = createStage();
    const backOff = { baseMs: 100, maxMs: 500, factor: 2, jitter: 0 };
    const supervisor = system.startSupervisor({
      id: "s",
      intensity: 100,
      periodMs: 5_000,
      backOff,
      children: [player("x")],
    });
    const x = supervisor.get("x") as unknown as ActorHandle<Order>;
    for (let n = 0; n < 4; n++) {
      x.send({ type: "FAIL" });
      clock.advance(500);
    }
    clock.advance(5_000);
    x.send({ type: "FAIL" });
    expect(reports.map((one) => one.delayMs)).toEqual([100, 200, 400, 500, 100]);
  });

  test("jitter follows from the seed alone", () => {
    const delays = (seed: number) => {
      const { player, reports, system } = createStage(seed);
      system.start(player("x")).send({ type: "FAIL" });
      return reports[0]!.delayMs;
    };
    expect(delays(7)).toBe(delays(7));
    expect(delays(7)).not.toBe(delays(8));
    expect(delays(7)).toBeLessThanOrEqual(100);
  });

  test("no more restarts within a period than the intensity, whatever happens", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 4 }),
        fc.array(fc.integer({ min: 0, max: 700 }), { maxLength: 40 }),
        (intensity, gaps) => {
          const { clock, player, reports, system } = createStage();
          system.startSupervisor({
            id: "s",
            restart: "temporary",
            intensity,
            periodMs: 1_000,
            backOff: { baseMs: 1, maxMs: 1, jitter: 0 },
            children: [player("x")],
          });
          for (const gap of gaps) {
            clock.advance(gap);
            (system.find("s/x") as unknown as ActorHandle<Order> | undefined)
              ?.send({ type: "FAIL" });
          }
          const times = reports.filter((one) => one.next === "restart").map((one) => one.atMs);
          for (const time of times) {
            const within = times.filter((other) => other >= time && other < time + 1_000);
            expect(within.length).toBeLessThanOrEqual(intensity);
          }
        },
      ),
    );
  });
});

describe("events", () => {
  test("sent while an actor waits to start again are kept and delivered in order", () => {
    const { clock, log, player, system } = createStage();
    const handle = system.start(player("x"));
    handle.send({ type: "FAIL" });
    handle.send({ type: "NOTE", text: "1" });
    handle.send({ type: "NOTE", text: "2" });
    expect(handle.deliver({ type: "NOTE", text: "lent" })).toBe(false);
    clock.advance(SETTLE_MS);
    expect(log).toEqual(["start x", "stop x", "start x", "note x 1", "note x 2"]);
    expect(handle.deliver({ type: "NOTE", text: "3" })).toBe(true);
    expect(log.at(-1)).toBe("note x 3");
  });

  test("a full mailbox refuses, and says so in the tree", () => {
    const { player, system } = createStage();
    const handle = system.start({ ...player("x"), mailbox: { limit: 2, policy: "refuse" } });
    handle.send({ type: "FAIL" });
    const taken = ["1", "2", "3"].map((text) => handle.send({ type: "NOTE", text }));
    expect(taken).toEqual([true, true, false]);
    expect(system.tree().children[0]).toMatchObject({
      id: "x",
      life: "waiting",
      lastError: "x was told to fail",
      mailbox: { depth: 2, refused: 1, limit: 2 },
    });
  });
});

describe("stopping", () => {
  test("ends children in reverse order of their start, each once", async () => {
    const { log, player, system } = createStage();
    system.start(player("a"));
    system.startSupervisor({ id: "s", children: [player("b"), player("c")] });
    system.start(player("d"));
    log.length = 0;
    await system.stop();
    expect(log).toEqual(["stop d", "stop c", "stop b", "stop a"]);
    await expect(system.stopped).resolves.toBe("stopped");
    expect(() => system.start(player("e"))).toThrow(ActorSystemError);
  });

  test("a machine that does not end in time is stopped hard, which is reported", async () => {
    const { clock, reports, system } = createStage();
    const logic = createMachine({
      initial: "on",
      states: { on: { on: { STOP: "ending" } }, ending: {} },
    });
    system.start({ id: "stubborn", logic, shutdownMs: 2_000 });
    const stopped = system.stop();
    clock.advance(1_999);
    expect(reports).toEqual([]);
    clock.advance(1);
    await stopped;
    expect(reports.map((one) => one.kind)).toEqual(["stopped-hard"]);
  });

  test("a child that waits for its restart is not started any more", async () => {
    const { clock, log, player, system } = createStage();
    system.start(player("x")).send({ type: "FAIL" });
    log.length = 0;
    await system.stop();
    clock.advance(SETTLE_MS);
    expect(log).toEqual([]);
    expect(clock.pending).toBe(0);
  });
});

describe("limits", () => {
  test("children beyond the cap, of a taken name or without one are refused", () => {
    const { player, system } = createStage();
    const supervisor = system.startSupervisor({ id: "s", childrenMax: 1 });
    supervisor.start(player("a"));
    expect(() => supervisor.start(player("b"))).toThrow("has 1 children, its limit");
    expect(supervisor.refused).toBe(1);
    system.start(player("x"));
    expect(() => system.start(player("x"))).toThrow("has a child x already");
    expect(() => system.start(player("a/b"))).toThrow("no id of an actor");
  });
});
