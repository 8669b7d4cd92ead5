// An exploit of an old Netgear driver (spec dot11 7.2).
import { MANAGEMENT_BEACON } from "../../../../protocols/dot11/frame.ts";
import { formatMac } from "../../../../protocols/mac.ts";
import { SEVERITY_MEDIUM } from "../../../../protocols/records/alert.ts";
import type { Dot11Rule } from "../rule.ts";

const BEACON_BYTES = 1184;
const MARK_AT = 1180;
const MARK = [0x6a, 0x39, 0x58, 0x01];

export const msfNetgearBeacon: Dot11Rule = {
  header: "MSFNETGEARBEACON",
  class: "EXPLOIT",
  severity: SEVERITY_MEDIUM,
  rate: "5/min",
  burst: "1/sec",
  description: "A long beacon holds the bytes of a known exploit",
  meaning: "An attack on an old Netgear driver, from the Metasploit collection.",
  watch: ({ raise }) => ({
    management: {
      subtypes: [MANAGEMENT_BEACON],
      look(state) {
        const { batch, index } = state;
        const start = batch.frameStart[index]!;
        if (batch.frameEnd[index]! - start < BEACON_BYTES) return;
        if (MARK.some((byte, at) => batch.bytes[start + MARK_AT + at] !== byte)) return;
        raise(state, () => `The beacon of ${formatMac(state.frame.source)} holds an exploit`);
      },
    },
  }),
};
