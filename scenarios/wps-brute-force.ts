// A PIN after the other, until the access point tells its password.
import { encodeData } from "../protocols/dot11/encode.ts";
import { encodeWpsMessage } from "../protocols/dot11/encode-payloads.ts";
import { minutes, scenario, seconds } from "../runtime/scenario/scenario.ts";

const ATTACKER = 0x00c0caaa0001;
const THIRD_MESSAGE = 7;

export const wpsBruteForce = scenario(
  "wps-brute-force",
  "Somebody tries WPS PINs, one every ten seconds",
  minutes(3),
  (on) => {
    on.radio("roof", { channels: ["11"] });
    const network = on.accessPoint({ ssid: "Familie Huber", channel: "11", security: "wpa2-psk" });
    on.attack({ at: { x: 15, y: 5 } }, ({ attacker, network: live }) => {
      const { bssid } = live(network).network;
      const payload = encodeWpsMessage(THIRD_MESSAGE);
      attacker.flood(
        "11",
        { fromMs: seconds(20), perSecond: 0.1, count: 12 },
        (sequence) =>
          encodeData({
            bssid,
            station: ATTACKER,
            peer: bssid,
            toAp: true,
            encrypted: false,
            payload,
            sequence,
          }),
      );
    });
    on.expectAlerts("WPSBRUTE");
  },
);
