// Key messages that overflow (spec dot11 7.2).
import { EAPOL_KEY } from "../../../../protocols/dot11/eapol.ts";
import { formatMac } from "../../../../protocols/mac.ts";
import { SEVERITY_HIGH } from "../../../../protocols/records/alert.ts";
import type { Dot11Rule } from "../rule.ts";

const LENGTH_MAX = 512;

export const realtekKeyFrame: Dot11Rule = {
  header: "RTL8195VD1406",
  class: "EXPLOIT",
  severity: SEVERITY_HIGH,
  rate: "5/min",
  burst: "1/sec",
  description: "A key message is longer than 512 bytes",
  meaning: "An attack on the Realtek RTL8195 firmware, which copies it without checking.",
  watch: ({ raise }) => ({
    eapol(state, client) {
      const { type, length } = state.eapol;
      if (type !== EAPOL_KEY || length <= LENGTH_MAX) return;
      raise(state, () => `A key message of ${formatMac(client.mac)} has ${length} bytes`);
    },
  }),
};
