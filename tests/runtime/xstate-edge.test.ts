import { describe, expect, test } from "vitest";
import {
  createMachine,
  fromCallback,
  fromEventObservable,
  fromPromise,
  fromTransition,
} from "xstate";
import { SteppingClock } from "../../runtime/clock.ts";
import { createRootActor, isBusy } from "../../runtime/xstate-edge.ts";

function start(logic: Parameters<typeof createRootActor>[0]) {
  const clock = new SteppingClock();
  const cleanupErrors: unknown[] = [];
  const errors: unknown[] = [];
  const actor = createRootActor(logic, {
    id: "x",
    path: "root/x",
    clock,
    input: undefined,
    snapshot: undefined,
    onLog: () => {},
    onCleanupError: (error) => cleanupErrors.push(error),
  });
  actor.subscribe({ error: (error) => errors.push(error) });
  actor.start();
  return { actor, clock, cleanupErrors, errors };
}

const boom = () => {
  throw new Error("boom");
};

describe("createRootActor()", () => {
  test("runs the cleanup function of a callback whose receiver throws", () => {
    let cleaned = 0;
    const { actor, cleanupErrors, errors } = start(fromCallback(({ receive }) => {
      receive(boom);
      return () => cleaned++;
    }));
    actor.send({ type: "GO" });
    expect([cleaned, errors.length, cleanupErrors.length]).toEqual([1, 1, 0]);
  });

  test("tells of a cleanup function that throws after the failure", () => {
    const { actor, cleanupErrors, errors } = start(fromCallback(({ receive }) => {
      receive(boom);
      return () => {
        throw new Error("no way out");
      };
    }));
    actor.send({ type: "GO" });
    expect(errors.map(String)).toEqual(["Error: boom"]);
    expect(cleanupErrors.map(String)).toEqual(["Error: no way out"]);
  });

  test("ends what a failing machine invoked and spawned, also in the step that fails", () => {
    const log: string[] = [];
    const pump = (name: string) =>
      fromCallback(() => {
        log.push(`start ${name}`);
        return () => {
          log.push(`stop ${name}`);
        };
      });
    const nested = createMachine({ invoke: { src: pump("deep") } });
    const { actor, errors } = start(createMachine({
      invoke: [{ src: pump("first") }, { src: nested }],
      initial: "a",
      states: {
        a: { on: { GO: "b" } },
        b: { invoke: { src: pump("second") }, always: { target: "c", guard: boom } },
        c: {},
      },
    }));
    expect(log.toSorted()).toEqual(["start deep", "start first"]);
    actor.send({ type: "GO" });
    expect(errors).toHaveLength(1);
    const starts = log.filter((line) => line.startsWith("start")).length;
    expect(log.filter((line) => line.startsWith("stop"))).toHaveLength(starts);
  });

  test("runs the cleanup of a child that fails, though its parent handles that", () => {
    let cleaned = 0;
    const child = fromCallback(({ receive }) => {
      receive(boom);
      return () => cleaned++;
    });
    const { actor, errors } = start(createMachine({
      initial: "a",
      states: { a: { invoke: { id: "child", src: child, onError: "b" } }, b: {} },
    }));
    actor.getSnapshot().children.child.send({ type: "GO" });
    expect(actor.getSnapshot().value).toBe("b");
    expect([cleaned, errors.length]).toEqual([1, 0]);
  });

  test("cancels the delayed events of a failed machine", () => {
    const { actor, clock } = start(
      createMachine({ after: { 100: {} }, on: { GO: { actions: boom } } }),
    );
    expect(clock.pending).toBe(1);
    actor.send({ type: "GO" });
    expect(clock.pending).toBe(0);
  });

  test("takes a failed observable as ended, and aborts a stopped promise's signal", () => {
    let fail: (error: unknown) => void = () => {};
    const observable = fromEventObservable(() => ({
      subscribe: (observer) => {
        fail = (error) => (observer as { error(error: unknown): void }).error(error);
        return { unsubscribe: () => {} };
      },
    }));
    const observed = start(observable);
    fail(new Error("lost"));
    expect(observed.errors.map(String)).toEqual(["Error: lost"]);
    expect(observed.cleanupErrors).toEqual([]);
    let signal: AbortSignal | undefined;
    const { actor } = start(fromPromise((input) => {
      signal = input.signal;
      return new Promise(() => {});
    }));
    actor.stop();
    expect(signal?.aborted).toBe(true);
  });

  test("does not call a transition function once more after it failed", () => {
    let calls = 0;
    const { actor, cleanupErrors } = start(fromTransition(() => {
      calls++;
      throw new Error("boom");
    }, undefined));
    actor.send({ type: "GO" });
    expect([calls, cleanupErrors.length]).toEqual([1, 0]);
  });
});

describe("isBusy()", () => {
  test("is true from an event's arrival to its end, whoever sent it", () => {
    const busy: boolean[] = [];
    const { actor, clock } = start(createMachine({
      after: { 10: { actions: () => busy.push(isBusy(actor)) } },
      on: { GO: { actions: () => busy.push(isBusy(actor)) } },
    }));
    actor.subscribe(() => busy.push(isBusy(actor)));
    busy.length = 0;
    actor.send({ type: "GO" });
    busy.push(isBusy(actor));
    clock.advance(10);
    busy.push(isBusy(actor));
    expect(busy).toEqual([true, true, false, true, true, false]);
  });
});
