// Probe responses without a name, on which old drivers hang.
import { encodeProbeResponse } from "../protocols/dot11/encode.ts";
import { minutes, scenario, seconds } from "../runtime/scenario/scenario.ts";

const VICTIM = 0xf01898000001;

export const nullProbe = scenario(
  "null-probe",
  "Somebody answers probes with empty names, on which old devices hang",
  minutes(1),
  (on) => {
    on.radio("roof", { channels: ["6"] });
    on.person("phone", { mac: "f0:18:98:00:00:01" });
    on.attack({ at: { x: 12, y: 0 } }, ({ attacker }) => {
      const network = { ssid: "", bssid: 0x0013d4000001, channel: 6, security: "open" } as const;
      attacker.flood("6", { fromMs: seconds(20), perSecond: 5, count: 20 }, (sequence, atMs) => {
        return encodeProbeResponse(network, VICTIM, { timestampUs: atMs * 1000, sequence });
      });
    });
    on.expectAlerts("NULLPROBERESP");
  },
);
