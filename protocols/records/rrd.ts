// Round-robin rate history, `kismet.common.rrd.*` (spec device-model 3.1).

export type RrdAggregator = "default" | "peak-signal" | "extreme" | "prev-positive-extreme";

export interface Rrd {
  /** Adds one sample at a whole second of the server clock. */
  add(value: number, nowSec: number): void;
}
