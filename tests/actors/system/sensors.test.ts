import { expect, test } from "vitest";
import { SENSOR_PERIOD_MS } from "../../../actors/system/sensor-logic.ts";
import { readSensors, SENSORS_MAX } from "../../../actors/system/sensors.ts";
import { createSimulatedPlatform } from "../../../adapters/platform/simulated.ts";
import { detectPlatform } from "../../../adapters/platform/detect.ts";
import { createSettings } from "../../../actors/server/configured-settings.ts";
import { createMoirai } from "../../../mod.ts";

function machine(files: Record<string, string>) {
  const platform = createSimulatedPlatform({ seed: 1, startMs: 1_700_000_000_000 });
  for (const [path, text] of Object.entries(files)) {
    platform.files.put(path, new TextEncoder().encode(`${text}\n`));
  }
  return platform;
}

const BATTERY = "/sys/class/power_supply/BAT0";
const LAPTOP = {
  "/sys/class/power_supply/AC/type": "Mains",
  "/sys/class/power_supply/AC/online": "0",
  [`${BATTERY}/type`]: "Battery",
  [`${BATTERY}/status`]: "Discharging",
  [`${BATTERY}/energy_now`]: "30000000",
  [`${BATTERY}/energy_full`]: "40000000",
  [`${BATTERY}/power_now`]: "10000000",
  "/sys/class/power_supply/mouse/type": "Battery",
  "/sys/class/power_supply/mouse/scope": "Device",
  "/sys/class/power_supply/mouse/capacity": "5",
  "/sys/class/thermal/thermal_zone0/temp": "45500",
  "/sys/class/thermal/thermal_zone1/temp": "bad",
  "/sys/class/thermal/cooling_device0/type": "fan",
  "/sys/class/hwmon/hwmon1/name": "coretemp",
  "/sys/class/hwmon/hwmon1/temp2_input": "47000",
  "/sys/class/hwmon/hwmon1/temp2_label": "Core 0",
  "/sys/class/hwmon/hwmon1/fan1_input": "2100",
  "/proc/stat":
    "cpu  100 0 50 800 50 0 0 0 0 0\ncpu0 50 0 25 400 25 0 0 0 0 0\ncpu1 50 0 25 400 25 0 0 0 0 0",
  "/proc/self/stat": "7 (a b) c) S 1 1 1 0 -1 4 0 0 0 0 30 12 0 0 20 0 1 0 1 1 1",
  "/proc/meminfo":
    "MemTotal:       16000000 kB\nMemFree:         1000000 kB\nMemAvailable:    9000000 kB",
};

test("readSensors() reads a laptop on its battery", async () => {
  const { files } = machine(LAPTOP);
  expect(await readSensors(files)).toEqual({
    battery: { percent: 75, charging: "discharging", ac: false, remainingSec: 10_800 },
    temperatures: new Map([["system-thermal-0", 45.5], ["coretemp-Core 0-hwmon1", 47]]),
    fans: new Map([["coretemp-fan1-hwmon1", 2100]]),
    cpu: { process: 42, busy: 150, total: 1000 },
    cores: 2,
    memoryKb: 16_000_000,
    availableKb: 9_000_000,
  });
});

test("readSensors() reads charges where there are no energies, and two batteries as one", async () => {
  const battery = (name: string, now: string) => ({
    [`/sys/class/power_supply/${name}/type`]: "Battery",
    [`/sys/class/power_supply/${name}/status`]: "Charging",
    [`/sys/class/power_supply/${name}/charge_now`]: now,
    [`/sys/class/power_supply/${name}/charge_full`]: "1000000",
    [`/sys/class/power_supply/${name}/current_now`]: "-500000",
  });
  const { files } = machine({ ...battery("BAT0", "500000"), ...battery("BAT1", "900000") });
  expect((await readSensors(files)).battery).toEqual({
    percent: 70,
    charging: "charging",
    ac: true,
    remainingSec: 0,
  });
});

test("readSensors() of a machine that tells nothing is empty", async () => {
  expect(await readSensors(machine({}).files)).toEqual({
    battery: undefined,
    temperatures: new Map(),
    fans: new Map(),
    cpu: undefined,
    cores: 0,
    memoryKb: 0,
    availableKb: 0,
  });
});

test("readSensors() keeps a limited number of sensors", async () => {
  const files: Record<string, string> = {};
  for (let index = 0; index < SENSORS_MAX + 10; index++) {
    files[`/sys/class/hwmon/hwmon0/temp${index}_input`] = "1000";
  }
  expect((await readSensors(machine(files).files)).temperatures.size).toBe(SENSORS_MAX);
});

test("the status and the event BATTERY say what the sensors say", async () => {
  const platform = machine(LAPTOP);
  await using moirai = await createMoirai({ platform, settings: createSettings() });
  await moirai.start();
  await platform.clock.advanceAsync(1000);
  const seen: number[] = [];
  moirai.bus.subscribe("BATTERY", ({ payload }) => void seen.push(payload.batteryPercent));
  const stat = "cpu  300 0 50 1400 50 0 0 0 0 0\ncpu0 1 0 0 0\ncpu1 1 0 0 0";
  platform.files.put("/proc/stat", new TextEncoder().encode(stat));
  const self = LAPTOP["/proc/self/stat"].replace("30 12", "130 12");
  platform.files.put("/proc/self/stat", new TextEncoder().encode(self));
  await platform.clock.advanceAsync(SENSOR_PERIOD_MS + 1000);
  expect(seen.at(-1)).toBe(75);
  const answer = await moirai.fetch(new Request("http://moirai/system/status.json"));
  expect(await answer.json()).toMatchObject({
    "kismet.system.battery.percentage": 75,
    "kismet.system.battery.charging": "discharging",
    "kismet.system.battery.ac": 0,
    "kismet.system.battery.remaining": 10_800,
    "kismet.system.sensors.temp": { "system-thermal-0": 45.5 },
    "moirai.system.cpu.machine": 0.25,
    "moirai.system.cpu.process": 0.25,
    "moirai.system.memory.available": 9_000_000,
  });
});

test("this machine can be read by this engine", async () => {
  const platform = await detectPlatform();
  const reading = await readSensors(platform.files);
  for (const [name, degrees] of reading.temperatures) {
    expect(degrees, name).toBeGreaterThan(-100);
    expect(degrees, name).toBeLessThan(200);
  }
  if (reading.cpu !== undefined) {
    expect(reading.cpu.process).toBeGreaterThan(0);
    expect(reading.cpu.busy).toBeLessThanOrEqual(reading.cpu.total);
    expect(reading.memoryKb).toBeGreaterThan(reading.availableKb);
  }
});
