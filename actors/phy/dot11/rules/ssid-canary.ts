// Names that should never be heard, from the configuration (spec dot11 7.4).
import { formatMac } from "../../../../protocols/mac.ts";
import { SEVERITY_HIGH } from "../../../../protocols/records/alert.ts";
import type { Dot11Rule } from "../rule.ts";
import { readSsidRules } from "../ssid-rules.ts";

export const ssidCanary: Dot11Rule = {
  header: "SSIDCANARY",
  class: "SPOOF",
  severity: SEVERITY_HIGH,
  rate: "5/min",
  burst: "1/sec",
  description: "A configured name is advertised, answered for or asked for",
  meaning:
    "A name that nobody has a reason to know was heard: somebody uses a list of names that they " +
    "should not have, or answers to every name.",
  watch: ({ settings, messages, raise }) => {
    const canaries = readSsidRules(settings, "ssidcanary", messages);
    if (canaries.length === 0) return {};
    return {
      name(state, device, record, role) {
        for (const canary of canaries) {
          if (!canary.pattern.test(record.ssid)) continue;
          raise(state, () =>
            `${formatMac(device.mac)} is ${role} "${record.ssid}", which canary ` +
            `${canary.name} watches (${canary.regex})`);
        }
      },
    };
  },
};
