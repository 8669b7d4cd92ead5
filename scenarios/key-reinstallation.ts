// KRACK (2017): the third message of a handshake again and again.
import { minutes, scenario, seconds } from "../runtime/scenario/scenario.ts";

export const keyReinstallation = scenario(
  "key-reinstallation",
  "Somebody makes a phone install its key again (KRACK)",
  minutes(1),
  (on) => {
    on.configure("alert", "NONCEREUSE,5/min,1/sec");
    on.radio("roof", { channels: ["6"] });
    const network = on.accessPoint({ ssid: "home", channel: "6", security: "wpa2-psk" });
    const phone = on.person("phone", { mac: "f0:18:98:00:00:01", joins: [network] });
    on.attack({ at: { x: 8, y: 8 } }, ({ attacker, network: live, person }) => {
      attacker.replayThirdMessage(live(network), person(phone), {
        fromMs: seconds(30),
        perSecond: 1,
        count: 8,
      });
    });
    on.expectAlerts("NONCEREUSE");
  },
);
