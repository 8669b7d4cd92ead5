// Whoever uses a hidden network must say its name when it joins, and can be made to join.
import { minutes, scenario, seconds } from "../runtime/scenario/scenario.ts";

export const hiddenRevealed = scenario(
  "hidden-revealed",
  "A laptop of a hidden network is thrown out once, and tells the name as it comes back",
  minutes(2),
  (on) => {
    // It listens only when the laptop has joined already.
    on.radio("roof", { channels: ["6"], fails: [[0, seconds(30)]] });
    const network = on.accessPoint({
      ssid: "Vorstand",
      channel: "6",
      security: "wpa2-psk",
      hidden: true,
    });
    const laptop = on.person("laptop", {
      joins: [network],
      asksFor: ["Vorstand"],
      probeMs: minutes(10),
      at: { x: 5, y: 5 },
    });
    on.attack({ at: { x: 15, y: 0 } }, ({ attacker, network: live, person, people }) => {
      attacker.deauthenticate(live(network), people, {
        fromMs: seconds(70),
        perSecond: 5,
        count: 3,
        victim: person(laptop),
      });
    });
    on.expectAlerts("SOURCEERROR", "SOURCEOPEN");
  },
);
