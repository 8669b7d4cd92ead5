// Whoever looks at the server may look slowly, or not at all.
import { minutes, scenario, seconds } from "../runtime/scenario/scenario.ts";

export const slowBrowsers = scenario(
  "slow-browsers",
  "Of four browsers one keeps up; one reads slowly, one stops reading, one dies unseen",
  minutes(8),
  (on) => {
    on.radio("roof", { channels: ["6"] });
    on.accessPoint({ ssid: "home", channel: "6", security: "wpa2-psk" });
    on.attack({ at: { x: 20, y: 0 } }, ({ attacker }) => {
      attacker.beacons("6", { fromMs: seconds(30), perSecond: 100, count: 3000 });
    });
    on.browser("wall", {});
    on.browser("phone", { bytesPerSecond: 2_000 });
    on.browser("laptop", { pauses: [[seconds(20), minutes(8)]], returnsAfterMs: seconds(30) });
    on.browser("tablet", { topics: ["ALERT"], answersPings: false });
  },
);
