// A network that lost its encryption (spec dot11 7.2, 7.3).
import { cryptDetail } from "../../../../protocols/dot11/crypt.ts";
import { SEVERITY_HIGH } from "../../../../protocols/records/alert.ts";
import { namedNetwork } from "../alert-text.ts";
import type { Dot11Rule } from "../rule.ts";

export const cryptDrop: Dot11Rule = {
  header: "CRYPTODROP",
  class: "SPOOF",
  severity: SEVERITY_HIGH,
  rate: "5/min",
  burst: "1/sec",
  description: "A network that was encrypted is advertised as open",
  meaning:
    "Somebody imitates the network without its password, or it was set up anew without one. Do " +
    "not join until you know which.",
  watch: ({ raise }) => ({
    network(state, device, record, isNew) {
      const { elements } = state;
      if (isNew || (record.cryptLow === 0 && record.cryptHigh === 0)) return;
      if (elements.cryptLow !== 0 || elements.cryptHigh !== 0) return;
      raise(state, () =>
        `${namedNetwork(device.mac, record.ssid)} went from ` +
        `${cryptDetail(record.cryptLow, record.cryptHigh)} to Open`);
    },
  }),
};
