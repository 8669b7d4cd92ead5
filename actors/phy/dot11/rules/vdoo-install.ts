// Key data that overflows the RC4 path of a firmware (spec dot11 7.2).
import { KEY_ACK, KEY_INSTALL } from "../../../../protocols/dot11/eapol.ts";
import { DISTRIBUTION_FROM } from "../../../../protocols/dot11/frame.ts";
import { formatMac } from "../../../../protocols/mac.ts";
import { SEVERITY_HIGH } from "../../../../protocols/records/alert.ts";
import type { DeviceRecord } from "../../../../protocols/records/device.ts";
import type { Dot11Rule } from "../rule.ts";
import type { Dot11State } from "../state.ts";

const INSTALL_ACK = KEY_INSTALL | KEY_ACK;
/** The suite of the network says how, as with SAE; the firmware knows no such suite. */
const KEY_VERSION_OF_SUITE = 0;
const KEY_VERSION_AES = 2;
const DATA_BYTES_MAX = 0x101;

export const vdooInstall: Dot11Rule = {
  header: "VDOO202027301",
  class: "EXPLOIT",
  severity: SEVERITY_HIGH,
  rate: "5/min",
  burst: "1/sec",
  description: "A key message for a client has more than 257 bytes of key data",
  meaning:
    "An attack on the Realtek RTL8195 firmware (CVE-2020-27301), possible without the password.",
  watch: ({ raise }) => ({
    eapol(state, client, network) {
      const { eapol, frame } = state;
      if (!eapol.isRsnKey || frame.distribution !== DISTRIBUTION_FROM) return;
      if ((eapol.keyInfo & INSTALL_ACK) !== INSTALL_ACK) return;
      if (eapol.keyVersion === KEY_VERSION_OF_SUITE && hasLinks(state, network)) return;
      // With AES and more than 128 bytes it is the other attack of the pair.
      if (eapol.keyVersion === KEY_VERSION_AES || eapol.dataLength <= DATA_BYTES_MAX) return;
      raise(
        state,
        () =>
          `A key message for ${formatMac(client.mac)} has ${eapol.dataLength} bytes of key data`,
      );
    },
  }),
};

/** The third message names the keys of each link (802.11be-2024 12.7.6.4): three links are over the limit. */
function hasLinks(state: Dot11State, network: DeviceRecord): boolean {
  return state.detail(network).modern?.mld !== undefined;
}
