// A network of WPA3 that suddenly knows WPA2 only: its password is what somebody wants.
import { minutes, scenario, seconds } from "../runtime/scenario/scenario.ts";

export const wpa3Downgrade = scenario(
  "wpa3-downgrade",
  "A twin offers WPA2 where the network has WPA3, and a phone begins a handshake there",
  minutes(2),
  (on) => {
    on.radio("roof", { channels: ["6"] });
    const network = on.accessPoint({
      ssid: "Labor",
      channel: "6",
      security: "wpa3-transition",
      passphrase: "reagenzglas",
    });
    const phone = on.person("phone", { joins: [network], at: { x: 8, y: 0 } });
    on.attack({ at: { x: 25, y: 10 } }, ({ attacker, network: live, person }) => {
      attacker.downgrade(live(network), person(phone), {
        fromMs: seconds(40),
        perSecond: 10,
        count: 300,
        handshakeMs: seconds(50),
      });
    });
    on.expectAlerts("ADVCRYPTCHANGE", "BSSTIMESTAMP");
  },
);
