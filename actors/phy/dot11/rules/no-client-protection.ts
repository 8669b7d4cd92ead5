// Clients that others can throw out (spec dot11 7.2).
import { MANAGEMENT_ASSOCIATION_REQUEST } from "../../../../protocols/dot11/frame.ts";
import { formatMac } from "../../../../protocols/mac.ts";
import { SEVERITY_LOW } from "../../../../protocols/records/alert.ts";
import type { Dot11Rule } from "../rule.ts";

export const noClientProtection: Dot11Rule = {
  header: "NOCLIENTMFP",
  class: "SPOOF",
  severity: SEVERITY_LOW,
  rate: "10/min",
  burst: "1/sec",
  description: "A client joins without being able to protect management frames",
  meaning:
    "Such a client can be thrown out by anybody. Ordinary for old devices; new ones can be set up " +
    "to protect themselves (802.11w).",
  watch: ({ raise }) => ({
    elements(state) {
      const { frame, elements } = state;
      if (frame.subtype !== MANAGEMENT_ASSOCIATION_REQUEST || elements.mfpSupported) return;
      raise(
        state,
        () =>
          `${formatMac(frame.source)} joins ${formatMac(frame.bssid)} without protection of ` +
          "management frames",
      );
    },
  }),
};
