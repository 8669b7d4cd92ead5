// Probe responses without a name (spec dot11 7.2).
import { FINDING_SSID_EMPTY } from "../../../../protocols/dot11/findings.ts";
import { MANAGEMENT_PROBE_RESPONSE } from "../../../../protocols/dot11/frame.ts";
import { formatMac } from "../../../../protocols/mac.ts";
import { SEVERITY_MEDIUM } from "../../../../protocols/records/alert.ts";
import type { Dot11Rule } from "../rule.ts";

export const nullProbeResponse: Dot11Rule = {
  header: "NULLPROBERESP",
  class: "DENIAL",
  severity: SEVERITY_MEDIUM,
  rate: "5/min",
  burst: "1/sec",
  description: "A probe response has an empty name",
  meaning:
    "Old drivers hang on it. Hidden networks answer with their name, so this is an attack on old " +
    "devices.",
  watch: ({ raise }) => ({
    elements(state) {
      if (state.frame.subtype !== MANAGEMENT_PROBE_RESPONSE) return;
      if ((state.elements.findings & FINDING_SSID_EMPTY) === 0) return;
      raise(state, () => `${formatMac(state.frame.bssid)} answers a probe with an empty name`);
    },
  }),
};
