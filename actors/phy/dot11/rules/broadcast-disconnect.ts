// Deauthentication or disassociation of everybody (spec dot11 7.2).
import { formatMac } from "../../../../protocols/mac.ts";
import { SEVERITY_MEDIUM } from "../../../../protocols/records/alert.ts";
import type { Dot11Rule } from "../rule.ts";

const BROADCAST = 0xffffffffffff;

export const broadcastDisconnect: Dot11Rule = {
  header: "BCASTDISCON",
  class: "DENIAL",
  severity: SEVERITY_MEDIUM,
  rate: "5/min",
  burst: "2/sec",
  description: "Everybody in a network is told to leave at once",
  meaning:
    "An access point that restarts does that, and so does everybody who wants to throw people " +
    "out. Repeated ones are an attack; protected management frames (802.11w) end it.",
  watch: ({ raise }) => ({
    disconnect(state, network) {
      if (state.frame.destination !== BROADCAST) return;
      raise(state, () => `Everybody was told to leave the network of ${formatMac(network.mac)}`);
    },
  }),
};
