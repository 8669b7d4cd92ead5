// A network that moved to another channel (spec dot11 7.2).
import { MANAGEMENT_BEACON } from "../../../../protocols/dot11/frame.ts";
import { SEVERITY_LOW } from "../../../../protocols/records/alert.ts";
import { advertisedChannel, namedNetwork } from "../alert-text.ts";
import type { Dot11Rule } from "../rule.ts";

export const channelChange: Dot11Rule = {
  header: "CHANCHANGE",
  class: "SPOOF",
  severity: SEVERITY_LOW,
  rate: "5/min",
  burst: "1/sec",
  description: "An access point advertises another channel than before",
  meaning:
    "Access points look for quieter channels by themselves, so a single one is ordinary. Many, or " +
    "two channels in turn, are two devices under one address.",
  watch: ({ raise }) => ({
    network(state, device, record, isNew) {
      if (isNew || state.frame.subtype !== MANAGEMENT_BEACON) return;
      const channel = advertisedChannel(state);
      if (record.channel === "" || channel === "" || channel === record.channel) return;
      raise(
        state,
        () =>
          `${namedNetwork(device.mac, record.ssid)} went from channel ${record.channel} ` +
          `to ${channel}`,
      );
    },
  }),
};
