// Somebody whose coming and going you want to know of.
import { minutes, scenario, seconds } from "../runtime/scenario/scenario.ts";

export const watchedDevice = scenario(
  "watched-device",
  "A device that is watched comes, and goes again",
  minutes(4),
  (on) => {
    on.configure("devicefound", "F0:18:98:00:00:01");
    on.configure("devicelost", "F0:18:98:00:00:01");
    on.configure("devicelost_timeout", "60");
    on.radio("door", { channels: ["1"] });
    on.accessPoint({ ssid: "home", channel: "1", security: "wpa2-psk" });
    on.person("visitor", {
      mac: "f0:18:98:00:00:01",
      probeMs: 5_000,
      fromMs: seconds(30),
      untilMs: seconds(90),
    });
    on.expectAlerts("DEVICEFOUND", "DEVICELOST");
  },
);
