// Phones that hide who they are.
import { minutes, scenario, seconds } from "../runtime/scenario/scenario.ts";

export const shyPhones = scenario(
  "shy-phones",
  "Three phones change their address every minute and join nothing",
  minutes(6),
  (on) => {
    on.radio("window", { channels: ["1", "6", "11"], dwellMs: 200 });
    on.accessPoint({ ssid: "Park", channel: "6", security: "open" });
    for (const [name, x] of [["first", 3], ["second", 9], ["third", -5]] as const) {
      on.person(name, { randomiseMs: seconds(60), probeMs: seconds(10), at: { x, y: 4 } });
    }
  },
);
