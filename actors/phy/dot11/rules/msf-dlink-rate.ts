// An exploit of an old D-Link driver (spec dot11 7.2).
import { FINDING_RATES_HOSTILE } from "../../../../protocols/dot11/findings.ts";
import { formatMac } from "../../../../protocols/mac.ts";
import { SEVERITY_MEDIUM } from "../../../../protocols/records/alert.ts";
import type { Dot11Rule } from "../rule.ts";

export const msfDlinkRate: Dot11Rule = {
  header: "MSFDLINKRATE",
  class: "EXPLOIT",
  severity: SEVERITY_MEDIUM,
  rate: "5/min",
  burst: "1/sec",
  description: "A rates element holds the bytes of a known exploit",
  meaning: "An attack on an old D-Link driver, from the Metasploit collection.",
  watch: ({ raise }) => ({
    elements(state) {
      if ((state.elements.findings & FINDING_RATES_HOSTILE) === 0) return;
      raise(state, () => `${formatMac(state.frame.bssid)} sent the rates of an exploit`);
    },
  }),
};
