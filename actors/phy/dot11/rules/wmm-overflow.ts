// WMM elements that overflow (spec dot11 7.2).
import { FINDING_WMM_LONG } from "../../../../protocols/dot11/findings.ts";
import { MANAGEMENT_BEACON } from "../../../../protocols/dot11/frame.ts";
import { formatMac } from "../../../../protocols/mac.ts";
import { SEVERITY_HIGH } from "../../../../protocols/records/alert.ts";
import type { Dot11Rule } from "../rule.ts";

export const wmmOverflow: Dot11Rule = {
  header: "WMMOVERFLOW",
  class: "EXPLOIT",
  severity: SEVERITY_HIGH,
  rate: "10/min",
  burst: "1/sec",
  description: "The WMM element of a beacon is longer than 24 bytes",
  meaning: "An attack on drivers that copy the element without checking (Broadcom, 2017).",
  watch: ({ raise }) => ({
    elements(state) {
      if (state.frame.subtype !== MANAGEMENT_BEACON) return;
      if ((state.elements.findings & FINDING_WMM_LONG) === 0) return;
      raise(
        state,
        () => `The beacon of ${formatMac(state.frame.bssid)} has a WMM element that is too long`,
      );
    },
  }),
};
