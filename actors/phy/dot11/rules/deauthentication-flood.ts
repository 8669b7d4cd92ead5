// Runs of deauthentication and disassociation frames (spec dot11 7.3).
import { formatMac } from "../../../../protocols/mac.ts";
import { SEVERITY_MEDIUM } from "../../../../protocols/records/alert.ts";
import { RecentPackets } from "../recent-packets.ts";
import type { Dot11Rule } from "../rule.ts";

/** A longer gap ends a run. */
const GAP_SEC = 1;
/** Frames of a run that are still ordinary. */
const DISCONNECTS_MAX = 10;
const EVIDENCE_PACKETS = 64;
const EVIDENCE_US = 10e6;

export const deauthenticationFlood: Dot11Rule = {
  header: "DEAUTHFLOOD",
  class: "DENIAL",
  severity: SEVERITY_MEDIUM,
  rate: "5/min",
  burst: "2/sec",
  description: "Many deauthentications or disassociations of one network follow each other",
  meaning:
    "Somebody throws clients out, to disturb or to hear them join again. Protected management " +
    "frames (802.11w) end it.",
  watch: ({ raise }) => {
    const recent = new RecentPackets(EVIDENCE_PACKETS);
    return {
      disconnect(state, network, dot11) {
        const { timeSec, batch, index } = state;
        const gapSec = timeSec - dot11.clientDisconnectsLastSec;
        dot11.clientDisconnects = gapSec > GAP_SEC ? 1 : dot11.clientDisconnects + 1;
        dot11.clientDisconnectsLastSec = timeSec;
        const fromUs = batch.timestampUs[index]! - EVIDENCE_US;
        const earlier = () => recent.of(network.mac, fromUs);
        if (dot11.clientDisconnects > DISCONNECTS_MAX) {
          const text = () => `Clients of ${formatMac(network.mac)} are being thrown out`;
          raise(state, text, { earlier: earlier() });
          dot11.clientDisconnects = 1;
        }
        recent.keep(state, network.mac);
      },
    };
  },
};
