// A USB radio with a loose plug.
import { minutes, scenario, seconds } from "../runtime/scenario/scenario.ts";

export const unpluggedRadio = scenario(
  "unplugged-radio",
  "One of two radios is unplugged and comes back",
  minutes(3),
  (on) => {
    on.radio("steady", { channels: ["1"] });
    on.radio("loose", { channels: ["6"], fails: [[seconds(60), seconds(100)]] });
    on.accessPoint({ ssid: "left", channel: "1", security: "wpa2-psk" });
    on.accessPoint({ ssid: "right", channel: "6", security: "wpa2-psk" });
    on.expectAlerts("SOURCEERROR", "SOURCEOPEN");
  },
);
