// Attempts to guess a WPS PIN (spec dot11 7.3).
import { formatMac } from "../../../../protocols/mac.ts";
import { SEVERITY_CRITICAL } from "../../../../protocols/records/alert.ts";
import { RecentPackets } from "../recent-packets.ts";
import type { Dot11Rule } from "../rule.ts";

/** `EapolFrame.wpsMessage` of M3, which an attacker sends once a PIN. */
const THIRD_MESSAGE = 7;
const MESSAGES_MAX = 5;
const FORGET_SEC = 300;
const EVIDENCE_PACKETS = 32;
const WINDOW_US = 1800e6;

export const wpsBrute: Dot11Rule = {
  header: "WPSBRUTE",
  class: "EXPLOIT",
  severity: SEVERITY_CRITICAL,
  rate: "5/min",
  burst: "1/sec",
  description: "A station tries many WPS PINs",
  meaning:
    "Somebody guesses the PIN of an access point, which then tells the password. Switch WPS with " +
    "PIN off.",
  watch: ({ raise }) => {
    const recent = new RecentPackets(EVIDENCE_PACKETS);
    return {
      eapol(state, _client, network) {
        const { eapol, frame, timeSec, store, context } = state;
        if (eapol.wpsMessage !== THIRD_MESSAGE) return;
        const source = store.find(context.id, frame.source);
        if (source === undefined) return;
        const dot11 = state.detail(source);
        const expired = timeSec - dot11.wpsM3LastSec > FORGET_SEC;
        dot11.wpsM3Count = expired ? 1 : dot11.wpsM3Count + 1;
        dot11.wpsM3LastSec = timeSec;
        const earlier = recent.of(frame.source, state.batch.timestampUs[state.index]! - WINDOW_US);
        if (dot11.wpsM3Count > MESSAGES_MAX) {
          const text = () =>
            `${formatMac(frame.source)} tries WPS PINs of ${formatMac(network.mac)}`;
          raise(state, text, { earlier });
          dot11.wpsM3Count = 1;
        }
        recent.keep(state, frame.source);
      },
    };
  },
};
