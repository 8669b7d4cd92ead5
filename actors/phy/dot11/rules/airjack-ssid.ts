// The default name of an attack tool (spec dot11 7.2).
import { SEVERITY_LOW } from "../../../../protocols/records/alert.ts";
import { namedNetwork } from "../alert-text.ts";
import type { Dot11Rule } from "../rule.ts";

export const airjackSsid: Dot11Rule = {
  header: "AIRJACKSSID",
  class: "PROBE",
  severity: SEVERITY_LOW,
  rate: "5/min",
  burst: "1/sec",
  description: "A network is called AirJack",
  meaning: "The name that the attack tool AirJack used. An attacker with an old tool, or a joke.",
  watch: ({ raise }) => ({
    name(state, device, record, role) {
      if (role === "probing for" || record.ssid !== "AirJack") return;
      raise(state, () => `${namedNetwork(device.mac, record.ssid)} is the name AirJack uses`);
    },
  }),
};
