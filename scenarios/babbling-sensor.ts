// A sensor in the attic, with bad software and a worse cable.
import { minutes, scenario, seconds } from "../runtime/scenario/scenario.ts";

export const babblingSensor = scenario(
  "babbling-sensor",
  "A sensor elsewhere babbles, falls silent, sends a broken frame, vanishes, and comes again",
  minutes(3),
  (on) => {
    on.radio("roof", { channels: ["1"] });
    on.accessPoint({ ssid: "downstairs", channel: "1", security: "wpa2-psk" });
    on.accessPoint({ ssid: "upstairs", channel: "11", security: "wpa3-sae", at: { x: 9, y: 4 } });
    on.sensor("attic", {
      channels: ["11"],
      at: { x: 5, y: 5 },
      fromMs: seconds(5),
      faults: [
        { does: "babble", what: "unknown-frames", atMs: seconds(20), untilMs: seconds(40) },
        { does: "babble", what: "messages", atMs: seconds(30), untilMs: seconds(35) },
        { does: "fall-silent", atMs: seconds(60), untilMs: seconds(80) },
        { does: "babble", what: "wrong-checksum", atMs: seconds(110) },
        { does: "crash", atMs: seconds(140) },
      ],
    });
  },
);
