// The test kit: a whole server around a scenario, in virtual time.
import { describe, expect, test } from "vitest";
import { minutes, scenario, seconds } from "../../runtime/scenario/scenario.ts";
import { simulate } from "../../testing/simulate.ts";

const home = scenario("home", "A network, somebody in it, and a radio", minutes(2), (on) => {
  on.radio("roof", { channels: ["6"] });
  const network = on.accessPoint({ ssid: "home", channel: "6", security: "wpa2-psk" });
  on.person("Ada", { mac: "f0:18:98:00:00:01", joins: [network], at: { x: 8, y: 0 } });
});

describe("simulate()", () => {
  test("plays a scenario through a server that answers as any other", async () => {
    await using run = await simulate(home, { seed: 1 });
    await run.toEnd();
    expect(run.nowMs).toBe(minutes(2));
    expect(run.devices().map((device) => device.type).sort()).toEqual([
      "Wi-Fi AP",
      "Wi-Fi Bridged",
      "Wi-Fi Client",
    ]);
    const answer = await run.http("/datasource/all_sources.json");
    const [source] = await answer.json() as Record<string, unknown>[];
    expect(source).toMatchObject({
      "kismet.datasource.interface": "roof",
      "kismet.datasource.running": 1,
    });
    expect([...run.moirai.stores.datasources.all()][0]!.faults.toObject()).toEqual({});
  });

  test("waits for events in virtual time and says when one did not come", async () => {
    await using run = await simulate(home, { seed: 1 });
    const { device } = await run.expectEvent("DOT11_WPA_HANDSHAKE");
    expect(device.name).toBe("home");
    expect(run.nowMs).toBeLessThan(seconds(30));
    await expect(run.expectEvent("NEW_DEVICE", (one) => one.name === "nobody")).rejects.toThrow(
      "an event NEW_DEVICE did not happen in the 120000 ms of the scenario",
    );
  });

  test("gives one digest for one seed, another for another, and for another length", async () => {
    const digest = async (seed: number, ms: number) => {
      await using run = await simulate(home, { seed });
      await run.advance(ms);
      return run.digest();
    };
    const first = await digest(1, 30_000);
    expect(first).toMatch(/^[0-9a-f]{16}$/);
    expect(await digest(1, 30_000)).toBe(first);
    expect(await digest(2, 30_000)).not.toBe(first);
    expect(await digest(1, 31_000)).not.toBe(first);
  });

  test("a radio that is unplugged fails and comes back", async () => {
    const plugged = scenario("plugged", "", minutes(1), (on) => {
      on.radio("roof", { channels: ["6"], fails: [[seconds(10), seconds(22)]] });
      on.accessPoint({ ssid: "home", channel: "6", security: "open" });
      on.expectAlerts("SOURCEERROR", "SOURCEOPEN");
    });
    await using run = await simulate(plugged, { seed: 1 });
    const [record] = run.moirai.stores.datasources.all();
    await run.advance(seconds(11));
    expect(record).toMatchObject({
      running: false,
      errorReason: "the radio roof was unplugged",
    });
    await run.toEnd();
    expect(record!.running).toBe(true);
    expect(run.alerts()).toEqual(plugged.alerts);
  });

  test("a radio that hops hears each channel for its part of the time", async () => {
    const hopping = scenario("hopping", "", minutes(1), (on) => {
      on.radio("roof", { channels: ["1", "6"], dwellMs: 500 });
      on.accessPoint({ ssid: "one", channel: "1", security: "open" });
      on.accessPoint({ ssid: "six", channel: "6", security: "open" });
    });
    await using run = await simulate(hopping, { seed: 1 });
    await run.toEnd();
    // 586 beacons of each are sent in a minute.
    for (const device of run.devices()) expect(Math.abs(device.packets - 293)).toBeLessThan(10);
  });

  test("a clock that jumps moves no device in the scene", async () => {
    const jumping = scenario("jumping", "", minutes(2), (on) => {
      on.radio("roof", { channels: ["6"] });
      on.accessPoint({ ssid: "home", channel: "6", security: "open" });
      on.clockJumps(seconds(30), 3_600_000);
      on.clockJumps(seconds(60), -7_200_000);
    });
    await using run = await simulate(jumping, { seed: 1 });
    await run.toEnd();
    const [device] = run.devices();
    expect(Math.abs(device!.packets - 1172)).toBeLessThan(20);
  });

  test("packets carry where the radio was when the scene has a place", async () => {
    await using run = await simulate(home, {
      seed: 1,
      location: { latitude: 48.2, longitude: 16.37 },
    });
    await run.advance(5000);
    const { average } = run.devices()[0]!.location!;
    expect(average!.latitude).toBeCloseTo(48.2, 9);
    expect(average!.longitude).toBeCloseTo(16.37, 9);
  });
});
