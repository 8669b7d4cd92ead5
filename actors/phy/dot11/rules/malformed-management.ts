// Management frames whose elements are malformed (spec dot11 7.2).
import { FINDING_MALFORMED } from "../../../../protocols/dot11/findings.ts";
import { formatMac } from "../../../../protocols/mac.ts";
import { SEVERITY_MEDIUM } from "../../../../protocols/records/alert.ts";
import type { Dot11Rule } from "../rule.ts";

export const malformedManagement: Dot11Rule = {
  header: "MALFORMMGMT",
  class: "EXPLOIT",
  severity: SEVERITY_MEDIUM,
  rate: "5/min",
  burst: "1/sec",
  description: "The elements of a management frame do not end where the frame ends",
  meaning:
    "Damaged frames whose check sequence is right are made on purpose, or by a broken driver. " +
    "Somebody may be searching for weak devices.",
  watch: ({ raise }) => ({
    elements(state) {
      if ((state.elements.findings & FINDING_MALFORMED) === 0) return;
      raise(
        state,
        () => `A management frame of ${formatMac(state.frame.source)} has malformed elements`,
      );
    },
  }),
};
