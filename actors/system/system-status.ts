// The system status record and its once-a-second refresh (spec device-model 9).
import { createRrd } from "../../protocols/records/rrd.ts";
import type { SystemRecord } from "../../protocols/records/system.ts";
import type { Platform } from "../../runtime/platform.ts";
import type { Settings } from "../server/settings.ts";

/** Version of the reference protocol this server speaks, as clients parse it: year.month.number. */
export const COMPATIBLE_VERSION = "2025.09.0";

export interface SystemStatusInput {
  readonly platform: Platform;
  readonly settings: Settings;
  readonly serverUuid: string;
  /** This program's own version. */
  readonly version: string;
  readonly counts: () => { devices: number; fields: number; components: number };
}

export class SystemStatus {
  readonly record: SystemRecord;
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
    const { devices, fields, components } = counts();
    record.devices = devices;
    record.fields = fields;
    record.components = components;
    return record;
  }

  /** Once a second: memory and device histories. */
  tick(): void {
    const record = this.refresh();
    record.memoryKb = Math.round(this.#input.platform.memoryBytes() / 1024);
    record.memoryRrd.add(record.memoryKb, record.timestampSec);
    record.devicesRrd.add(record.devices, record.timestampSec);
  }
}
