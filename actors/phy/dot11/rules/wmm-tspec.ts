// Too many traffic specifications (spec dot11 7.2).
import { FINDING_WMM_TSPECS } from "../../../../protocols/dot11/findings.ts";
import { MANAGEMENT_ASSOCIATION_RESPONSE } from "../../../../protocols/dot11/frame.ts";
import { formatMac } from "../../../../protocols/mac.ts";
import { SEVERITY_HIGH } from "../../../../protocols/records/alert.ts";
import type { Dot11Rule } from "../rule.ts";

export const wmmTspec: Dot11Rule = {
  header: "WMMTSPEC",
  class: "EXPLOIT",
  severity: SEVERITY_HIGH,
  rate: "10/min",
  burst: "1/sec",
  description: "An association response has more than four traffic specifications",
  meaning: "An attack on drivers that keep four without counting.",
  watch: ({ raise }) => ({
    elements(state) {
      if (state.frame.subtype !== MANAGEMENT_ASSOCIATION_RESPONSE) return;
      if ((state.elements.findings & FINDING_WMM_TSPECS) === 0) return;
      raise(
        state,
        () =>
          `${
            formatMac(state.frame.bssid)
          } sent ${state.elements.wmmTspecCount} traffic specifications`,
      );
    },
  }),
};
