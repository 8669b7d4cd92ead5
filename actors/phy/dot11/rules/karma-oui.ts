// Probe responses of a known attack device (spec dot11 7.2).
import { MANAGEMENT_PROBE_RESPONSE } from "../../../../protocols/dot11/frame.ts";
import { formatMac } from "../../../../protocols/mac.ts";
import { SEVERITY_MEDIUM } from "../../../../protocols/records/alert.ts";
import type { Dot11Rule } from "../rule.ts";

/** Addresses of one block of 24 bits. */
const BLOCK = 0x1000000;
const KARMA_BLOCK = 0x001337;

export const karmaOui: Dot11Rule = {
  header: "KARMAOUI",
  class: "PROBE",
  severity: SEVERITY_MEDIUM,
  rate: "5/min",
  burst: "1/sec",
  description: "A probe response comes from the address block 00:13:37",
  meaning:
    "The block that the WiFi Pineapple and its kin use. A penetration tester, or somebody who " +
    "draws clients in.",
  watch: ({ raise }) => ({
    management: {
      subtypes: [MANAGEMENT_PROBE_RESPONSE],
      look(state) {
        const { source } = state.frame;
        if (Math.floor(source / BLOCK) !== KARMA_BLOCK) return;
        raise(state, () => `${formatMac(source)} answers as the WiFi Pineapple does`);
      },
    },
  }),
};
