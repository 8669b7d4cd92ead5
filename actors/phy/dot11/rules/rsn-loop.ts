// RSN elements with endless lists (spec dot11 7.2).
import { FINDING_RSN_LOOP } from "../../../../protocols/dot11/findings.ts";
import { formatMac } from "../../../../protocols/mac.ts";
import { SEVERITY_HIGH } from "../../../../protocols/records/alert.ts";
import type { Dot11Rule } from "../rule.ts";

export const rsnLoop: Dot11Rule = {
  header: "RSNLOOP",
  class: "EXPLOIT",
  severity: SEVERITY_HIGH,
  rate: "5/min",
  burst: "1/sec",
  description: "An RSN element that does not parse claims more than 1,024 ciphers",
  meaning: "An attack on drivers that count without checking.",
  watch: ({ raise }) => ({
    elements(state) {
      if ((state.elements.findings & FINDING_RSN_LOOP) === 0) return;
      raise(
        state,
        () => `${formatMac(state.frame.source)} sent an RSN element with endless ciphers`,
      );
    },
  }),
};
