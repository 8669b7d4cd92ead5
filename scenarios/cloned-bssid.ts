// The same, at the very address of the network that is imitated: its clock and channel betray it.
import { minutes, scenario, seconds } from "../runtime/scenario/scenario.ts";

export const clonedBssid = scenario(
  "cloned-bssid",
  "Somebody imitates a network with its own address, without its password",
  minutes(1),
  (on) => {
    on.radio("one", { channels: ["1"] });
    on.radio("two", { channels: ["11"] });
    const network = { ssid: "Notariat", bssid: "c0:25:e9:00:00:10" } as const;
    on.accessPoint({ ...network, channel: "1", security: "wpa2-psk" });
    on.accessPoint({
      ...network,
      channel: "11",
      security: "open",
      at: { x: 25, y: 5 },
      fromMs: seconds(20),
    });
    on.expectAlerts("CRYPTODROP", "CHANCHANGE", "BSSTIMESTAMP", "ADVCRYPTCHANGE");
  },
);
