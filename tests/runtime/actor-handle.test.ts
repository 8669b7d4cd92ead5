import { describe, expect, test } from "vitest";
import {
  assign,
  createMachine,
  fromCallback,
  fromPromise,
  fromTransition,
  log,
  setup,
} from "xstate";
import type { ActorHandle, ActorReport, ActorSystemOptions } from "../../runtime/actor-spec.ts";
import { createActorSystem } from "../../runtime/actor-system.ts";
import { SteppingClock } from "../../runtime/clock.ts";
import { createEventBus } from "../../runtime/event-bus.ts";
import { SeededRandom } from "../../runtime/random.ts";

type Note = { type: "NOTE"; text: string };
const note = (text: string): Note => ({ type: "NOTE", text });

function createStage(options: Partial<ActorSystemOptions> = {}) {
  const clock = new SteppingClock();
  const reports: ActorReport[] = [];
  const system = createActorSystem({
    clock,
    random: new SeededRandom(1),
    bus: createEventBus(),
    onReport: (report) => reports.push(report),
    ...options,
  });
  return { clock, reports, system };
}

/** Calls `act` with each note's text; what `act` sends comes while the actor is busy. */
const listener = (act: (text: string) => void) =>
  fromCallback<Note>(({ receive }) => receive((event) => act(event.text)));

describe("send()", () => {
  test("delivers within the call to an idle actor of each kind", () => {
    const { system } = createStage();
    const seen: string[] = [];
    const callback = system.start({ id: "callback", logic: listener((text) => seen.push(text)) });
    const transition = system.start({
      id: "transition",
      logic: fromTransition((count: number, _note: Note) => count + 1, 0),
    });
    const machine = system.start({
      id: "machine",
      logic: createMachine({ initial: "a", states: { a: { on: { NOTE: "b" } }, b: {} } }),
    });
    for (const handle of [callback, transition, machine] as ActorHandle<Note>[]) {
      expect(handle.send(note("x"))).toBe(true);
      expect(handle.mailbox).toMatchObject({ accepted: 1, depth: 0, highWater: 0 });
    }
    expect(seen).toEqual(["x"]);
    expect(transition.snapshot()?.context).toBe(1);
    expect(machine.state()).toBe("b");
  });

  test("to a busy actor waits in the mailbox and follows in order, before the call returns", () => {
    const { system } = createStage();
    const seen: string[] = [];
    const handle: ActorHandle<Note> = system.start({
      id: "x",
      logic: listener((text) => {
        seen.push(`begin ${text}`);
        if (text === "1") { for (const next of ["2", "3"]) handle.send(note(next)); }
        seen.push(`end ${text}`);
      }),
    });
    handle.send(note("1"));
    expect(seen).toEqual(["begin 1", "end 1", "begin 2", "end 2", "begin 3", "end 3"]);
    expect(handle.mailbox).toMatchObject({ accepted: 3, depth: 0, highWater: 2 });
  });

  test("a busy actor's mailbox is bounded: XState's own queue takes none of it", () => {
    const { system } = createStage();
    const answers: boolean[] = [];
    const handle: ActorHandle<Note> = system.start({
      id: "x",
      logic: listener((text) => {
        if (text !== "flood") return;
        for (let n = 0; n < 5; n++) answers.push(handle.send(note(`${n}`)));
      }),
      mailbox: { limit: 2, policy: "refuse" },
    });
    handle.send(note("flood"));
    expect(answers).toEqual([true, true, false, false, false]);
    expect(handle.mailbox).toMatchObject({ accepted: 3, refused: 3, highWater: 2 });
  });

  test("from a machine's own delayed transition waits as well, and is not forgotten", () => {
    const { clock, system } = createStage();
    const seen: string[] = [];
    const logic = createMachine({
      initial: "on",
      states: {
        on: { after: { 50: { target: "late", actions: () => handle.send(note("self")) } } },
        late: { on: { NOTE: { actions: () => seen.push("note") } } },
      },
    });
    const handle = system.start({ id: "x", logic }) as unknown as ActorHandle<Note>;
    clock.advance(50);
    expect(seen).toEqual(["note"]);
    expect(handle.mailbox.depth).toBe(0);
  });

  test("from a snapshot or inspection listener is not forgotten", () => {
    const { system } = createStage();
    const seen: string[] = [];
    const handle = system.start({ id: "x", logic: listener((text) => seen.push(text)) });
    let once = true;
    handle.subscribe(() => {
      if (once) handle.send(note("from subscribe"));
      once = false;
    });
    handle.send(note("1"));
    expect(seen).toEqual(["1", "from subscribe"]);
    let twice = true;
    const remove = handle.inspect((event) => {
      if (event.type === "@xstate.snapshot" && twice) {
        twice = false;
        handle.send(note("from inspect"));
      }
    });
    handle.send(note("2"));
    remove();
    expect(seen).toEqual(["1", "from subscribe", "2", "from inspect"]);
  });

  test("while the actor starts waits until it has", () => {
    const { system } = createStage();
    const seen: string[] = [];
    const logic = fromCallback<Note>(({ receive }) => {
      // Its handle exists already when a restart calls this.
      const handle = system.find("x") as ActorHandle<Note> | undefined;
      expect(handle?.deliver(note("lent"))).toBe(false);
      handle?.send(note("early"));
      receive((event) => seen.push(event.text));
    });
    system.start({ id: "x", logic });
    expect(seen).toEqual(["early"]);
  });

  test("to an actor that is down for good is refused and counted", async () => {
    const { system } = createStage();
    const handle = system.start({ id: "x", logic: listener(() => {}) });
    await handle.stop();
    expect(handle.send(note("late"))).toBe(false);
    expect(handle.deliver(note("late"))).toBe(false);
    expect(handle.mailbox.refused).toBe(2);
    expect(system.find("x")).toBeUndefined();
  });

  test("the event that made an actor fail is not delivered again", () => {
    const { clock, system } = createStage();
    const seen: string[] = [];
    const handle = system.start({
      id: "x",
      logic: listener((text) => {
        seen.push(text);
        if (text === "poison") throw new Error("poison");
      }),
    });
    handle.send(note("poison"));
    handle.send(note("after"));
    clock.advance(1_000);
    expect(seen).toEqual(["poison", "after"]);
  });
});

