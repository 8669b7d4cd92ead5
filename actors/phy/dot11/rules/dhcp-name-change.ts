// Clients that change the host name in their DHCP requests (spec dot11 7.2).
import { elementText } from "../../../../protocols/dot11/element-text.ts";
import { formatMac } from "../../../../protocols/mac.ts";
import { SEVERITY_LOW } from "../../../../protocols/records/alert.ts";
import type { Dot11Rule } from "../rule.ts";

export const dhcpNameChange: Dot11Rule = {
  header: "DHCPNAMECHANGE",
  class: "SPOOF",
  severity: SEVERITY_LOW,
  rate: "5/min",
  burst: "1/sec",
  description: "A client asks for an address with another host name than before",
  meaning:
    "Two devices under one address: somebody took over the address of a client that had joined. " +
    "People also rename their devices.",
  watch: ({ raise }) => ({
    dhcpDiscover(state, client, record) {
      const { payload, body, frame } = state;
      const before = record.dhcpHost;
      if (before === undefined || payload.hostEnd <= payload.hostStart) return;
      const now = elementText(body, payload.hostStart, payload.hostEnd);
      if (now === before) return;
      raise(
        state,
        () =>
          `${formatMac(client.mac)} in the network of ${formatMac(frame.bssid)} changed its ` +
          `host name from "${before}" to "${now}"`,
      );
    },
  }),
};
