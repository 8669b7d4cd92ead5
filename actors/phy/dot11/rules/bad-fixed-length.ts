// Elements of fixed length that are longer (spec dot11 7.2).
import { FINDING_CHANNEL_LENGTH } from "../../../../protocols/dot11/findings.ts";
import { formatMac } from "../../../../protocols/mac.ts";
import { SEVERITY_HIGH } from "../../../../protocols/records/alert.ts";
import type { Dot11Rule } from "../rule.ts";

export const badFixedLength: Dot11Rule = {
  header: "BADFIXLENIE",
  class: "EXPLOIT",
  severity: SEVERITY_HIGH,
  rate: "10/min",
  burst: "1/sec",
  description: "The channel element is longer than its one byte",
  meaning:
    "Elements of a wrong length overflow buffers of careless drivers. This is an attack or a " +
    "broken device.",
  watch: ({ raise }) => ({
    elements(state) {
      if ((state.elements.findings & FINDING_CHANNEL_LENGTH) === 0) return;
      raise(
        state,
        () =>
          `${
            formatMac(state.frame.source)
          } sent element 3 of ${state.elements.channelElementLength} ` +
          `bytes instead of 1 to ${formatMac(state.frame.destination)}, network ` +
          formatMac(state.frame.bssid),
      );
    },
  }),
};
