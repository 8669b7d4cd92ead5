// A PIN after the other, until the access point tells its password.
import { minutes, scenario, seconds } from "../runtime/scenario/scenario.ts";

const ATTACKER = 0x00c0caaa0001;

export const wpsBruteForce = scenario(
  "wps-brute-force",
  "Somebody tries WPS PINs, one every ten seconds",
  minutes(3),
  (on) => {
    on.radio("roof", { channels: ["11"] });
    const network = on.accessPoint({ ssid: "Familie Huber", channel: "11", security: "wpa2-psk" });
    on.attack({ at: { x: 15, y: 5 } }, ({ attacker, network: live }) => {
      attacker.guessPins(live(network), ATTACKER, {
        fromMs: seconds(20),
        perSecond: 0.1,
        count: 12,
      });
    });
    on.expectAlerts("WPSBRUTE");
  },
);
