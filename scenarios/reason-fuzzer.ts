// Reason codes that no standard knows.
import { encodeDeauthentication } from "../protocols/dot11/encode.ts";
import { minutes, scenario, seconds } from "../runtime/scenario/scenario.ts";

const PHONE = 0xf01898000001;

export const reasonFuzzer = scenario(
  "reason-fuzzer",
  "A fuzzer sends farewells with reasons that do not exist",
  minutes(1),
  (on) => {
    on.configure("alert", "DEAUTHCODEINVALID,5/min,1/sec");
    on.radio("roof", { channels: ["6"] });
    const network = on.accessPoint({ ssid: "lab", channel: "6", security: "wpa2-psk" });
    on.attack({ at: { x: 3, y: 3 } }, ({ attacker, network: live }) => {
      const { bssid } = live(network).network;
      const plan = { perSecond: 0.5, count: 8 };
      const send = (subtype: 10 | 12) => (sequence: number) =>
        encodeDeauthentication(bssid, PHONE, bssid, 200 + (sequence & 7), sequence, subtype);
      attacker.flood("6", { ...plan, fromMs: seconds(10) }, send(12));
      attacker.flood("6", { ...plan, fromMs: seconds(30) }, send(10));
    });
    on.expectAlerts("DEAUTHCODEINVALID", "DISCONCODEINVALID");
  },
);
