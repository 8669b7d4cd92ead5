// The actors seen from outside, in a server that plays a scenario.
import { describe, expect, test } from "vitest";
import type { InspectionEvent } from "xstate";
import { INSPECTED_MAX, type InspectionMessage } from "../../../actors/inspect/inspector.ts";
import { plainValue } from "../../../actors/inspect/plain-value.ts";
import { minutes, scenario, seconds } from "../../../runtime/scenario/scenario.ts";
import { simulate } from "../../../testing/simulate.ts";

const home = scenario("home", "", minutes(2), (on) => {
  on.radio("roof", { channels: ["6"], fails: [[seconds(20), seconds(40)]] });
  on.accessPoint({ ssid: "home", channel: "6", security: "open" });
});

const play = () => simulate(home, { seed: 1 });

describe("Inspector", () => {
  test("tells states, rates and restarts of every actor", async () => {
    await using run = await play();
    const { inspector } = run.moirai.stores;
    const source = () =>
      inspector.actors().find(({ path }) => path.startsWith("root/datasources/"))!;
    inspector.actors();
    await run.advance(10_000);
    const views = inspector.actors();
    expect(views[0]).toMatchObject({ path: "root", kind: "supervisor", life: "running" });
    expect(views.map(({ path }) => path)).toContain("root/subscribers");
    expect(source()).toMatchObject({
      state: "capturing.running",
      life: "running",
      inspected: false,
    });
    const chain = views.find(({ path }) => path === "root/packet-chain")!;
    expect(chain.eventsPerSecond).toBeGreaterThan(9);
    expect(chain.eventsPerSecond).toBeLessThan(11);
    // The radio is unplugged.
    await run.advance(15_000);
    expect(source().state).toBe("retrying");
  });

  test("draws the tree for Mermaid, with every actor once and names that end no label", async () => {
    await using run = await play();
    await run.advance(1000);
    const { inspector } = run.moirai.stores;
    const lines = inspector.mermaid().trim().split("\n");
    expect(lines[0]).toBe("flowchart TD");
    const count = inspector.actors().length;
    expect(lines.filter((line) => /^ {2}n\d+[[(]/.test(line))).toHaveLength(count);
    expect(lines.filter((line) => line.includes("-->"))).toHaveLength(count - 1);
  });

  test("tells every event and state of the one actor that is watched, until it is let go", async () => {
    await using run = await play();
    await run.advance(1000);
    const { inspector } = run.moirai.stores;
    const path = "root/packet-chain";
    const told: InspectionMessage[] = [];
    const release = inspector.watch(path, (message) => told.push(message))!;
    expect(told).toMatchObject([{
      type: "@xstate.actor",
      sessionId: path,
      snapshot: { status: "active" },
    }]);
    await run.advance(500);
    expect(told.filter(({ type }) => type === "@xstate.event").length).toBeGreaterThan(0);
    expect(told.filter(({ type }) => type === "@xstate.snapshot").length).toBeGreaterThan(0);
    // All of it can be sent as it is.
    expect(JSON.parse(JSON.stringify(told))).toEqual(told);
    expect(inspector.actors().filter(({ inspected }) => inspected).map((one) => one.path))
      .toEqual([path]);
    release();
    release();
    const count = told.length;
    await run.advance(2000);
    expect(told).toHaveLength(count);
    expect(inspector.actors().some(({ inspected }) => inspected)).toBe(false);
  });

  test("refuses what is no actor, and more than its limit", async () => {
    await using run = await play();
    const { inspector } = run.moirai.stores;
    expect(inspector.watch("root/nobody", () => {})).toBeUndefined();
    expect(inspector.watch("root", () => {})).toBeUndefined();
    const path = inspector.actors().find(({ kind }) => kind === "actor")!.path;
    for (let watcher = 0; watcher <= INSPECTED_MAX; watcher++) {
      expect(inspector.watch(path, () => {})).toBeDefined();
    }
    expect(inspector.refused).toBe(0);
  });
});

describe("plainValue()", () => {
  test("names what is too long or too deep, and takes what JSON does not", () => {
    const circle: Record<string, unknown> = {};
    circle.self = circle;
    const value = {
      bytes: new Uint8Array(1500),
      big: 2n ** 60n,
      not: NaN,
      call: () => 1,
      error: new RangeError("no"),
      map: new Map([[1, 2]]),
      list: Array.from({ length: 40 }, (_, index) => index),
      text: "x".repeat(1000),
      circle,
      nothing: undefined,
      event: { type: "BATCH" } as unknown as InspectionEvent,
    };
    const plain = plainValue(value) as Record<string, unknown>;
    expect(plain).toMatchObject({
      bytes: "[1500 bytes]",
      big: "1152921504606846976",
      not: "NaN",
      call: "[function]",
      error: "RangeError: no",
      map: "[Map of 1]",
      nothing: null,
      event: { type: "BATCH" },
    });
    expect((plain.list as unknown[]).at(-1)).toBe("… 8 more");
    expect((plain.text as string).length).toBe(257);
    expect(JSON.stringify(plain.circle)).toBe('{"self":{"self":{"self":"[Object]"}}}');
  });
});
