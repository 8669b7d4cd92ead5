// Nobody is thrown out, and nobody may speak.
import { minutes, scenario, seconds } from "../runtime/scenario/scenario.ts";

export const silencedChannel = scenario(
  "silenced-channel",
  "Somebody silences a channel: forged moves and quiet times, and air that is always reserved",
  minutes(2),
  (on) => {
    on.radio("roof", { channels: ["36"] });
    const network = on.accessPoint({ ssid: "Hotel", channel: "36", security: "wpa2-psk" });
    const guest = on.person("guest", { joins: [network], at: { x: 6, y: 2 } });
    on.attack({ at: { x: 20, y: 0 } }, ({ attacker, network: live, person, people }) => {
      attacker.switchChannel(live(network), people, {
        fromMs: seconds(30),
        perSecond: 5,
        count: 20,
        to: "149",
      });
      attacker.silence(live(network), {
        fromMs: seconds(45),
        perSecond: 10,
        count: 150,
        quietTu: 90,
      });
      attacker.reserveAir("36", { fromMs: seconds(65), perSecond: 30, count: 600 });
      attacker.sleepInNameOf(live(network), person(guest), {
        fromMs: seconds(90),
        perSecond: 5,
        count: 50,
      });
    });
  },
);
