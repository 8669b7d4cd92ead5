// System status, `kismet.system.*` (spec device-model 9).
import type { Rrd } from "./rrd.ts";

export interface SystemRecord {
  batteryPercent: number;
  /** `charging`, `charged` or `discharging`. */
  batteryCharging: string;
  batteryAc: boolean;
  batteryRemainingSec: number;
  /** Now, set when it is serialized or ticked. */
  timestampSec: number;
  timestampUsec: number;
  readonly startSec: number;
  memoryKb: number;
  readonly memoryRrd: Rrd;
  devices: number;
  readonly devicesRrd: Rrd;
  readonly user: string;
  readonly version: string;
  readonly git: string;
  readonly buildTime: string;
  readonly serverName: string;
  readonly serverDescription: string;
  readonly serverLocation: string;
  readonly serverUuid: string;
  readonly fans: Map<string, number>;
  readonly temperatures: Map<string, number>;
  /** Share of one core that the server uses, and of all cores that are busy. */
  cpuProcess: number;
  cpuMachine: number;
  /** Of the machine; 0 where nobody tells. */
  machineMemoryKb: number;
  machineAvailableKb: number;
  fields: number;
  components: number;
  httpConnections: number;
  stringCacheSize: number;
}
