import { describe, expect, test } from "vitest";
import { createSimulatedPlatform } from "../../../adapters/platform/simulated.ts";
import { createMoirai } from "../../../mod.ts";
import { testSettings } from "../../suites/settings.ts";

const START_MS = 1_700_000_000_000;

/** In which somebody new comes by. */
const SECONDS = 180;

async function street(definition: string, seconds: number) {
  const platform = createSimulatedPlatform({ seed: 1, startMs: START_MS });
  const moirai = await createMoirai({ platform, settings: testSettings() });
  const record = await moirai.commands.addDatasource(definition);
  await platform.clock.advanceAsync(seconds * 1000);
  const devices = [...moirai.stores.devices.all()].map((device) =>
    `${device.mac} ${device.type} ${device.name} ${device.packets}`
  );
  return { platform, moirai, record, devices };
}

describe("the demo", () => {
  test("shows access points and people, without a frame that cannot be read", async () => {
    const { moirai, record } = await street("demo", 60);
    expect(record.driver.type).toBe("demo");
    expect(record.packets).toBeGreaterThan(1000);
    expect(record.faults.toObject()).toEqual({});
    const types = new Set([...moirai.stores.devices.all()].map((device) => device.type));
    expect(types).toContain("Wi-Fi AP");
    expect(types).toContain("Wi-Fi Client");
    await moirai.stop();
  });

  test("is the same street for the same seed, and another for another", async () => {
    const runs = await Promise.all([
      street("demo:seed=7", 20),
      street("demo:seed=7", 20),
      street("demo:seed=8", 20),
    ]);
    expect(runs[0].devices).toEqual(runs[1].devices);
    expect(runs[0].devices).not.toEqual(runs[2].devices);
    await Promise.all(runs.map(({ moirai }) => moirai.stop()));
  });

  test("does not make up for the time the machine slept", async () => {
    const { platform, moirai, record } = await street("demo", SECONDS);
    for (const hours of [8, 16, 2]) {
      const before = record.packets;
      platform.clock.setTime(START_MS + hours * 3_600_000);
      await platform.clock.advanceAsync(SECONDS * 1000);
      expect(record.packets - before).toBeGreaterThan(100);
      expect(record.packets - before).toBeLessThan(before + 100);
      // Who comes now bears the time of now, also after the clock was set back.
      const nowSec = START_MS / 1000 + hours * 3600;
      const known = [...moirai.stores.devices.all()].map(({ firstTime }) => firstTime - nowSec);
      expect(known.some((ageSec) => ageSec >= 0 && ageSec <= SECONDS)).toBe(true);
    }
    await moirai.stop();
  });

  test("ends when it is closed, and leaves no timer of its own", async () => {
    const { platform, moirai, record } = await street("demo", 1);
    await moirai.commands.closeDatasource(record.uuid);
    const packets = record.packets;
    await platform.clock.advanceAsync(5000);
    expect(record.packets).toBe(packets);
    await moirai.stop();
    expect(platform.clock.pending).toBe(0);
  });
});
