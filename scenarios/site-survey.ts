// Somebody measures, with equipment of twenty years ago and a program that joins nothing.
import { encodeData } from "../protocols/dot11/encode.ts";
import { encodeLucentTest } from "../protocols/dot11/encode-payloads.ts";
import { minutes, scenario, seconds } from "../runtime/scenario/scenario.ts";

const CARD = 0x00022d000001;
const PARTNER = 0x00022d000002;

export const siteSurvey = scenario(
  "site-survey",
  "A surveyor asks one network hundreds of times, and tests a link with old cards",
  minutes(4),
  (on) => {
    on.configure("alert", "LUCENTTEST,5/min,1/sec");
    on.configure("alert", "PROBENOJOIN,5/min,1/sec");
    on.radio("roof", { channels: ["6"] });
    const network = on.accessPoint({ ssid: "Baustelle", channel: "6", security: "wpa2-psk" });
    on.person("surveyor", { mac: "00:02:2d:00:00:09", probeMs: 3_000, at: { x: 10, y: 0 } });
    on.attack({ at: { x: 8, y: 8 } }, ({ attacker, network: live }) => {
      const { bssid } = live(network).network;
      attacker.flood(
        "6",
        { fromMs: seconds(30), perSecond: 1, count: 20 },
        (sequence) =>
          encodeData({
            bssid,
            station: CARD,
            peer: PARTNER,
            toAp: true,
            encrypted: false,
            payload: encodeLucentTest(),
            sequence,
          }),
      );
    });
    on.expectAlerts("LUCENTTEST", "PROBENOJOIN");
  },
);
