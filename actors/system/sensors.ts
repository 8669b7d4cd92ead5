// What Linux tells of the machine under /proc and /sys: batteries, temperatures, fans, memory, and how
// busy it is (spec device-model 9). Elsewhere the files are missing, and so are the figures.
import { type Files, PlatformError } from "../../runtime/platform.ts";

const POWER = "/sys/class/power_supply";
const THERMAL = "/sys/class/thermal";
const HWMON = "/sys/class/hwmon";
/** Sensors of one machine; more are left out. */
export const SENSORS_MAX = 256;

export interface Battery {
  readonly percent: number;
  readonly charging: "charging" | "charged" | "discharging";
  readonly ac: boolean;
  readonly remainingSec: number;
}

/** Ticks since the start, of this process and of the machine. */
export interface CpuTicks {
  readonly process: number;
  readonly busy: number;
  readonly total: number;
}

export interface SensorReading {
  /** Undefined without a battery. */
  readonly battery: Battery | undefined;
  /** °C and rpm by name. */
  readonly temperatures: ReadonlyMap<string, number>;
  readonly fans: ReadonlyMap<string, number>;
  /** Undefined where nobody tells. */
  readonly cpu: CpuTicks | undefined;
  readonly cores: number;
  readonly memoryKb: number;
  readonly availableKb: number;
}

export async function readSensors(files: Files): Promise<SensorReading> {
  const temperatures = new Map<string, number>();
  const fans = new Map<string, number>();
  await readThermal(files, temperatures);
  await readHwmon(files, temperatures, fans);
  const stat = await text(files, "/proc/stat");
  const memory = await text(files, "/proc/meminfo");
  const kilobytes = (name: string): number =>
    Number(new RegExp(`^${name}:\\s+(\\d+) kB`, "m").exec(memory)?.[1] ?? 0);
  return {
    battery: await readBattery(files),
    temperatures,
    fans,
    cpu: cpuTicks(stat, await text(files, "/proc/self/stat")),
    cores: stat.match(/^cpu\d+ /gm)?.length ?? 0,
    memoryKb: kilobytes("MemTotal"),
    availableKb: kilobytes("MemAvailable"),
  };
}

interface Supply {
  readonly status: string;
  readonly now: number;
  readonly full: number;
  readonly rate: number;
  readonly percent: number;
}

/** All batteries as one; energies in microwatt hours or charges in microampere hours. */
async function readBattery(files: Files): Promise<Battery | undefined> {
  const batteries: Supply[] = [];
  let mains: boolean | undefined;
  for (const name of await list(files, POWER)) {
    const path = `${POWER}/${name}`;
    const type = await text(files, `${path}/type`);
    if (type === "Mains") mains = await text(files, `${path}/online`) === "1";
    // Those of mice and keyboards say that their scope is a device.
    if (type !== "Battery" || await text(files, `${path}/scope`) === "Device") continue;
    const kind = await text(files, `${path}/energy_full`) === "" ? "charge" : "energy";
    const rate = kind === "energy" ? "power_now" : "current_now";
    batteries.push({
      status: await text(files, `${path}/status`),
      now: await number(files, `${path}/${kind}_now`),
      full: await number(files, `${path}/${kind}_full`),
      rate: Math.abs(await number(files, `${path}/${rate}`)),
      percent: await number(files, `${path}/capacity`),
    });
  }
  if (batteries.length === 0) return undefined;
  const sum = (value: (supply: Supply) => number): number =>
    batteries.reduce((total, supply) => total + value(supply), 0);
  const [now, full, rate] = [sum((one) => one.now), sum((one) => one.full), sum((one) => one.rate)];
  const charging = batteries.some(({ status }) => status === "Charging");
  const discharging = batteries.some(({ status }) => status === "Discharging");
  const percent = full > 0 ? (now * 100) / full : sum((one) => one.percent) / batteries.length;
  return {
    percent: Math.max(0, Math.min(100, Math.round(percent))),
    charging: charging ? "charging" : discharging ? "discharging" : "charged",
    ac: mains ?? !discharging,
    remainingSec: discharging && rate > 0 ? Math.round((3600 * now) / rate) : 0,
  };
}

/** `system-thermal-0` from thermal zone 0. */
async function readThermal(files: Files, into: Map<string, number>): Promise<void> {
  for (const zone of await list(files, THERMAL)) {
    const index = /^thermal_zone(\d+)$/.exec(zone)?.[1];
    if (index === undefined || into.size >= SENSORS_MAX) continue;
    const milli = await text(files, `${THERMAL}/${zone}/temp`);
    if (/^-?\d+$/.test(milli)) into.set(`system-thermal-${index}`, Number(milli) / 1000);
  }
}

/** `<chip>-<label>-<device>`: `coretemp-Core 0-hwmon1`. */
async function readHwmon(
  files: Files,
  temperatures: Map<string, number>,
  fans: Map<string, number>,
): Promise<void> {
  for (const device of await list(files, HWMON)) {
    const path = `${HWMON}/${device}`;
    const chip = await text(files, `${path}/name`);
    for (const entry of await list(files, path)) {
      const match = /^(temp|fan)(\d+)_input$/.exec(entry);
      if (match === null || temperatures.size + fans.size >= SENSORS_MAX) continue;
      const value = await text(files, `${path}/${entry}`);
      if (!/^-?\d+$/.test(value)) continue;
      const [, kind, index] = match;
      const label = await text(files, `${path}/${kind}${index}_label`) || `${kind}${index}`;
      const name = `${chip || device}-${label}-${device}`;
      if (kind === "temp") temperatures.set(name, Number(value) / 1000);
      else fans.set(name, Number(value));
    }
  }
}

// /proc/stat: cpu user nice system idle iowait irq softirq steal …; /proc/self/stat: the name in
// parentheses may hold blanks; utime and stime are fields 14 and 15 (proc(5)).
function cpuTicks(stat: string, self: string): CpuTicks | undefined {
  const all = /^cpu +([\d ]+)$/m.exec(stat)?.[1]?.split(" ").map(Number);
  const own = self.slice(self.lastIndexOf(")") + 2).split(" ");
  const process = Number(own[11]) + Number(own[12]);
  if (all === undefined || all.length < 5 || !Number.isFinite(process)) return undefined;
  const total = all.slice(0, 8).reduce((sum, ticks) => sum + ticks, 0);
  return { process, total, busy: total - all[3]! - all[4]! };
}

async function text(files: Files, path: string): Promise<string> {
  try {
    return (await files.readText(path)).trim();
  } catch (error) {
    if (error instanceof PlatformError) return "";
    throw error;
  }
}

async function number(files: Files, path: string): Promise<number> {
  const value = Number(await text(files, path));
  return Number.isFinite(value) ? value : 0;
}

async function list(files: Files, path: string): Promise<string[]> {
  try {
    return await files.list(path);
  } catch (error) {
    if (error instanceof PlatformError) return [];
    throw error;
  }
}
