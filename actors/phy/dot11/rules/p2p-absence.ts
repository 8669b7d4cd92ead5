// Wi-Fi Direct notices that overflow (spec dot11 7.2).
import { FINDING_P2P_ABSENCE_LONG } from "../../../../protocols/dot11/findings.ts";
import { formatMac } from "../../../../protocols/mac.ts";
import { SEVERITY_HIGH } from "../../../../protocols/records/alert.ts";
import type { Dot11Rule } from "../rule.ts";

export const p2pAbsence: Dot11Rule = {
  header: "RTLWIFIP2P",
  class: "EXPLOIT",
  severity: SEVERITY_HIGH,
  rate: "5/min",
  burst: "1/sec",
  description: "A Wi-Fi Direct notice of absence is longer than 28 bytes",
  meaning: "An attack on the Linux driver rtlwifi (CVE-2019-17666).",
  watch: ({ raise }) => ({
    elements(state) {
      if ((state.elements.findings & FINDING_P2P_ABSENCE_LONG) === 0) return;
      raise(
        state,
        () => `${formatMac(state.frame.source)} sent a notice of absence that is too long`,
      );
    },
  }),
};
