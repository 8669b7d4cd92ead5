// A machine without a battery for its clock finds a time server.
import { minutes, scenario, seconds } from "../runtime/scenario/scenario.ts";

export const clockJump = scenario(
  "clock-jump",
  "The clock of the machine is set while it listens, once on and once back",
  minutes(3),
  (on) => {
    on.radio("roof", { channels: ["6"] });
    const network = on.accessPoint({ ssid: "home", channel: "6", security: "wpa2-psk" });
    on.person("Ada", { joins: [network] });
    on.clockJumps(seconds(60), 180 * 86_400_000);
    on.clockJumps(seconds(120), -86_400_000);
  },
);
