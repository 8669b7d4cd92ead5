// Many networks, many people.
import { minutes, scenario } from "../runtime/scenario/scenario.ts";

export const crowdedHall = scenario(
  "crowded-hall",
  "A trade fair: forty access points and three hundred people who come and go",
  minutes(2),
  (on) => {
    on.radio("low", { channels: ["1", "6", "11"], dwellMs: 200 });
    on.radio("high", { channels: ["36", "40", "44", "48"], dwellMs: 200 });
    const channels = ["1", "6", "11", "36", "40", "44", "48"];
    const stands = Array.from({ length: 40 }, (_, index) =>
      on.accessPoint({
        ssid: index % 4 === 0 ? "Messe" : `Stand ${index}`,
        channel: channels[index % channels.length]!,
        security: index % 4 === 0 ? "open" : "wpa2-psk",
        generation: index % 2 === 0 ? 6 : 4,
        at: { x: (index % 8) * 15, y: Math.floor(index / 8) * 15 },
      }));
    on.crowd({
      size: 300,
      stayMs: minutes(1),
      withinMetres: 80,
      joins: stands.filter((_, index) => index % 4 === 0),
      asksFor: ["eduroam", "Hotel", "home"],
    });
    // Open networks protect no management frames.
    on.expectAlerts("NOCLIENTMFP");
  },
);