describe("deliver()", () => {
  test("reaches an idle actor within the call, and a busy one not at all", () => {
    const { system } = createStage();
    const seen: (string | boolean)[] = [];
    const handle: ActorHandle<Note> = system.start({
      id: "x",
      logic: listener((text) => {
        seen.push(text);
        if (text === "1") seen.push(handle.deliver(note("lent")));
      }),
    });
    expect(handle.deliver(note("1"))).toBe(true);
    expect(seen).toEqual(["1", false]);
    expect(handle.mailbox).toMatchObject({ accepted: 1, refused: 1 });
  });

  test("does not overtake what waits", () => {
    const { clock, system } = createStage();
    const handle = system.start({
      id: "x",
      logic: listener((text) => {
        if (text === "fail") throw new Error("as told");
      }),
    });
    handle.send(note("fail"));
    handle.send(note("waits"));
    expect(handle.deliver(note("lent"))).toBe(false);
    clock.advance(1_000);
    expect(handle.deliver(note("lent"))).toBe(true);
  });
});

describe("failures", () => {
  test.each([
    [
      "while it handles an event",
      fromCallback<Note>(({ receive }) =>
        receive(() => {
          throw new Error("boom");
        })
      ),
    ],
    [
      "in a transition function",
      fromTransition((_count: number, _note: Note): number => {
        throw new Error("boom");
      }, 0),
    ],
    [
      "in a machine's action",
      createMachine({
        on: {
          NOTE: {
            actions: () => {
              throw new Error("boom");
            },
          },
        },
      }),
    ],
    [
      "in a machine's guard",
      createMachine({
        on: {
          NOTE: {
            guard: () => {
              throw new Error("boom");
            },
            actions: () => {},
          },
        },
      }),
    ],
    [
      "in a child it invoked without onError",
      createMachine({
        initial: "a",
        states: {
          a: { on: { NOTE: "b" } },
          b: {
            invoke: {
              src: fromCallback(() => {
                throw new Error("boom");
              }),
            },
          },
        },
      }),
    ],
  ])("%s end the actor, with one report, and start it again", (_, logic) => {
    const { clock, reports, system } = createStage();
    const handle = system.start({ id: "x", logic }) as unknown as ActorHandle<Note>;
    handle.send(note("go"));
    expect(handle.life).toBe("waiting");
    expect(reports).toHaveLength(1);
    expect(reports[0]).toMatchObject({
      kind: "failed",
      path: "root/x",
      next: "restart",
      restarts: 1,
      atMs: 0,
    });
    expect(String(handle.lastError)).toContain("boom");
    expect(reports[0]!.cause).toBe(handle.lastError);
    expect(reports[0]!.delayMs).toBeGreaterThan(0);
    clock.advance(reports[0]!.delayMs);
    expect(handle.life).toBe("running");
  });

  test("while it starts and in its first state are failures like any other", () => {
    const { clock, reports, system } = createStage();
    const start = fromCallback(() => {
      throw new Error("no start");
    });
    const context = createMachine({
      context: () => {
        throw new Error("no context");
      },
    });
    const entry = createMachine({
      entry: () => {
        throw new Error("no entry");
      },
    });
    for (const [id, logic] of Object.entries({ start, context, entry })) {
      expect(system.start({ id, logic, restart: "temporary" }).life).toBe("failed");
    }
    expect(reports.map((one) => (one.cause as Error).message)).toEqual([
      "no start",
      "no context",
      "no entry",
    ]);
    expect(reports.every((one) => one.kind === "failed" && one.next === "stop")).toBe(true);
    expect(clock.pending).toBe(0);
  });

  test("a promise that rejects is one, and one that resolves is an end", async () => {
    const { clock, reports, system } = createStage();
    const bad = system.start({
      id: "bad",
      logic: fromPromise(() => Promise.reject(new Error("refused"))),
      restart: "temporary",
    });
    const good = system.start({
      id: "good",
      logic: fromPromise(() => Promise.resolve(42)),
      restart: "transient",
    });
    await clock.advanceAsync(0);
    expect([bad.life, good.life]).toEqual(["failed", "finished"]);
    expect(good.snapshot()?.output).toBe(42);
    expect(reports.map((one) => one.path)).toEqual(["root/bad"]);
  });

  test("a permanent actor that ends by itself starts again, and that is reported", () => {
    const { clock, reports, system } = createStage();
    const logic = createMachine({
      initial: "on",
      states: { on: { on: { END: "done" } }, done: { type: "final" } },
    });
    const handle = system.start({ id: "x", logic });
    handle.send({ type: "END" });
    expect(reports.map((one) => [one.kind, one.next])).toEqual([["finished", "restart"]]);
    clock.advance(1_000);
    expect([handle.state(), handle.restarts]).toEqual(["on", 1]);
  });

  test("of listeners are counted and reported, and the actor goes on", async () => {
    const { reports, system } = createStage();
    const seen: string[] = [];
    const handle = system.start({ id: "x", logic: listener((text) => seen.push(text)) });
    const fail = () => {
      throw new Error("bad listener");
    };
    handle.subscribe(fail);
    handle.inspect(fail);
    handle.onStop(fail);
    handle.send(note("1"));
    handle.send(note("2"));
    expect(seen).toEqual(["1", "2"]);
    expect(handle.life).toBe("running");
    await handle.stop();
    expect(new Set(reports.map((one) => `${one.kind} ${one.next}`))).toEqual(
      new Set(["listener-failed none"]),
    );
    expect(system.observerErrors).toBe(reports.length);
  });

  test("of onReport are counted and reach nobody", () => {
    const { system } = createStage({
      onReport: () => {
        throw new Error("bad observer");
      },
    });
    const logic = listener(() => {
      throw new Error("boom");
    });
    system.start({ id: "x", logic }).send(note("go"));
    expect([system.reports, system.observerErrors]).toEqual([1, 1]);
    expect(system.root.life).toBe("running");
  });
});

