// Everything restarts; a restart is no attack.
import { minutes, scenario, seconds } from "../runtime/scenario/scenario.ts";

export const powerCut = scenario(
  "power-cut",
  "A power cut: the network restarts with its clock at zero, which is no attack",
  minutes(3),
  (on) => {
    on.radio("roof", { channels: ["6"] });
    const network = on.accessPoint({ ssid: "home", channel: "6", security: "wpa2-psk" });
    on.person("Ada", { joins: [network] });
    on.change(network, seconds(90), { clockUs: -90_000_000 });
  },
);
