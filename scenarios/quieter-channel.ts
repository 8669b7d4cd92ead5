// An access point that looks for a better channel.
import { minutes, scenario, seconds } from "../runtime/scenario/scenario.ts";

export const quieterChannel = scenario(
  "quieter-channel",
  "An access point moves to a quieter channel, and its client follows",
  minutes(2),
  (on) => {
    on.radio("roof", { channels: ["6", "11"], dwellMs: 100 });
    const network = on.accessPoint({ ssid: "home", channel: "6", security: "wpa2-psk" });
    on.person("Ada", { joins: [network], probeMs: 5_000 });
    on.change(network, seconds(60), { channel: "11" });
    on.expectAlerts("CHANCHANGE");
  },
);