describe("stop()", () => {
  test("asks a machine and waits for its final state", async () => {
    const { clock, reports, system } = createStage();
    const logic = createMachine({
      initial: "on",
      states: {
        on: { on: { STOP: "flushing" } },
        flushing: { after: { 300: "done" } },
        done: { type: "final" },
      },
    });
    const handle = system.start({ id: "x", logic, shutdownMs: 500 });
    let down = false;
    const stopped = handle.stop().then(() => down = true);
    expect([handle.life, handle.state()]).toEqual(["stopping", "flushing"]);
    expect(handle.send({ type: "NOTE" })).toBe(false);
    await clock.advanceAsync(299);
    expect(down).toBe(false);
    clock.advance(1);
    await stopped;
    expect([handle.life, handle.state(), reports.length]).toEqual(["stopped", "stopped", 0]);
    // The deadline's timer is gone with it.
    expect(clock.pending).toBe(0);
  });

  test("does not wait for logic that cannot answer, and runs its cleanup", async () => {
    const { clock, system } = createStage();
    let cleaned = 0;
    const callback = fromCallback(() => () => cleaned++);
    system.start({ id: "callback", logic: callback, shutdownMs: 9_000 });
    system.start({ id: "deaf", logic: createMachine({}), shutdownMs: 9_000 });
    system.start({ id: "promise", logic: fromPromise(() => new Promise(() => {})) });
    await system.stop();
    expect(cleaned).toBe(1);
    expect(clock.pending).toBe(0);
    expect(clock.now()).toBe(0);
  });

  test("delivers what waits before it asks", async () => {
    const { system } = createStage();
    const seen: string[] = [];
    let stopped: Promise<void> | undefined;
    const handle: ActorHandle<Note> = system.start({
      id: "x",
      logic: listener((text) => {
        seen.push(text);
        if (text !== "1") return;
        handle.send(note("2"));
        stopped = handle.stop();
      }),
    });
    handle.send(note("1"));
    await stopped;
    expect(seen).toEqual(["1", "2"]);
  });

  test("called twice resolves both, and calls each onStop listener once", async () => {
    const { system } = createStage();
    const reasons: string[] = [];
    const handle = system.start({ id: "x", logic: listener(() => {}) });
    handle.onStop((reason) => reasons.push(reason));
    const removed = handle.onStop(() => reasons.push("removed"));
    removed();
    await Promise.all([handle.stop(), handle.stop(), system.root.stop("x")]);
    expect(reasons).toEqual(["stopped"]);
    handle.onStop((reason) => reasons.push(`late ${reason}`));
    expect(reasons).toEqual(["stopped", "late stopped"]);
    expect(await system.root.stop("x")).toBe(false);
  });

  test("tells why an actor is down: finished, failed or stopped", async () => {
    const { clock, system } = createStage();
    const reasons: string[] = [];
    const done = createMachine({ initial: "a", states: { a: { type: "final" } } });
    const fail = listener(() => {
      throw new Error("boom");
    });
    system.start({ id: "done", logic: done, restart: "transient" })
      .onStop((reason) => reasons.push(`done ${reason}`));
    const failing = system.start({ id: "fail", logic: fail, restart: "temporary" });
    failing.onStop((reason) => reasons.push(`fail ${reason}`));
    failing.send(note("go"));
    const inner = system.startSupervisor({ id: "inner", restart: "temporary", intensity: 0 });
    inner.start({ id: "other", logic: listener(() => {}) })
      .onStop((reason) => reasons.push(`other ${reason}`));
    // The supervisor gives up at once, and takes its other child with it.
    inner.start({ id: "fail", logic: fail }).send(note("go"));
    clock.advance(1_000);
    system.start({ id: "plain", logic: fail }).onStop((reason) => reasons.push(`plain ${reason}`));
    await system.stop();
    expect(reasons).toEqual([
      "done finished",
      "fail failed",
      "other failed",
      "plain stopped",
    ]);
  });
});

