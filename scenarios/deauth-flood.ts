// A station is thrown out again and again with frames in its network's name.
import { minutes, scenario, seconds } from "../runtime/scenario/scenario.ts";

export const deauthFlood = scenario(
  "deauth-flood",
  "Somebody keeps one laptop off the network with forged deauthentications",
  minutes(2),
  (on) => {
    on.radio("roof", { channels: ["6"] });
    const network = on.accessPoint({ ssid: "Kanzlei", channel: "6", security: "wpa2-psk" });
    const laptop = on.person("laptop", { joins: [network], at: { x: 6, y: 0 } });
    on.attack({ at: { x: 20, y: -15 } }, ({ attacker, network: live, person, people }) => {
      attacker.deauthenticate(live(network), people, {
        fromMs: seconds(40),
        perSecond: 30,
        count: 1200,
        victim: person(laptop),
      });
    });
    on.expectAlerts("DEAUTHFLOOD");
  },
);
