// Three capture tools of one server, none of which is well.
import { minutes, scenario, seconds } from "../runtime/scenario/scenario.ts";

export const failingHelpers = scenario(
  "failing-helpers",
  "One capture tool crashes, one freezes, one sends what is no frame; each is started again",
  minutes(3),
  (on) => {
    on.accessPoint({ ssid: "home", channel: "6", security: "wpa2-psk" });
    on.helper("wlan0", {
      channels: ["1", "6", "11"],
      faults: [{ does: "crash", atMs: seconds(40), lastWords: "segmentation fault" }],
    });
    on.helper("wlan1", {
      channels: ["6"],
      faults: [{ does: "freeze", atMs: seconds(50), untilMs: seconds(95) }],
    });
    on.helper("coconut", {
      type: "hak5wificoconut",
      channels: ["6"],
      faults: [
        { does: "babble", what: "messages", atMs: seconds(20), untilMs: seconds(25) },
        { does: "babble", what: "garbage", atMs: seconds(60) },
      ],
    });
    on.expectAlerts("SOURCEERROR", "SOURCEOPEN");
  },
);
