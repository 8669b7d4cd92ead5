// Everything that is new since Wi-Fi 6: 6 GHz, twins, reports of neighbors, several links at once.
import { minutes, scenario } from "../runtime/scenario/scenario.ts";

export const modernHouse = scenario(
  "modern-house",
  "A house with Wi-Fi 7 on three links, 6 GHz found by reports, and an encrypted guest network",
  minutes(2),
  (on) => {
    on.radio("low", { channels: ["1", "6"] });
    on.radio("middle", { channels: ["36", "149"] });
    on.radio("high", { channels: ["5W6e", "37W6e"] });
    const { links } = on.multiLink({
      ssid: "Haus",
      security: "wpa3-sae",
      links: [
        { channel: "6" },
        { channel: "149", widthMhz: 80 },
        { channel: "5W6e", widthMhz: 320 },
      ],
    });
    const attic = on.accessPoint({ ssid: "Dachboden", channel: "37W6e", security: "wpa3-sae" });
    on.accessPoint({
      ssid: "Dachboden",
      channel: "36",
      widthMhz: 160,
      generation: 6,
      security: "wpa3-transition",
      neighbors: [attic],
    });
    const guests = on.oweTransition({ ssid: "Haus Gast", channel: "1" });
    on.person("phone", { multiLink: true, joins: links, at: { x: 4, y: 2 } });
    on.person("laptop", { joins: [attic], at: { x: -3, y: 5 } });
    on.person("guest", { joins: [guests.encrypted], at: { x: 2, y: -6 } });
  },
);
