// A network of your name at an address that is not yours.
import { minutes, scenario, seconds } from "../runtime/scenario/scenario.ts";

export const evilTwin = scenario(
  "evil-twin",
  "An open copy of the company's network appears across the street",
  minutes(2),
  (on) => {
    on.configure("apspoof", 'company:ssid="^Mühle AG$",validmacs="24:5A:4C:00:00:10"');
    // One radio a channel: a single one could be away when somebody joins.
    on.radio("roof", { channels: ["1"] });
    on.radio("yard", { channels: ["6"] });
    const real = on.accessPoint({
      ssid: "Mühle AG",
      channel: "1",
      security: "wpa2-eap",
      bssid: "24:5a:4c:00:00:10",
    });
    const copy = on.accessPoint({
      ssid: "Mühle AG",
      channel: "6",
      security: "open",
      bssid: "02:13:37:00:00:99",
      powerDbm: 27,
      at: { x: 40, y: 0 },
      fromMs: seconds(30),
    });
    on.person("Ada", { joins: [real, copy], at: { x: 30, y: 0 } });
    // The copy protects no management frames.
    on.expectAlerts("APSPOOF", "NOCLIENTMFP");
  },
);
