// DHCP requests in the name of somebody else (spec dot11 7.2).
import { readMac } from "../../../../protocols/dot11/bytes.ts";
import { formatMac } from "../../../../protocols/mac.ts";
import { SEVERITY_LOW } from "../../../../protocols/records/alert.ts";
import type { Dot11Rule } from "../rule.ts";

const CLIENT_ID_BYTES = 7;
const HARDWARE_ETHERNET = 1;

export const dhcpClientId: Dot11Rule = {
  header: "DHCPCLIENTID",
  class: "SPOOF",
  severity: SEVERITY_LOW,
  rate: "5/min",
  burst: "1/sec",
  anyPhy: true,
  description: "A DHCP request names another hardware address than the one that sends it",
  meaning:
    "Somebody asks for addresses in the names of others, to use them all up or to take one over.",
  watch: ({ raise }) => ({
    dhcpDiscover(state, client) {
      const { payload, body } = state;
      const { clientIdStart, clientIdEnd } = payload;
      // Hardware type 1 (Ethernet) and an address (RFC 2132, 9.14).
      if (clientIdEnd - clientIdStart !== CLIENT_ID_BYTES) return;
      if (body[clientIdStart] !== HARDWARE_ETHERNET) return;
      const named = readMac(body, clientIdStart + 1);
      if (named === client.mac) return;
      raise(state, () => `${formatMac(client.mac)} asks for an address as ${formatMac(named)}`);
    },
  }),
};
