// Key messages that would install an empty key (spec dot11 7.2, off as shipped).
import { KEY_ACK, KEY_INSTALL, KEY_MIC, KEY_PAIRWISE } from "../../../../protocols/dot11/eapol.ts";
import { formatMac } from "../../../../protocols/mac.ts";
import { SEVERITY_MEDIUM } from "../../../../protocols/records/alert.ts";
import type { Dot11Rule } from "../rule.ts";

export const nonceDegrade: Dot11Rule = {
  header: "NONCEDEGRADE",
  class: "EXPLOIT",
  severity: SEVERITY_MEDIUM,
  rate: "0/min",
  burst: "0/sec",
  description: "A key message has no data and an empty nonce",
  meaning: "An attempt to make a client install an empty key.",
  watch: ({ raise }) => ({
    eapol(state, client) {
      const { eapol } = state;
      if (!eapol.isRsnKey || !eapol.nonceZero || eapol.dataLength !== 0) return;
      if ((eapol.keyInfo & (KEY_MIC | KEY_ACK | KEY_INSTALL | KEY_PAIRWISE)) !== KEY_MIC) return;
      raise(state, () => `A key message for ${formatMac(client.mac)} has an empty nonce`);
    },
  }),
};
