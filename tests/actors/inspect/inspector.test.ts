// The actors seen from outside, in a server that plays a scenario.
import { describe, expect, test } from "vitest";
import { fromCallback, type InspectionEvent } from "xstate";
import { INSPECTED_MAX } from "../../../actors/inspect/inspector.ts";
import { KEPT_MS, LAST_EVENTS_MAX } from "../../../actors/inspect/last-events.ts";
import type { InspectionMessage } from "../../../actors/inspect/stately.ts";
import { PacketBatch } from "../../../protocols/packet/packet-batch.ts";
import { plainValue } from "../../../actors/inspect/plain-value.ts";
import { minutes, scenario, seconds } from "../../../runtime/scenario/scenario.ts";
import { simulate } from "../../../testing/simulate.ts";

const home = scenario("home", "", minutes(2), (on) => {
  on.radio("roof", { channels: ["6"], fails: [[seconds(20), seconds(40)]] });
  on.accessPoint({ ssid: "home", channel: "6", security: "open" });
});

/** All that the export may hold of Mermaid's grammar: labels are quoted, and hold nothing that ends them. */
const MERMAID_LINE =
  /^ {2}(?:n\d+(?:\(\["[^"<>&`\\\p{C}]*"\]\)|\["[^"<>&`\\\p{C}]*"\])|n\d+ --> n\d+|class n\d+ bad|classDef bad stroke:#b3261e,stroke-width:3px)$/u;

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
    run.moirai.system.start({
      id: 'odd "name" #1 & <b>\n  end %% `x` ]) --> n0',
      logic: fromCallback(() => {}),
    });
    const lines = inspector.mermaid().trim().split("\n");
    expect(lines[0]).toBe("flowchart TD");
    for (const line of lines.slice(1)) expect(line).toMatch(MERMAID_LINE);
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
    const event = told.find(({ type }) => type === "@xstate.event") as { event: unknown };
    expect(event.event).toMatchObject({
      type: "PACKET_BATCH",
      batch: { packets: expect.any(Number), bytes: expect.any(Number), linkType: 127, source: 1 },
    });
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

  test("tells of a machine and its children what the Stately inspector takes", async () => {
    await using run = await play();
    await run.advance(19_000);
    const { inspector } = run.moirai.stores;
    const path = inspector.actors().find((one) => one.path.startsWith("root/datasources/"))!.path;
    const told: InspectionMessage[] = [];
    inspector.watch(path, (message) => told.push(message));
    await run.advance(10_000);
    // `isStatelyInspectionEvent` of @statelyai/inspect 0.7.2, and its types.
    for (const message of told) {
      expect(message).toMatchObject({
        type: expect.stringMatching(/^@xstate\.(?:actor|event|snapshot)$/),
        _version: expect.stringMatching(/^\d+\.\d+\.\d+$/),
        createdAt: expect.stringMatching(/^\d{13}$/),
        rootId: path,
        id: null,
      });
      if (message.type === "@xstate.event") expect(message.event).toHaveProperty("type");
      if (message.type === "@xstate.actor") JSON.parse(message.definition);
    }
    const [first] = told as [InspectionMessage & { type: "@xstate.actor" }];
    expect(Object.keys((JSON.parse(first.definition) as { states: object }).states))
      .toContain("capturing");
    const introduced = told.flatMap((one) => one.type === "@xstate.actor" ? [one.sessionId] : []);
    expect(introduced.length).toBeGreaterThan(1);
    const child = told.find((one) => one.sessionId !== path)!;
    expect(child).toMatchObject({ type: "@xstate.actor", parentId: path });
    expect(told.filter(({ sessionId }) => !introduced.includes(sessionId))).toEqual([]);
    expect(told).toContainEqual(expect.objectContaining({
      type: "@xstate.snapshot",
      sessionId: path,
      snapshot: expect.objectContaining({ value: "retrying" }),
    }));
  });

  test("keeps the last events of actors that are asked for, and lets them go", async () => {
    await using run = await play();
    const { inspector } = run.moirai.stores;
    const { lastEvents } = inspector;
    expect(lastEvents.of("root/nobody")).toBeUndefined();
    expect(lastEvents.of("root/packet-chain")).toHaveLength(1);
    await run.advance(KEPT_MS - 1000);
    const events = lastEvents.of("root/packet-chain")!;
    expect(events).toHaveLength(LAST_EVENTS_MAX);
    expect(lastEvents.all()).toEqual(events);
    expect(inspector.actors().filter(({ inspected }) => inspected)).toHaveLength(1);
    await run.advance(KEPT_MS + 1000);
    expect(lastEvents.all()).toEqual([]);
    expect(inspector.actors().filter(({ inspected }) => inspected)).toHaveLength(0);
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
  test("tells of a batch how many packets, of which source and from when to when", () => {
    const batch = new PacketBatch();
    expect(plainValue(batch)).toEqual({ packets: 0, bytes: 0, linkType: 0 });
    batch.count = 2;
    batch.linkType = 127;
    batch.capturedLength.set([100, 40, 9999]);
    batch.timestampUs.set([1.5e6, 2.5e6]);
    batch.source = { number: 3, checkFcs: true, faults: { add: () => {} } };
    expect(plainValue({ type: "PACKET_BATCH", batch })).toEqual({
      type: "PACKET_BATCH",
      batch: { packets: 2, bytes: 140, linkType: 127, source: 3, firstSec: 1.5, lastSec: 2.5 },
    });
  });

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
