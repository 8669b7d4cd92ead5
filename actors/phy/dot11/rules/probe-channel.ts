// Probe responses from elsewhere than the beacons (spec dot11 7.2).
import { MANAGEMENT_PROBE_RESPONSE } from "../../../../protocols/dot11/frame.ts";
import { SEVERITY_MEDIUM } from "../../../../protocols/records/alert.ts";
import { namedNetwork } from "../alert-text.ts";
import type { Dot11Rule } from "../rule.ts";

export const probeChannel: Dot11Rule = {
  header: "PROBECHAN",
  class: "SPOOF",
  severity: SEVERITY_MEDIUM,
  rate: "5/min",
  burst: "1/sec",
  description: "A probe response names another channel than the beacons of its network",
  meaning:
    "A device under the address of your network answers on another channel: the usual way to draw " +
    "clients away.",
  watch: ({ raise }) => ({
    network(state, device, record) {
      if (state.frame.subtype !== MANAGEMENT_PROBE_RESPONSE) return;
      const { channel } = state.elements;
      const advertised = state.detail(device).advertised?.get(record.hash)?.channel ?? "";
      if (channel === 0 || advertised === "" || advertised === String(channel)) return;
      raise(
        state,
        () =>
          `${namedNetwork(device.mac, record.ssid)} answers on channel ${channel} and ` +
          `advertises channel ${advertised}`,
      );
    },
  }),
};
