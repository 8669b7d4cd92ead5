// Capture tools and sensors that fail in a scenario: the server's own supervision is what is tested.
import { describe, expect, test } from "vitest";
import type { ScenarioBuilder } from "../../runtime/scenario/builder.ts";
import type { ToolFault } from "../../runtime/scenario/tool-faults.ts";
import { minutes, scenario, seconds } from "../../runtime/scenario/scenario.ts";
import { simulate, type Simulation } from "../../testing/simulate.ts";

async function started(script: (on: ScenarioBuilder) => void) {
  const played = scenario("played", "", minutes(4), (on) => {
    on.accessPoint({ ssid: "home", channel: "6", security: "open" });
    script(on);
  });
  const run = await simulate(played, { seed: 1 });
  const messages: string[] = [];
  run.moirai.bus.subscribe("MESSAGE", ({ payload }) => messages.push(payload.text));
  return { run, messages };
}

const withTool = (...faults: ToolFault[]) =>
  started((on) => on.helper("wlan0", { channels: ["1", "6"], faults }));
const withSensor = (...faults: ToolFault[]) =>
  started((on) => on.sensor("attic", { channels: ["6"], faults }));
const source = ({ moirai }: Simulation) => [...moirai.stores.datasources.all()][0]!;

describe("a helper of a scenario", () => {
  test("is started, tuned, and heard as any capture tool", async () => {
    const { run } = await withTool();
    await run.advance(seconds(60));
    expect(source(run)).toMatchObject({
      definition: "wlan0:type=linuxwifi",
      running: true,
      version: "scenario",
      hopping: true,
    });
    // It hops over two channels, on one of which there is a network with 10 beacons a second.
    expect(Math.abs(source(run).packets - 293)).toBeLessThan(10);
    expect(source(run).packets).toBe(run.cast.helpers[0]!.radio.heard);
    const [process] = run.outsiders.helpers.processes;
    expect(process).toMatchObject({ name: "wlan0", endedMs: undefined });
    await run[Symbol.asyncDispose]();
    expect(process!.endedMs).toBeDefined();
  });

  test("crashes with its last words, and is started again after five seconds", async () => {
    const { run, messages } = await withTool(
      { does: "crash", atMs: seconds(20), status: 3, lastWords: "no such device" },
    );
    await run.advance(seconds(22));
    const why = "its capture tool kismet_cap_linux_wifi ended with status 3 (no such device)";
    expect(source(run)).toMatchObject({ running: false, errorReason: why });
    await run.advance(seconds(5));
    expect(source(run).running).toBe(true);
    expect(messages).toContain(`wlan0 failed: ${why}`);
    expect(run.alerts()).toEqual(["SOURCEERROR", "SOURCEOPEN"]);
    expect(run.outsiders.helpers.processes).toHaveLength(2);
    await run[Symbol.asyncDispose]();
  });

  test("that crashes again and again is left alone for longer each time", async () => {
    const { run } = await withTool(
      ...Array.from({ length: 60 }, (_, index): ToolFault => ({
        does: "crash",
        atMs: seconds(10) + index * 3_700,
      })),
    );
    await run.toEnd();
    const starts = run.outsiders.helpers.processes.map(({ startedMs }) => startedMs / 1000);
    const pauses = starts.slice(1).map((at, index) => {
      const ended = run.outsiders.helpers.processes[index]!.endedMs!;
      return Math.round(at - ended / 1000);
    });
    expect(pauses.slice(0, 5)).toEqual([5, 5, 5, 10, 20]);
    await run[Symbol.asyncDispose]();
  });

  test("freezes, is missed after half a minute, and killed because it hears nothing", async () => {
    const { run, messages } = await withTool(
      { does: "freeze", atMs: seconds(20), untilMs: seconds(120) },
    );
    await run.advance(seconds(49));
    expect(source(run).running).toBe(true);
    await run.advance(seconds(13));
    expect(source(run)).toMatchObject({
      running: false,
      errorReason: "its capture tool has said nothing for 30 seconds",
    });
    // At 55 seconds it was asked to end, which was nothing to it, and killed five seconds later.
    const [process] = run.outsiders.helpers.processes;
    expect(process!.endedMs! / 1000).toBeCloseTo(60, 0);
    await run.toEnd();
    expect(source(run).running).toBe(true);
    expect(messages.some((text) => text.startsWith("SOURCEOPEN wlan0 works again"))).toBe(true);
    await run[Symbol.asyncDispose]();
  });

  test("falls silent, which is as if it were frozen, but ends when it is asked", async () => {
    const { run } = await withTool(
      { does: "fall-silent", atMs: seconds(20), untilMs: seconds(60) },
    );
    await run.advance(seconds(57));
    expect(source(run).errorReason).toBe("its capture tool has said nothing for 30 seconds");
    expect(run.outsiders.helpers.processes[0]!.endedMs! / 1000).toBeLessThan(56);
    await run.toEnd();
    expect(source(run).running).toBe(true);
    await run[Symbol.asyncDispose]();
  });

  test("stops reading, misses its pings, and gives up by itself", async () => {
    const { run } = await withTool(
      { does: "stop-reading", atMs: seconds(20), untilMs: seconds(50) },
    );
    await run.advance(seconds(34));
    // Its packets come all the same.
    expect(source(run).packets).toBe(run.cast.helpers[0]!.radio.heard);
    await run.advance(seconds(4));
    expect(source(run).errorReason).toContain("ended with status 1");
    await run.toEnd();
    expect(source(run).running).toBe(true);
    await run[Symbol.asyncDispose]();
  });

  test.each<[Extract<ToolFault, { does: "babble" }>["what"], string]>([
    ["garbage", "what is no frame (external.signature)"],
    ["wrong-checksum", "what is no frame (external.checksum)"],
    ["huge-frame", "what is no frame (external.length)"],
  ])("sends %s and is started again", async (what, reason) => {
    const { run } = await withTool({ does: "babble", what, atMs: seconds(20) });
    await run.advance(seconds(22));
    expect(source(run).errorReason).toBe(`its capture tool sent ${reason}`);
    await run.advance(seconds(5));
    expect(source(run).running).toBe(true);
    await run[Symbol.asyncDispose]();
  });

  test("breaks off in the middle of a frame, whose rest is then read as one", async () => {
    const { run } = await withTool({ does: "babble", what: "half-frame", atMs: seconds(20) });
    await run.advance(seconds(23));
    expect(source(run).errorReason).toMatch(/^its capture tool sent (what|a message)/);
    await run.advance(seconds(5));
    expect(source(run).running).toBe(true);
    await run[Symbol.asyncDispose]();
  });

  test.each<[Extract<ToolFault, { does: "babble" }>["what"], number]>([
    ["unknown-frames", 1_000],
    ["standard-error", 20_000],
  ])("says %s without end, and is heard all the same", async (what, perSecond) => {
    const still = await withTool();
    await still.run.advance(seconds(60));
    const { run, messages } = await withTool(
      { does: "babble", what, atMs: seconds(10), untilMs: seconds(50), perSecond },
    );
    await run.advance(seconds(60));
    expect(source(run)).toMatchObject({ running: true, packets: source(still.run).packets });
    expect(messages).toEqual(still.messages);
    await Promise.all([run, still.run].map((one) => one[Symbol.asyncDispose]()));
  });

  test("talks without end: fifty messages a second are shown, the others counted", async () => {
    const { run, messages } = await withTool(
      { does: "babble", what: "messages", atMs: seconds(20), untilMs: seconds(22), perSecond: 500 },
    );
    await run.advance(seconds(30));
    expect(messages.filter((text) => text.includes("the answer is")).length).toBe(100);
    expect(messages.filter((text) => text.includes("450 more of its messages"))).not.toEqual([]);
    expect(source(run).running).toBe(true);
    await run[Symbol.asyncDispose]();
  });

  test("one of several of a type fails, the others go on", async () => {
    const { run } = await started((on) => {
      on.helper("wlan0", { channels: ["6"] });
      on.helper("wlan1", { channels: ["6"], faults: [{ does: "crash", atMs: seconds(20) }] });
    });
    await run.advance(seconds(22));
    const [first, second] = [...run.moirai.stores.datasources.all()];
    expect([first!.name, first!.running]).toEqual(["wlan0", true]);
    expect([second!.name, second!.running]).toEqual(["wlan1", false]);
    await run[Symbol.asyncDispose]();
  });
});

