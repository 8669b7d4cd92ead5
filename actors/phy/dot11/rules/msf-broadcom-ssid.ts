// An exploit of an old Broadcom driver (spec dot11 7.2).
import { MANAGEMENT_BEACON } from "../../../../protocols/dot11/frame.ts";
import { formatMac } from "../../../../protocols/mac.ts";
import { SEVERITY_MEDIUM } from "../../../../protocols/records/alert.ts";
import type { Dot11Rule } from "../rule.ts";

/** Addresses of one block of 24 bits. */
const BLOCK = 0x1000000;
const EXPLOIT_BLOCK = 0x90e975;

export const msfBroadcomSsid: Dot11Rule = {
  header: "MSFBCOMSSID",
  class: "EXPLOIT",
  severity: SEVERITY_MEDIUM,
  rate: "5/min",
  burst: "1/sec",
  description: "A beacon comes from the address block 90:E9:75",
  meaning: "The addresses of an attack on an old Broadcom driver, from the Metasploit collection.",
  watch: ({ raise }) => ({
    management: {
      subtypes: [MANAGEMENT_BEACON],
      look(state) {
        const { source } = state.frame;
        if (Math.floor(source / BLOCK) !== EXPLOIT_BLOCK) return;
        raise(state, () => `${formatMac(source)} beacons with the address of an exploit`);
      },
    },
  }),
};
