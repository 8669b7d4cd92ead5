// Greetings of the program NetStumbler (spec dot11 7.2, off as shipped).
import { formatMac } from "../../../../protocols/mac.ts";
import { SEVERITY_LOW } from "../../../../protocols/records/alert.ts";
import type { Dot11Rule } from "../rule.ts";

/** LLC/SNAP of Lucent's registration protocol: how old drivers greet each other. */
const LUCENT_SNAP = [0xaa, 0xaa, 0x03, 0x00, 0x60, 0x1d];
const MARK_AT = 12;
/** What the greeting begins with, by version. */
const VERSIONS = new Map([["Flu", " 3.22"], ["All", " 3.23"], ["   ", " 3.30"]]);

export const netstumbler: Dot11Rule = {
  header: "NETSTUMBLER",
  class: "PROBE",
  severity: SEVERITY_LOW,
  rate: "0/min",
  burst: "0/sec",
  description: "The search program NetStumbler is heard",
  meaning:
    "Somebody looks for networks with a program of twenty years ago, which greets each one it " +
    "finds.",
  watch: ({ raise }) => ({
    data(state) {
      const { frame, body, bodyStart, bodyEnd } = state;
      if (!state.readable || bodyEnd - bodyStart < MARK_AT + 3) return;
      if (LUCENT_SNAP.some((byte, at) => body[bodyStart + at] !== byte)) return;
      const mark = bodyStart + MARK_AT;
      const text = String.fromCharCode(...body.subarray(mark, mark + 3));
      const version = VERSIONS.get(text);
      raise(state, () => `${formatMac(frame.source)} runs NetStumbler${version ?? ""}`);
    },
  }),
};
