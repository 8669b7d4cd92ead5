// What the edge of hearing looks like: half of the frames are lost.
import { minutes, scenario, seconds } from "../runtime/scenario/scenario.ts";

export const farAway = scenario(
  "far-away",
  "A network at the edge of hearing, and somebody who walks out of it",
  minutes(3),
  (on) => {
    on.radio("hill", { channels: ["6"], loss: 0.2 });
    const network = on.accessPoint({
      ssid: "Alm",
      channel: "6",
      security: "wpa2-psk",
      at: { x: 130, y: 0 },
    });
    on.person("hiker", {
      joins: [network],
      probeMs: 8_000,
      at: {
        points: [{ x: 125, y: 0 }, { x: 400, y: 0 }],
        metresPerSecond: 2,
        fromMs: seconds(40),
      },
    });
  },
);
