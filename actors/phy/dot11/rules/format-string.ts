// Names of networks that make careless programs format text (spec dot11 7.2).
import { SEVERITY_HIGH } from "../../../../protocols/records/alert.ts";
import { namedNetwork } from "../alert-text.ts";
import type { Dot11Rule } from "../rule.ts";

const DIRECTIONS = /%[snp@]/;

export const formatString: Dot11Rule = {
  header: "FORMATSTRING",
  class: "EXPLOIT",
  severity: SEVERITY_HIGH,
  rate: "5/min",
  burst: "1/sec",
  description: "A new network name holds %s, %n, %p or %@",
  meaning:
    "Names with printf directions crash devices that print them carelessly. Somebody is trying " +
    "that, or joking; keep old devices from scanning.",
  watch: ({ raise }) => ({
    name(state, device, record, role) {
      if (role === "probing for" || !DIRECTIONS.test(record.ssid)) return;
      raise(
        state,
        () => `${namedNetwork(device.mac, record.ssid)} has a name that formats text`,
      );
    },
  }),
};
