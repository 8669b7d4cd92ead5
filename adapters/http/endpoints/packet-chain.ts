// Rates of the packet chain (spec rest-api 5.2).
import { record } from "../../../protocols/records/field.ts";
import type { PacketStatistics } from "../../../protocols/records/packet-statistics.ts";
import { rrd, RRD_TABLE } from "../../../protocols/records/rrd-table.ts";
import { PACKET_STATISTICS_TABLE } from "../../../protocols/records/server-tables.ts";
import { type Endpoint, RECORD_SUFFIXES, recordAnswer } from "../endpoint.ts";
import { FIELDS_PARAMETER } from "../parameters.ts";
import { selectionOf } from "../selection-of.ts";

const statistics = record(() => PACKET_STATISTICS_TABLE);

/** One history at an address of its own. */
function rateEndpoint(name: string, member: keyof PacketStatistics, summary: string): Endpoint {
  return {
    path: `/packetchain/packet_${name}`,
    methods: ["GET", "POST"],
    role: "readonly",
    suffixes: RECORD_SUFFIXES,
    summary,
    parameters: [FIELDS_PARAMETER],
    result: { is: "record", of: RRD_TABLE },
    handle: (call) => recordAnswer(rrd, call.context.stores.statistics[member], selectionOf(call)),
  };
}

export const packetChainEndpoints: readonly Endpoint[] = [
  {
    path: "/packetchain/packet_stats",
    methods: ["GET", "POST"],
    role: "readonly",
    suffixes: RECORD_SUFFIXES,
    summary: "All packet rates",
    parameters: [FIELDS_PARAMETER],
    result: { is: "record", of: PACKET_STATISTICS_TABLE },
    handle: (call) => recordAnswer(statistics, call.context.stores.statistics, selectionOf(call)),
  },
  rateEndpoint("peak", "peak", "Busiest seconds"),
  rateEndpoint("rate", "packets", "Packets a second"),
  rateEndpoint("error", "error", "Packets in error a second"),
  rateEndpoint("dupe", "duplicate", "Duplicates a second"),
  rateEndpoint("drop", "dropped", "Dropped packets a second"),
  rateEndpoint("processed", "processed", "Finished packets a second"),
];
