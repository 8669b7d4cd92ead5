// A network whose encryption changed (spec dot11 7.2, 7.3).
import { cryptDetail } from "../../../../protocols/dot11/crypt.ts";
import { SEVERITY_HIGH } from "../../../../protocols/records/alert.ts";
import { namedNetwork } from "../alert-text.ts";
import type { Dot11Rule } from "../rule.ts";

export const cryptChange: Dot11Rule = {
  header: "ADVCRYPTCHANGE",
  class: "SPOOF",
  severity: SEVERITY_HIGH,
  rate: "5/min",
  burst: "1/sec",
  description: "The advertised encryption of a network changes",
  meaning:
    "Somebody imitates the network, or it was configured anew. Compare with what its owner did at " +
    "that time.",
  watch: ({ raise }) => ({
    network(state, device, record, isNew) {
      const { elements } = state;
      if (isNew || state.raised.includes("CRYPTODROP")) return;
      if (elements.cryptLow === record.cryptLow && elements.cryptHigh === record.cryptHigh) return;
      raise(state, () =>
        `${namedNetwork(device.mac, record.ssid)} went from ` +
        `${cryptDetail(record.cryptLow, record.cryptHigh)} to ` +
        cryptDetail(elements.cryptLow, elements.cryptHigh));
    },
  }),
};
