// Packet chain statistics, `kismet.packetchain.*` (spec device-model 4.5).
import type { Rrd } from "./rrd.ts";

export interface PacketStatistics {
  readonly peak: Rrd;
  readonly packets: Rrd;
  readonly error: Rrd;
  readonly duplicate: Rrd;
  readonly queued: Rrd;
  readonly dropped: Rrd;
  readonly processed: Rrd;
}
