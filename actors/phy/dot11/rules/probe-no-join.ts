// Stations that ask for networks again and again and never join one (spec dot11 7.2, off as shipped).
import { MANAGEMENT_PROBE_RESPONSE } from "../../../../protocols/dot11/frame.ts";
import { formatMac } from "../../../../protocols/mac.ts";
import { PACKET_DUPLICATE } from "../../../../protocols/packet/packet-batch.ts";
import { SEVERITY_LOW } from "../../../../protocols/records/alert.ts";
import { BoundedMap } from "../bounded-map.ts";
import type { Dot11Rule } from "../rule.ts";
import { type Dot11State, isGroupOrZero } from "../state.ts";

/** Stations that were answered and are remembered. */
const STATIONS_MAX = 1024;
/** Networks counted of one station; what others answer does not count. */
const NETWORKS_MAX = 8;
/** Answers of one network that are still ordinary. */
const RESPONSES_MAX = 25;

/** How often one network answered; most stations are answered once and go. */
interface Answered {
  readonly bssid: number;
  count: number;
  next: Answered | undefined;
}

export const probeNoJoin: Dot11Rule = {
  header: "PROBENOJOIN",
  class: "PROBE",
  severity: SEVERITY_LOW,
  rate: "0/min",
  burst: "0/sec",
  description: "A network answers a station again and again that never sends data",
  meaning:
    "Somebody looks for networks with a tool, or sits near with a device that does not know the " +
    "password. Phones that pass by ask often too, so this is off as shipped.",
  watch: ({ raise, dropped }) => {
    const stations = new BoundedMap<number, Answered>(STATIONS_MAX, dropped);
    return {
      management: {
        subtypes: [MANAGEMENT_PROBE_RESPONSE],
        look(state) {
          const { frame, batch, index } = state;
          const { destination, bssid } = frame;
          // An answer that is not acknowledged is repeated: it is one answer.
          if (frame.retry || (batch.flags[index]! & PACKET_DUPLICATE) !== 0) return;
          if (isGroupOrZero(destination)) return;
          const first = stations.get(destination);
          if (first === undefined) {
            stations.set(destination, { bssid, count: 1, next: undefined });
            return;
          }
          const answered = find(first, bssid);
          if (answered === undefined) return dropped();
          answered.count += 1;
          if (answered.count <= RESPONSES_MAX) return;
          answered.count = 0;
          if (hasMovedData(state, destination)) return;
          raise(
            state,
            () => `${formatMac(destination)} asks for ${formatMac(bssid)} and never joins`,
          );
        },
      },
    };
  },
};

/** The count of this network, undefined when there is no room for one. */
function find(first: Answered, bssid: number): Answered | undefined {
  let last = first;
  for (let networks = 1; last.bssid !== bssid; networks++) {
    if (last.next === undefined) {
      if (networks >= NETWORKS_MAX) return undefined;
      last.next = { bssid, count: 0, next: undefined };
    }
    last = last.next;
  }
  return last;
}

/** Data went to or from the station by way of some network: it joined once. */
function hasMovedData(state: Dot11State, station: number): boolean {
  const device = state.store.find(state.context.id, station);
  if (device === undefined) return false;
  for (const client of state.detail(device).clients?.values() ?? []) {
    if (client.dataSize > 0) return true;
  }
  return false;
}
