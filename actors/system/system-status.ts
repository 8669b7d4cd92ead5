// The system status record and its once-a-second refresh (spec device-model 9).
import { createRrd } from "../../protocols/records/rrd.ts";
import type { SystemRecord } from "../../protocols/records/system.ts";
import type { Platform } from "../../runtime/platform.ts";
import type { Settings } from "../server/settings.ts";
import type { CpuTicks, SensorReading } from "./sensors.ts";

/** Version of the reference protocol this server speaks, as clients parse it: year.month.number. */
export const COMPATIBLE_VERSION = "2025.09.0";

export interface SystemStatusInput {
  readonly platform: Platform;
  readonly settings: Settings;
  readonly serverUuid: string;
  /** This program's own version. */
  readonly version: string;
  readonly counts: () => {
    devices: number;
    fields: number;
    components: number;
    connections: number;
  };
}

export class SystemStatus {
  readonly record: SystemRecord;
  /** Looks at the machine's sensors that failed. */
  sensorFailures = 0;
  #ticks: CpuTicks | undefined = undefined;
  readonly #input: SystemStatusInput;

  constructor(input: SystemStatusInput) {
    this.#input = input;
    const { platform, settings } = input;
    this.record = {
      batteryPercent: 0,
      batteryCharging: "charged",
      batteryAc: true,
      batteryRemainingSec: 0,
      timestampSec: 0,
      timestampUsec: 0,
      startSec: Math.floor(platform.clock.now() / 1000),
      memoryKb: 0,
      memoryRrd: createRrd("extreme"),
      devices: 0,
      devicesRrd: createRrd("extreme"),
      user: platform.user.name,
      version: `${COMPATIBLE_VERSION}-moirai${input.version}`,
      git: "",
      buildTime: "",
      serverName: settings.text("server_name"),
      serverDescription: settings.text("server_description"),
      serverLocation: settings.text("server_location"),
      serverUuid: input.serverUuid,
      fans: new Map(),
      temperatures: new Map(),
      cpuProcess: 0,
      cpuMachine: 0,
      machineMemoryKb: 0,
      machineAvailableKb: 0,
      fields: 0,
      components: 0,
      httpConnections: 0,
      stringCacheSize: 0,
    };
  }

  /** Brings time and counts up to date; before every answer. */
  refresh(): SystemRecord {
    const { platform, counts } = this.#input;
    const { record } = this;
    const nowMs = platform.clock.now();
    record.timestampSec = Math.floor(nowMs / 1000);
    record.timestampUsec = Math.floor((nowMs % 1000) * 1000);
    const { devices, fields, components, connections } = counts();
    record.devices = devices;
    record.fields = fields;
    record.components = components;
    record.httpConnections = connections;
    return record;
  }

  /** What the machine's sensors say; figures that nobody tells stay as they were. */
  take(reading: SensorReading): void {
    const { record } = this;
    const { battery } = reading;
    record.batteryPercent = battery?.percent ?? 0;
    record.batteryCharging = battery?.charging ?? "charged";
    record.batteryAc = battery?.ac ?? true;
    record.batteryRemainingSec = battery?.remainingSec ?? 0;
    replaceAll(record.temperatures, reading.temperatures);
    replaceAll(record.fans, reading.fans);
    record.machineMemoryKb = reading.memoryKb;
    record.machineAvailableKb = reading.availableKb;
    const before = this.#ticks;
    const now = this.#ticks = reading.cpu;
    if (before === undefined || now === undefined || now.total <= before.total) return;
    const total = now.total - before.total;
    record.cpuMachine = Math.max(0, now.busy - before.busy) / total;
    // Of one core, as process lists show it.
    record.cpuProcess = Math.max(0, now.process - before.process) / total *
      Math.max(1, reading.cores);
  }

  /** Once a second: memory and device histories. */
  tick(): void {
    const record = this.refresh();
    record.memoryKb = Math.round(this.#input.platform.memoryBytes() / 1024);
    record.memoryRrd.add(record.memoryKb, record.timestampSec);
    record.devicesRrd.add(record.devices, record.timestampSec);
  }
}

function replaceAll(into: Map<string, number>, values: ReadonlyMap<string, number>): void {
  into.clear();
  for (const [name, value] of values) into.set(name, value);
}
