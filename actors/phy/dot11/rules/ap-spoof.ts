// Networks that only certain addresses may advertise, from the configuration (spec dot11 7.4).
import { covers, formatMac } from "../../../../protocols/mac.ts";
import { SEVERITY_HIGH } from "../../../../protocols/records/alert.ts";
import type { Dot11Rule } from "../rule.ts";
import { readSsidRules } from "../ssid-rules.ts";

export const apSpoof: Dot11Rule = {
  header: "APSPOOF",
  class: "SPOOF",
  severity: SEVERITY_HIGH,
  rate: "10/min",
  burst: "1/sec",
  description: "A configured network is advertised by an address that is not allowed to",
  meaning:
    "Somebody offers your network from a device that is not yours. Find it by its signal, and " +
    "warn people not to join.",
  watch: ({ settings, messages, raise }) => {
    const guards = readSsidRules(settings, "apspoof", messages);
    if (guards.length === 0) return {};
    return {
      name(state, device, record, role) {
        if (role === "probing for") return;
        const { source } = state.frame;
        const guard = guards.find((one) =>
          one.pattern.test(record.ssid) && !one.allowed.some((mac) => covers(mac, source))
        );
        if (guard === undefined) return;
        raise(
          state,
          () =>
            `${formatMac(source)} is ${role} "${record.ssid}", which only the addresses of rule ` +
            `${guard.name} may`,
        );
      },
    };
  },
};
