// Neighbour reports with impossible channels (spec dot11 7.2).
import { FINDING_NEIGHBOR_CHANNEL } from "../../../../protocols/dot11/findings.ts";
import { MANAGEMENT_ACTION } from "../../../../protocols/dot11/frame.ts";
import { formatMac } from "../../../../protocols/mac.ts";
import { SEVERITY_HIGH } from "../../../../protocols/records/alert.ts";
import type { Dot11Rule } from "../rule.ts";

export const broadcomNeighborChannel: Dot11Rule = {
  header: "BCOM11KCHAN",
  class: "EXPLOIT",
  severity: SEVERITY_HIGH,
  rate: "10/min",
  burst: "1/sec",
  description: "A neighbour report names a channel above 224",
  meaning: "An attack on Broadcom firmware (CVE-2017-11120).",
  watch: ({ raise }) => ({
    elements(state) {
      if (state.frame.subtype !== MANAGEMENT_ACTION) return;
      if ((state.elements.findings & FINDING_NEIGHBOR_CHANNEL) === 0) return;
      raise(state, () =>
        `A neighbour report of ${formatMac(state.frame.bssid)} names channel ` +
        `${state.elements.neighborChannel}`);
    },
  }),
};
