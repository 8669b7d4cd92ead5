// A network that was encrypted comes back open, as after a reset.
import { minutes, scenario, seconds } from "../runtime/scenario/scenario.ts";

export const passwordLost = scenario(
  "password-lost",
  "Somebody presses the reset button, and the network comes back without a password",
  minutes(2),
  (on) => {
    on.radio("roof", { channels: ["11"] });
    const network = on.accessPoint({ ssid: "Praxis", channel: "11", security: "wpa3-sae" });
    on.change(network, seconds(60), { security: "open", clockUs: 0 });
    on.expectAlerts("CRYPTODROP");
  },
);
