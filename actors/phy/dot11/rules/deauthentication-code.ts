// Deauthentication frames with reason codes that do not exist (spec dot11 7.2).
import { MANAGEMENT_DEAUTHENTICATION } from "../../../../protocols/dot11/frame.ts";
import { isUnassignedReason } from "../../../../protocols/dot11/reasons.ts";
import { formatMac } from "../../../../protocols/mac.ts";
import { SEVERITY_HIGH } from "../../../../protocols/records/alert.ts";
import type { Dot11Rule } from "../rule.ts";

export const deauthenticationCode: Dot11Rule = {
  header: "DEAUTHCODEINVALID",
  class: "EXPLOIT",
  severity: SEVERITY_HIGH,
  rate: "0/min",
  burst: "0/sec",
  description: "A deauthentication has a reason code that does not exist",
  meaning:
    "Some drivers crash on reason codes they do not know. A broken device, or somebody who " +
    "searches for such drivers.",
  watch: ({ raise }) => ({
    management: {
      subtypes: [MANAGEMENT_DEAUTHENTICATION],
      look(state) {
        const { reason, bssid } = state.frame;
        if (!isUnassignedReason(reason)) return;
        raise(state, () => `Deauthentication of ${formatMac(bssid)} with reason code ${reason}`);
      },
    },
  }),
};
