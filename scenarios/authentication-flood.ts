// Stations that do not exist knock until the access point knows nobody any more.
import { minutes, scenario, seconds } from "../runtime/scenario/scenario.ts";

export const authenticationFlood = scenario(
  "authentication-flood",
  "Thousands of made-up stations knock at an access point, then at one with WPA3",
  minutes(1),
  (on) => {
    on.radio("roof", { channels: ["6"] });
    const network = on.accessPoint({ ssid: "Rathaus", channel: "6", security: "wpa2-psk" });
    const newer = on.accessPoint({ ssid: "Rathaus neu", channel: "6", security: "wpa3-sae" });
    on.attack({ at: { x: 20, y: 0 } }, ({ attacker, network: live }) => {
      attacker.floodAuthentications(live(network), {
        fromMs: seconds(10),
        perSecond: 100,
        count: 1000,
      });
      attacker.floodAssociations(live(network), { fromMs: seconds(25), perSecond: 50, count: 250 });
      attacker.floodAuthentications(live(newer), {
        fromMs: seconds(40),
        perSecond: 20,
        count: 200,
        sae: true,
      });
    });
  },
);
