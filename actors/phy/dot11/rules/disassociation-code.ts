// Disassociation frames with reason codes that do not exist (spec dot11 7.2).
import { MANAGEMENT_DISASSOCIATION } from "../../../../protocols/dot11/frame.ts";
import { isUnassignedReason } from "../../../../protocols/dot11/reasons.ts";
import { formatMac } from "../../../../protocols/mac.ts";
import { SEVERITY_HIGH } from "../../../../protocols/records/alert.ts";
import type { Dot11Rule } from "../rule.ts";

export const disassociationCode: Dot11Rule = {
  header: "DISCONCODEINVALID",
  class: "EXPLOIT",
  severity: SEVERITY_HIGH,
  rate: "5/min",
  burst: "1/sec",
  description: "A disassociation has a reason code that does not exist",
  meaning:
    "Some drivers crash on reason codes they do not know. A broken device, or somebody who " +
    "searches for such drivers.",
  watch: ({ raise }) => ({
    management: {
      subtypes: [MANAGEMENT_DISASSOCIATION],
      look(state) {
        const { reason, bssid } = state.frame;
        if (!isUnassignedReason(reason)) return;
        raise(state, () => `Disassociation of ${formatMac(bssid)} with reason code ${reason}`);
      },
    },
  }),
};