describe("what a handle shows", () => {
  test("state() names nested and parallel states in full", () => {
    const { system } = createStage();
    const nested = { initial: "in", states: { in: { initial: "deep", states: { deep: {} } } } };
    const logic = createMachine({
      type: "parallel",
      states: { left: nested, right: { type: "parallel", states: { x: {}, y: nested } } },
    });
    expect(system.start({ id: "x", logic }).state()).toBe("left.in.deep,right.x,right.y.in.deep");
    expect(system.start({ id: "y", logic: listener(() => {}) }).state()).toBe("running");
  });

  test("input reaches the logic at each start, a persisted snapshot only the first", () => {
    const { clock, system } = createStage();
    const logic = setup({
      types: {} as { context: { count: number }; input: { count: number } },
      actions: {
        explode: () => {
          throw new Error("boom");
        },
      },
    }).createMachine({
      context: ({ input }) => ({ count: input.count }),
      on: {
        UP: { actions: assign({ count: ({ context }) => context.count + 1 }) },
        FAIL: { actions: "explode" },
      },
    });
    const first = system.start({ id: "first", logic, input: { count: 10 } });
    first.send({ type: "UP" });
    const second = system.start({
      id: "second",
      logic,
      input: { count: 20 },
      snapshot: first.persisted(),
    });
    expect(second.snapshot()?.context.count).toBe(11);
    second.send({ type: "FAIL" });
    clock.advance(1_000);
    expect(second.snapshot()?.context.count).toBe(20);
  });

  test("subscribe() and inspect() go on over restarts, until they are removed", () => {
    const { clock, system } = createStage();
    let snapshots = 0;
    let inspected = 0;
    const handle = system.start({
      id: "x",
      logic: listener((text) => {
        if (text === "fail") throw new Error("as told");
      }),
    });
    const unsubscribe = handle.subscribe(() => snapshots++);
    const uninspect = handle.inspect((event) => {
      if (event.type === "@xstate.event") inspected++;
    });
    handle.send(note("fail"));
    clock.advance(1_000);
    const before = [snapshots, inspected];
    handle.send(note("1"));
    expect([snapshots, inspected]).toEqual([before[0]! + 1, before[1]! + 1]);
    unsubscribe();
    uninspect();
    handle.send(note("2"));
    expect([snapshots, inspected]).toEqual([before[0]! + 1, before[1]! + 1]);
  });

  test("only actors that say so send inspection events, and log actions go where they should", () => {
    const inspected = new Set<string>();
    const logged: string[] = [];
    const { system } = createStage({
      onInspect: (path) => inspected.add(path),
      onLog: (path, values) => logged.push(`${path}: ${values.join(" ")}`),
    });
    const loud = createMachine({ on: { NOTE: { actions: ({ self }) => self } } });
    system.start({ id: "watched", logic: loud, inspect: true }).send({ type: "NOTE" });
    system.start({ id: "unwatched", logic: loud }).send({ type: "NOTE" });
    expect([...inspected]).toEqual(["root/watched"]);
    const logic = createMachine({ on: { NOTE: { actions: log("heard it") } } });
    system.start({ id: "logging", logic }).send({ type: "NOTE" });
    expect(logged).toEqual(["root/logging: heard it"]);
  });

  test("tree() is plain data, and find() takes paths with or without the root's name", () => {
    const { system } = createStage();
    system.startSupervisor({
      id: "s",
      children: [{
        id: "x",
        logic: listener(() => {}),
        mailbox: { limit: 7, policy: "drop-oldest" },
      }],
    });
    const tree = system.tree();
    expect(structuredClone(tree)).toEqual(tree);
    expect(tree).toMatchObject({
      id: "root",
      kind: "supervisor",
      life: "running",
      restarts: 0,
      lastError: "",
      children: [{
        id: "s",
        kind: "supervisor",
        children: [{ id: "x", kind: "actor", state: "running", mailbox: { limit: 7, depth: 0 } }],
      }],
    });
    const handle = system.find("s/x")!;
    expect(handle.path).toBe("root/s/x");
    expect(system.find(handle.path)).toBe(handle);
    expect(system.find("root")).toBe(system.root);
    expect(system.find("s/y")).toBeUndefined();
    expect(system.find("s/x/y")).toBeUndefined();
  });
});
