// How WEP is broken in minutes: one request again and again, each answered with a new vector.
import { minutes, scenario, seconds } from "../runtime/scenario/scenario.ts";

export const wepReplay = scenario(
  "wep-replay",
  "Somebody sends one encrypted request of an old printer thousands of times (WEP)",
  minutes(1),
  (on) => {
    on.radio("roof", { channels: ["11"] });
    const network = on.accessPoint({ ssid: "Lager", channel: "11", security: "wep" });
    const printer = on.person("printer", {
      mac: "00:80:92:00:00:01",
      joins: [network],
      protects: false,
    });
    on.attack({ at: { x: 10, y: 0 } }, ({ attacker, network: live, person }) => {
      attacker.replayArp(live(network), person(printer), {
        fromMs: seconds(20),
        perSecond: 100,
        count: 3000,
      });
    });
    on.expectAlerts("NOCLIENTMFP");
  },
);
