// Extended capabilities that overflow (spec dot11 7.2, off as shipped).
import { FINDING_EXTENDED_CAPABILITIES_LONG } from "../../../../protocols/dot11/findings.ts";
import { formatMac } from "../../../../protocols/mac.ts";
import { SEVERITY_HIGH } from "../../../../protocols/records/alert.ts";
import type { Dot11Rule } from "../rule.ts";

export const qualcommExtended: Dot11Rule = {
  header: "QCOMEXTENDED",
  class: "EXPLOIT",
  severity: SEVERITY_HIGH,
  rate: "0/min",
  burst: "0/sec",
  description: "Extended capabilities are longer than 13 bytes",
  meaning:
    "An attack on a Qualcomm driver of 2019. New access points may send as much honestly, so this " +
    "is off as shipped.",
  watch: ({ raise }) => ({
    elements(state) {
      if ((state.elements.findings & FINDING_EXTENDED_CAPABILITIES_LONG) === 0) return;
      raise(state, () =>
        `${formatMac(state.frame.bssid)} sent extended capabilities of ` +
        `${state.elements.extendedCapabilitiesLength} bytes`);
    },
  }),
};
