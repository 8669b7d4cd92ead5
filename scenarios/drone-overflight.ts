// A drone that says where it is, as it must.
import { minutes, scenario, seconds } from "../runtime/scenario/scenario.ts";

export const droneOverflight = scenario(
  "drone-overflight",
  "A drone flies over the garden and tells its place and its operator's",
  minutes(2),
  (on) => {
    on.radio("roof", { channels: ["6"] });
    on.accessPoint({ ssid: "home", channel: "6", security: "wpa2-psk" });
    on.drone({
      serial: "1596F3KL2000MOIRAI",
      mac: "60:60:1f:00:00:01",
      channel: "6",
      transport: "beacon",
      pilot: { x: -20, y: -10 },
      operatorId: "AUTabc123def456gh",
      scene: { latitude: 48.2082, longitude: 16.3738 },
      altitudeM: 80,
      at: {
        points: [{ x: -150, y: -40 }, { x: 0, y: 10 }, { x: 150, y: 60 }],
        metresPerSecond: 6,
        fromMs: 0,
      },
      fromMs: seconds(10),
      untilMs: seconds(70),
    });
  },
);
