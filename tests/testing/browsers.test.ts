// Browsers of a scenario that read slowly, or not at all: they get what they can take, the server goes on.
import { describe, expect, test } from "vitest";
import type { BrowserOptions } from "../../runtime/scenario/outsiders.ts";
import { minutes, scenario, seconds } from "../../runtime/scenario/scenario.ts";
import { simulate } from "../../testing/simulate.ts";

const watched = (browsers: Readonly<Record<string, BrowserOptions>>) =>
  scenario("watched", "", minutes(2), (on) => {
    on.radio("roof", { channels: ["6"] });
    on.accessPoint({ ssid: "home", channel: "6", security: "open" });
    on.attack({ at: { x: 20, y: 0 } }, ({ attacker }) => {
      attacker.beacons("6", { fromMs: seconds(30), perSecond: 20, count: 600 });
    });
    for (const [name, options] of Object.entries(browsers)) on.browser(name, options);
  });

async function statistics(run: Awaited<ReturnType<typeof simulate>>) {
  const answer = await run.http("/eventbus/statistics.json");
  return await answer.json() as Record<string, number>;
}

describe("a browser of a scenario", () => {
  test("hears every event once, in the order of the bus", async () => {
    await using run = await simulate(watched({ wall: {} }), { seed: 1 });
    const topics: string[] = [];
    const nameOf = (text: string) => Object.keys(JSON.parse(text) as object)[0]!;
    run.moirai.bus.subscribe("*", (event) => {
      topics.push(nameOf(new TextDecoder().decode(run.moirai.encodeEvent(event))));
    });
    await run.toEnd();
    const wall = run.outsiders.browsers.get("wall")!;
    await run.advance(1000);
    expect(wall).toMatchObject({ connections: 1, refused: 0, closed: undefined });
    const heard = wall.messages.map((one) => nameOf(String(one)));
    // What was said before it had connected it could not hear.
    const first = topics.length - heard.length;
    expect(first).toBeLessThan(20);
    expect(heard.length).toBeGreaterThan(1500);
    expect(heard).toEqual(topics.slice(first, first + heard.length));
  });

  test("that stops reading is closed, and everybody else is served as if it were not there", async () => {
    const options = { pauses: [[seconds(20), minutes(2)] as const] };
    await using run = await simulate(watched({ wall: {}, laptop: options }), { seed: 1 });
    await using alone = await simulate(watched({ wall: {} }), { seed: 1 });
    await run.toEnd();
    await alone.toEnd();
    const laptop = run.outsiders.browsers.get("laptop")!;
    expect(laptop.closed).toEqual({ code: 1006, reason: "" });
    expect(await statistics(run)).toMatchObject({
      "moirai.subscribers.connections": 1,
      "moirai.subscribers.opened": 2,
      "moirai.subscribers.overflowed": 1,
      "moirai.subscribers.held_bytes": 0,
    });
    expect((await statistics(run))["moirai.subscribers.dropped"]).toBeGreaterThan(500);
    const wall = (one: typeof run) => one.outsiders.browsers.get("wall")!.received;
    expect(wall(run)).toBe(wall(alone));
  });

  test("however slow, costs no packet and no device", async () => {
    const slow = {
      phone: { bytesPerSecond: 500 },
      laptop: { pauses: [[seconds(20), minutes(2)] as const], returnsAfterMs: seconds(10) },
      tablet: { answersPings: false, vanishes: true, untilMs: seconds(100) },
      radio: {
        path: "/devices/views/all/monitor.ws",
        says: ['{"monitor":"*","request":1,"rate":1}'],
      },
    };
    await using run = await simulate(watched(slow), { seed: 1 });
    await using alone = await simulate(watched({}), { seed: 1 });
    await run.toEnd();
    await alone.toEnd();
    const seen = (one: typeof run) =>
      one.devices().map(({ mac, packets, lastTime, type }) => [mac, packets, lastTime, type]);
    expect(seen(run)).toEqual(seen(alone));
    expect(seen(run).length).toBeGreaterThan(500);
    const packets = (one: typeof run) => [...one.moirai.stores.datasources.all()][0]!.packets;
    expect(packets(run)).toBe(packets(alone));
    expect(run.cast.radios[0]!.dropped).toBe(0);
    expect(run.outsiders.browsers.get("laptop")!.connections).toBeGreaterThan(1);
    expect(run.outsiders.browsers.get("radio")!.received).toBeGreaterThan(100);
  });

  test("that answers no ping is asked three times and given up", async () => {
    const long = scenario("long", "", minutes(9), (on) => {
      on.radio("roof", { channels: ["6"] });
      on.browser("tablet", { topics: ["ALERT"], answersPings: false });
      on.browser("wall", { topics: ["ALERT"] });
    });
    await using run = await simulate(long, { seed: 1 });
    await run.toEnd();
    expect(run.outsiders.browsers.get("tablet")).toMatchObject({ pings: 2, isConnected: false });
    expect(run.outsiders.browsers.get("wall")).toMatchObject({ pings: 4, isConnected: true });
  });
});
