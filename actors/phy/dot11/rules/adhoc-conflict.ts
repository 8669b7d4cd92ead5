// Addresses that are access point and ad-hoc network in turn (spec dot11 7.2).
import { formatMac } from "../../../../protocols/mac.ts";
import { SEVERITY_HIGH } from "../../../../protocols/records/alert.ts";
import { DOT11_ADHOC, DOT11_BEACON_AP } from "../../../../protocols/records/dot11-device.ts";
import { BoundedMap } from "../bounded-map.ts";
import type { Dot11Rule } from "../rule.ts";

/** Ad-hoc networks whose last beacon is remembered. */
const ADDRESSES_MAX = 1024;

export const adhocConflict: Dot11Rule = {
  header: "ADHOCCONFLICT",
  class: "SPOOF",
  severity: SEVERITY_HIGH,
  rate: "5/min",
  burst: "1/sec",
  description: "An access point beacons as an ad-hoc network, or the reverse",
  meaning: "Two devices under one address, of which one is a computer that imitates the other.",
  watch: ({ raise, dropped }) => {
    /** How the address beaconed last, of those that ever were ad-hoc: true for ad-hoc. */
    const last = new BoundedMap<number, boolean>(ADDRESSES_MAX, dropped);
    return {
      beacon(state, device, dot11) {
        const { ibss } = state.frame;
        const known = (dot11.types & (DOT11_BEACON_AP | DOT11_ADHOC)) !== 0;
        if (!known || (!ibss && (dot11.types & DOT11_ADHOC) === 0)) {
          if (ibss) last.set(device.mac, true);
          return;
        }
        const before = last.get(device.mac) ?? false;
        if (before === ibss) return;
        last.set(device.mac, ibss);
        raise(
          state,
          () =>
            `${formatMac(device.mac)} was ${
              before ? "an ad-hoc network" : "an access point"
            } and ` +
            `now beacons as ${ibss ? "an ad-hoc network" : "an access point"}`,
        );
      },
    };
  },
};
