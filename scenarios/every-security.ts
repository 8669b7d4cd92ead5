// One network of each kind of protection, and somebody who joins each.
import { minutes, scenario } from "../runtime/scenario/scenario.ts";

export const everySecurity = scenario(
  "every-security",
  "Networks from WEP to WPA3 and encrypted open ones, each with a client",
  minutes(2),
  (on) => {
    on.radio("lab", { channels: ["1"] });
    const kinds = [
      "open",
      "wep",
      "wpa-psk",
      "wpa2-psk",
      "wpa2-eap",
      "wpa3-sae",
      "wpa3-transition",
      "owe",
    ] as const;
    kinds.forEach((security, index) => {
      const at = { x: index * 4, y: 0 };
      const network = on.accessPoint({ ssid: `lab ${security}`, channel: "1", security, at });
      on.person(`client of ${security}`, { joins: [network], at });
    });
    // Open networks protect no management frames.
    on.expectAlerts("NOCLIENTMFP");
  },
);
