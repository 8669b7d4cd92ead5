// A network whose beacon interval changed (spec dot11 7.2).
import { MANAGEMENT_BEACON } from "../../../../protocols/dot11/frame.ts";
import { SEVERITY_HIGH } from "../../../../protocols/records/alert.ts";
import { namedNetwork } from "../alert-text.ts";
import type { Dot11Rule } from "../rule.ts";

/** A time unit of beacon intervals. */
const TU_SECONDS = 1024e-6;

export const beaconRate: Dot11Rule = {
  header: "BEACONRATE",
  class: "SPOOF",
  severity: SEVERITY_HIGH,
  rate: "5/min",
  burst: "1/sec",
  description: "A network changes how often it says that it beacons",
  meaning:
    "Two devices under one address: imitations often have another interval than the original.",
  watch: ({ raise }) => ({
    network(state, device, record, isNew) {
      const { frame } = state;
      if (isNew || frame.subtype !== MANAGEMENT_BEACON || frame.intervalTu === 0) return;
      const perSecond = Math.ceil(1 / (frame.intervalTu * TU_SECONDS));
      if (record.beaconRate === 0 || record.beaconRate === perSecond) return;
      raise(
        state,
        () =>
          `${namedNetwork(device.mac, record.ssid)} went from ${record.beaconRate} to ` +
          `${perSecond} beacons a second`,
      );
    },
  }),
};
