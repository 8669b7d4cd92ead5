// Clients that change the system in their DHCP requests (spec dot11 7.2).
import { elementText } from "../../../../protocols/dot11/element-text.ts";
import { formatMac } from "../../../../protocols/mac.ts";
import { SEVERITY_LOW } from "../../../../protocols/records/alert.ts";
import type { Dot11Rule } from "../rule.ts";

export const dhcpSystemChange: Dot11Rule = {
  header: "DHCPOSCHANGE",
  class: "SPOOF",
  severity: SEVERITY_LOW,
  rate: "5/min",
  burst: "1/sec",
  description: "A client asks for an address with another system than before",
  meaning:
    "Two devices under one address: somebody took over the address of a client that had joined. A " +
    "computer with two systems does it too.",
  watch: ({ raise }) => ({
    dhcpDiscover(state, client, record) {
      const { payload, body, frame } = state;
      const before = record.dhcpVendor;
      if (before === undefined || payload.vendorEnd <= payload.vendorStart) return;
      const now = elementText(body, payload.vendorStart, payload.vendorEnd);
      if (now === before) return;
      raise(
        state,
        () =>
          `${formatMac(client.mac)} in the network of ${formatMac(frame.bssid)} changed its ` +
          `system from "${before}" to "${now}"`,
      );
    },
  }),
};
