// Key data that overflows the AES path of a firmware (spec dot11 7.2).
import { KEY_ACK, KEY_INSTALL } from "../../../../protocols/dot11/eapol.ts";
import { DISTRIBUTION_FROM } from "../../../../protocols/dot11/frame.ts";
import { formatMac } from "../../../../protocols/mac.ts";
import { SEVERITY_HIGH } from "../../../../protocols/records/alert.ts";
import type { Dot11Rule } from "../rule.ts";

const INSTALL_ACK = KEY_INSTALL | KEY_ACK;
const KEY_VERSION_AES = 2;
const DATA_BYTES_MAX = 0x80;

export const vdooVersion: Dot11Rule = {
  header: "VDOO202027302",
  class: "EXPLOIT",
  severity: SEVERITY_HIGH,
  rate: "5/min",
  burst: "1/sec",
  description: "A key message with AES for a client has more than 128 bytes of key data",
  meaning:
    "An attack on the Realtek RTL8195 firmware (CVE-2020-27302), possible without the password.",
  watch: ({ raise }) => ({
    eapol(state, client) {
      const { eapol, frame } = state;
      if (!eapol.isRsnKey || frame.distribution !== DISTRIBUTION_FROM) return;
      if ((eapol.keyInfo & INSTALL_ACK) !== INSTALL_ACK) return;
      if (eapol.keyVersion !== KEY_VERSION_AES || eapol.dataLength <= DATA_BYTES_MAX) return;
      raise(
        state,
        () =>
          `A key message for ${formatMac(client.mac)} has ${eapol.dataLength} bytes of key data`,
      );
    },
  }),
};
