// Nothing happens here: what ordinary days look like to the alerts.
import { minutes, scenario } from "../runtime/scenario/scenario.ts";

export const quietHome = scenario(
  "quiet-home",
  "A flat with a router and three devices, and nothing wrong",
  minutes(5),
  (on) => {
    on.radio("roof", { channels: ["6"] });
    const router = on.accessPoint({
      ssid: "Dachwohnung",
      channel: "6",
      security: "wpa2-psk",
      passphrase: "wohnung unterm dach",
      country: "AT",
    });
    on.person("laptop", { mac: "f0:18:98:00:00:01", joins: [router], at: { x: 4, y: 2 } });
    on.person("phone", { joins: [router], at: { x: 2, y: 5 }, talkMs: 4_000 });
    on.person("television", { mac: "8c:f5:a3:00:00:07", joins: [router], talkMs: 500 });
  },
);