describe("a sensor of a scenario", () => {
  test("comes when its time has come, goes, and its packets have been handled", async () => {
    const { run } = await started((on) =>
      on.sensor("attic", { channels: ["6"], fromMs: seconds(10), untilMs: seconds(30) })
    );
    await run.advance(seconds(9));
    expect([...run.moirai.stores.datasources.all()]).toEqual([]);
    await run.advance(seconds(10));
    expect(source(run)).toMatchObject({ running: true, name: "attic" });
    await run.toEnd();
    expect(source(run)).toMatchObject({
      running: false,
      errorReason: "its sensor closed the websocket",
    });
    expect(run.outsiders.sensors.get("attic")).toMatchObject({ connections: 1, refused: 0 });
    expect(source(run).packets).toBeGreaterThan(150);
    await run[Symbol.asyncDispose]();
  });

  test.each<[string, ToolFault, string]>([
    ["vanishes", { does: "crash", atMs: seconds(20) }, "its sensor closed the websocket"],
    [
      "freezes",
      { does: "freeze", atMs: seconds(20), untilMs: seconds(60) },
      "its sensor has said nothing for 15 seconds",
    ],
    [
      "falls silent",
      { does: "fall-silent", atMs: seconds(20), untilMs: seconds(60) },
      "its sensor has said nothing for 15 seconds",
    ],
    [
      "sends a broken frame",
      { does: "babble", what: "wrong-checksum", atMs: seconds(20) },
      "its sensor sent what is no frame (external.checksum)",
    ],
  ])("%s, and comes again", async (_, fault, reason) => {
    const { run, messages } = await withSensor(fault);
    await run.toEnd();
    expect(messages).toContain(`attic failed: ${reason}`);
    expect(source(run).running).toBe(true);
    expect(run.outsiders.sensors.get("attic")!.connections).toBeGreaterThan(1);
    await run[Symbol.asyncDispose]();
  });
});

test("a clock that is set fails no tool and no sensor, though they have little to say", async () => {
  const { run } = await started((on) => {
    // Nobody sends there, so that only pings tell that they live.
    on.helper("wlan0", { channels: ["13"] });
    on.sensor("attic", { channels: ["13"] });
    for (let at = 10; at < 230; at += 7) {
      on.clockJumps(seconds(at), (at % 2 === 0 ? 1 : -1) * seconds(at * 100));
    }
  });
  await run.toEnd();
  for (const one of run.moirai.stores.datasources.all()) {
    expect(one).toMatchObject({ running: true, errorReason: "", totalRetryAttempts: 0 });
  }
  await run[Symbol.asyncDispose]();
});
