// Names that attack whoever shows them.
import { minutes, scenario } from "../runtime/scenario/scenario.ts";

export const hostileNames = scenario(
  "hostile-names",
  "Networks whose names are commands, markup and control characters",
  minutes(1),
  (on) => {
    on.radio("roof", { channels: ["6"] });
    const names = [
      "free %n wifi",
      "<script>alert(1)</script>",
      "'; DROP TABLE devices;--",
      "\u001b[2Jcleared\u0007",
      "\u202egnorw",
      "AirJack",
    ];
    for (const ssid of names) on.accessPoint({ ssid, channel: "6", security: "open" });
    on.expectAlerts("FORMATSTRING", "AIRJACKSSID");
  },
);
