// Thousands of networks that do not exist: the limits of the tables, not the alerts, are at work.
import { minutes, scenario, seconds } from "../runtime/scenario/scenario.ts";

export const beaconFlood = scenario(
  "beacon-flood",
  "Three thousand made-up networks fill every list",
  minutes(1),
  (on) => {
    on.radio("roof", { channels: ["6"] });
    on.accessPoint({ ssid: "home", channel: "6", security: "wpa2-psk" });
    on.attack({ at: { x: 10, y: 0 } }, ({ attacker }) => {
      attacker.beacons("6", { fromMs: seconds(10), perSecond: 100, count: 3000 });
    });
  },
);
