// Throws everybody out once, and listens to how they come back.
import { minutes, scenario, seconds } from "../runtime/scenario/scenario.ts";

export const handshakeHunt = scenario(
  "handshake-hunt",
  "Somebody throws everybody out to hear their handshakes, whose keys hold",
  minutes(2),
  (on) => {
    on.radio("roof", { channels: ["6"] });
    const network = on.accessPoint({
      ssid: "Werkstatt",
      channel: "6",
      security: "wpa2-psk",
      passphrase: "schraubenschluessel",
    });
    for (const [name, x] of [["Ada", 4], ["Grace", 9], ["Edsger", -7]] as const) {
      on.person(name, { joins: [network], at: { x, y: 3 } });
    }
    on.attack({ at: { x: 30, y: 0 } }, ({ attacker, network: live, people }) => {
      attacker.deauthenticate(live(network), people, {
        fromMs: seconds(60),
        perSecond: 10,
        count: 3,
      });
    });
    on.expectAlerts("BCASTDISCON");
  },
);
