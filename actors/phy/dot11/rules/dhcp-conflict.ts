// DHCP offers that contradict each other (spec dot11 7.2).
import { formatMac } from "../../../../protocols/mac.ts";
import { SEVERITY_LOW } from "../../../../protocols/records/alert.ts";
import { BoundedMap } from "../bounded-map.ts";
import type { Dot11Rule } from "../rule.ts";

/** Networks whose subnet is remembered. */
const NETWORKS_MAX = 1024;

interface Subnet {
  readonly address: number;
  readonly netmask: number;
}

export const dhcpConflict: Dot11Rule = {
  header: "DHCPCONFLICT",
  class: "SPOOF",
  severity: SEVERITY_LOW,
  rate: "10/min",
  burst: "1/sec",
  description: "Two DHCP servers of one network offer addresses of different subnets",
  meaning:
    "Somebody answers as the address server, to lead traffic through a device of theirs. A " +
    "forgotten router does it too.",
  watch: ({ raise, dropped }) => {
    const subnets = new BoundedMap<number, Subnet>(NETWORKS_MAX, dropped);
    return {
      dhcpOffer(state) {
        const { payload, frame } = state;
        if (payload.offeredIp === 0 || payload.netmask === 0) return;
        const subnet = (payload.offeredIp & payload.netmask) >>> 0;
        const known = subnets.get(frame.bssid);
        subnets.set(frame.bssid, { address: subnet, netmask: payload.netmask });
        if (known === undefined) return;
        if (known.address === subnet && known.netmask === payload.netmask) return;
        raise(
          state,
          () =>
            `${formatMac(frame.source)} offers addresses of ${
              formatIp(subnet)
            } in the network of ` +
            `${formatMac(frame.bssid)}, where ${formatIp(known.address)} was offered before`,
        );
      },
    };
  },
};

function formatIp(address: number): string {
  return [24, 16, 8, 0].map((shift) => (address >>> shift) & 0xff).join(".");
}
