// A street for looking around: what the demo plays.
import { hours, minutes, scenario } from "../runtime/scenario/scenario.ts";

export const street = scenario(
  "street",
  "A street with cafés, offices and people who pass by",
  hours(24),
  (on) => {
    on.radio("street", { channels: ["1", "6", "11", "36"], dwellMs: 250 });
    const cafe = on.accessPoint({
      ssid: "Kaffeehaus",
      channel: "1",
      security: "open",
      country: "AT",
      at: { x: 12, y: 4 },
    });
    const staff = on.accessPoint({
      ssid: "Kaffeehaus Personal",
      channel: "1",
      security: "wpa2-psk",
      country: "AT",
      at: { x: 12, y: 4 },
    });
    const flat = on.accessPoint({
      ssid: "FRITZ!Box 7590 KL",
      channel: "6",
      security: "wpa3-transition",
      country: "DE",
      generation: 6,
      at: { x: -30, y: 18 },
    });
    on.accessPoint({
      ssid: "Hausverwaltung",
      channel: "6",
      security: "wpa2-eap",
      country: "AT",
      at: { x: 45, y: -25 },
    });
    on.accessPoint({
      ssid: "linksys",
      channel: "6",
      security: "wep",
      bssid: "00:0C:41:17:2A:90",
      at: { x: -80, y: -40 },
    });
    on.accessPoint({
      ssid: "Tresor",
      channel: "11",
      security: "wpa2-psk",
      hidden: true,
      at: { x: 60, y: 60 },
    });
    const guests = on.accessPoint({
      ssid: "Buchladen Gast",
      channel: "11",
      security: "owe",
      country: "AT",
      at: { x: 25, y: -10 },
    });
    on.accessPoint({
      ssid: "Atelier",
      channel: "36",
      security: "wpa3-sae",
      country: "AT",
      generation: 6,
      at: { x: -15, y: -8 },
    });
    on.accessPoint({
      ssid: "Praxis Dr. Sommer",
      channel: "1",
      security: "wpa-psk",
      bssid: "00:14:6C:3B:5E:01",
      at: { x: 90, y: 10 },
    });
    on.person("barista", { joins: [staff], at: { x: 10, y: 5 }, talkMs: 3_000 });
    on.person("neighbour", { joins: [flat], at: { x: -28, y: 20 }, talkMs: 2_000 });
    on.crowd({
      size: 14,
      stayMs: minutes(6),
      withinMetres: 70,
      joins: [cafe, guests],
      asksFor: ["eduroam", "iPhone von Ada", "AndroidAP", "Hotel Post", "Tram WiFi"],
    });
    on.attack({ at: { x: 5, y: -30 } }, ({ attacker, network, people }) => {
      for (let hour = 0; hour < 24; hour++) {
        const fromMs = hours(hour) + minutes(3);
        attacker.deauthenticate(network(cafe), people, { fromMs, perSecond: 20, count: 15 });
      }
    });
    // The open networks of the street protect no management frames.
    on.expectAlerts("BCASTDISCON", "NOCLIENTMFP");
  },
);
