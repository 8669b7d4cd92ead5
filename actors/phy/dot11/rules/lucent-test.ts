// Link tests of old Lucent cards (spec dot11 7.2, off as shipped).
import { formatMac } from "../../../../protocols/mac.ts";
import { SEVERITY_LOW } from "../../../../protocols/records/alert.ts";
import type { Dot11Rule } from "../rule.ts";

/** LLC/SNAP of Lucent's registration protocol: how old drivers greet each other. */
const LUCENT_SNAP = [0xaa, 0xaa, 0x03, 0x00, 0x60, 0x1d];
const MARK_AT = 12;
const LINK_TEST = [0x00, 0x01, 0x02, 0x03];

export const lucentTest: Dot11Rule = {
  header: "LUCENTTEST",
  class: "PROBE",
  severity: SEVERITY_LOW,
  rate: "0/min",
  burst: "0/sec",
  description: "The link test of old Lucent cards is heard",
  meaning: "A site survey with equipment of twenty years ago.",
  watch: ({ raise }) => ({
    data(state) {
      const { frame, body, bodyStart, bodyEnd } = state;
      if (!state.readable || bodyEnd - bodyStart < MARK_AT + 4) return;
      if (LUCENT_SNAP.some((byte, at) => body[bodyStart + at] !== byte)) return;
      const mark = bodyStart + MARK_AT;
      if (LINK_TEST.some((byte, at) => body[mark + at] !== byte)) return;
      raise(state, () => `${formatMac(frame.source)} runs a Lucent link test`);
    },
  }),
};
