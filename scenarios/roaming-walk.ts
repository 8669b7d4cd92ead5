// Two access points of one name, and somebody who walks from one to the other.
import { minutes, scenario, seconds } from "../runtime/scenario/scenario.ts";

export const roamingWalk = scenario(
  "roaming-walk",
  "Somebody walks through an office and changes the access point on the way",
  minutes(4),
  (on) => {
    on.radio("lobby", { channels: ["1", "11"], dwellMs: 100, at: { x: 60, y: 10 } });
    const office = { ssid: "office", security: "wpa2-eap", country: "DE" } as const;
    const west = on.accessPoint({ ...office, channel: "1", bssid: "78:8a:20:00:00:10" });
    const east = on.accessPoint({
      ...office,
      channel: "11",
      bssid: "78:8a:20:00:00:20",
      at: { x: 120, y: 0 },
    });
    on.person("Ada", {
      mac: "f0:18:98:00:00:01",
      joins: [west, east],
      probeMs: 5_000,
      at: {
        points: [{ x: 0, y: 2 }, { x: 120, y: 2 }],
        metresPerSecond: 1.2,
        fromMs: seconds(30),
      },
    });
  },
);
