// A name that nobody has a reason to know.
import { minutes, scenario, seconds } from "../runtime/scenario/scenario.ts";

export const canary = scenario(
  "canary",
  "A visitor's laptop asks for a network that only the closed wing has",
  minutes(2),
  (on) => {
    on.configure("ssidcanary", 'closed-wing:ssid="^wing-7-"');
    on.radio("gate", { channels: ["1"] });
    on.accessPoint({ ssid: "Besucher", channel: "1", security: "open" });
    on.person("visitor", {
      mac: "94:65:2d:00:00:01",
      asksFor: ["wing-7-lab"],
      at: {
        points: [{ x: -50, y: 0 }, { x: 20, y: 0 }],
        metresPerSecond: 1.3,
        fromMs: seconds(20),
      },
    });
    on.expectAlerts("SSIDCANARY");
  },
);
