// A roam that costs four frames instead of ten: the keys of the next access point are there already.
import { minutes, scenario, seconds } from "../runtime/scenario/scenario.ts";

export const fastRoaming = scenario(
  "fast-roaming",
  "Somebody walks through a ward and changes the access point by fast transition",
  minutes(3),
  (on) => {
    on.radio("west", { channels: ["1"], at: { x: 50, y: 0 } });
    on.radio("east", { channels: ["11"], at: { x: 50, y: 0 } });
    const ward = { ssid: "Station 4", security: "wpa3-sae", mobilityDomain: 0x4a01 } as const;
    const first = on.accessPoint({ ...ward, channel: "1" });
    const second = on.accessPoint({ ...ward, channel: "11", at: { x: 100, y: 0 } });
    on.person("nurse", {
      mac: "f0:18:98:00:00:01",
      joins: [first, second],
      probeMs: 5_000,
      at: {
        points: [{ x: 2, y: 2 }, { x: 100, y: 2 }],
        metresPerSecond: 1.3,
        fromMs: seconds(30),
      },
    });
  },
);
