// A device that cannot protect its management frames.
import { minutes, scenario } from "../runtime/scenario/scenario.ts";

export const oldPrinter = scenario(
  "old-printer",
  "A printer of 2009 joins, and can be thrown out by anybody",
  minutes(1),
  (on) => {
    on.radio("roof", { channels: ["6"] });
    const network = on.accessPoint({ ssid: "Schule", channel: "6", security: "wpa2-psk" });
    on.person("printer", {
      mac: "00:1e:0b:00:00:01",
      joins: [network],
      protects: false,
      talkMs: 10_000,
    });
    on.expectAlerts("NOCLIENTMFP");
  },
);
