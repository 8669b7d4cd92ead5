// Signals stronger than they should be (spec dot11 7.2, off as shipped).
import { formatMac } from "../../../../protocols/mac.ts";
import { SIGNAL_DBM } from "../../../../protocols/packet/packet-batch.ts";
import { SEVERITY_HIGH } from "../../../../protocols/records/alert.ts";
import type { Dot11Rule } from "../rule.ts";

export const overpowered: Dot11Rule = {
  header: "OVERPOWERED",
  class: "OTHER",
  severity: SEVERITY_HIGH,
  rate: "0/min",
  burst: "0/sec",
  description: "A frame is stronger than dot11_max_signal and not 0 dBm",
  meaning:
    "A transmitter stands very near, or is stronger than allowed. Useful where nobody should be " +
    "near; off as shipped.",
  watch: ({ settings, raise }) => {
    const thresholdDbm = settings.integer("dot11_max_signal");
    return {
      frame(state) {
        const { batch, index } = state;
        if (batch.hasRadio[index] === 0 || batch.signalKind[index] !== SIGNAL_DBM) return;
        const signalDbm = batch.signal[index]!;
        if (signalDbm <= thresholdDbm || signalDbm >= 0) return;
        raise(
          state,
          () =>
            `${formatMac(state.frame.source)} is heard with ${signalDbm} dBm, more than ` +
            `${thresholdDbm} dBm`,
        );
      },
    };
  },
};
