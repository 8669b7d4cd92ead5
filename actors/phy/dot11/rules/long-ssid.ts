// Network names of more than 32 bytes (spec dot11 7.2).
import { FINDING_SSID_LONG } from "../../../../protocols/dot11/findings.ts";
import { formatMac } from "../../../../protocols/mac.ts";
import { SEVERITY_CRITICAL } from "../../../../protocols/records/alert.ts";
import type { Dot11Rule } from "../rule.ts";

export const longSsid: Dot11Rule = {
  header: "LONGSSID",
  class: "EXPLOIT",
  severity: SEVERITY_CRITICAL,
  rate: "5/min",
  burst: "1/sec",
  description: "A network name is longer than the standard allows",
  meaning: "Names over 32 bytes overflow buffers of careless drivers. This is an attack.",
  watch: ({ raise }) => ({
    elements(state) {
      if ((state.elements.findings & FINDING_SSID_LONG) === 0) return;
      raise(
        state,
        () =>
          `${
            formatMac(state.frame.source)
          } sent a network name of ${state.elements.ssidLength} bytes`,
      );
    },
  }),
};
