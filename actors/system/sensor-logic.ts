// The actor that looks at the machine every few seconds. One look at a time: a slow disk must not pile
// them up.
import { fromCallback } from "xstate";
import type { Platform } from "../../runtime/platform.ts";
import { readSensors } from "./sensors.ts";
import type { SystemStatus } from "./system-status.ts";

export const SENSOR_PERIOD_MS = 5_000;

export function sensorLogic(platform: Pick<Platform, "clock" | "files">, status: SystemStatus) {
  return fromCallback(() => {
    let stopped = false;
    let timer: unknown;
    const look = async (): Promise<void> => {
      try {
        const reading = await readSensors(platform.files);
        if (!stopped) status.take(reading);
      } catch {
        status.sensorFailures += 1;
      } finally {
        if (!stopped) timer = platform.clock.setTimeout(() => void look(), SENSOR_PERIOD_MS);
      }
    };
    void look();
    return () => {
      stopped = true;
      platform.clock.clearTimeout(timer);
    };
  });
}
