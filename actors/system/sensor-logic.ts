// The actor that looks at the machine every few seconds. One look at a time: a slow disk must not pile
// them up.
import { fromCallback } from "xstate";
import type { Platform } from "../../runtime/platform.ts";
import type { GraphEdge } from "../record/graph-edge.ts";
import { readSensors } from "./sensors.ts";
import type { SystemStatus } from "./system-status.ts";

export const SENSOR_PERIOD_MS = 5_000;

export function sensorLogic(
  { clock, files }: Pick<Platform, "clock" | "files">,
  status: SystemStatus,
  edge?: Pick<GraphEdge, "sensors">,
) {
  const read = () => readSensors(files);
  return fromCallback(() => {
    let stopped = false;
    let timer: unknown;
    const look = async (): Promise<void> => {
      try {
        const reading = await (edge?.sensors(read) ?? read());
        if (!stopped) status.take(reading);
      } catch {
        status.sensorFailures += 1;
      } finally {
        if (!stopped) timer = clock.setTimeout(() => void look(), SENSOR_PERIOD_MS);
      }
    };
    void look();
    return () => {
      stopped = true;
      clock.clearTimeout(timer);
    };
  });
}
