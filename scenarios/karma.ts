// An access point that is whatever anybody asks for.
import { minutes, scenario } from "../runtime/scenario/scenario.ts";

const PINEAPPLE = 0x001337a5c001;

export const karma = scenario(
  "karma",
  "An attacker answers every phone as the network it asks for",
  minutes(3),
  (on) => {
    on.radio("hall", { channels: ["6"] });
    on.accessPoint({ ssid: "Bahnhof", channel: "6", security: "open" });
    on.crowd({
      size: 8,
      stayMs: minutes(2),
      withinMetres: 30,
      asksFor: ["eduroam", "Hotel Post", "home", "AndroidAP"],
    });
    on.attack({ at: { x: 5, y: 5 } }, ({ attacker }) => {
      attacker.karma(PINEAPPLE, "6", 0, minutes(3));
    });
    on.expectAlerts("KARMAOUI");
  },
);
