// Farewells that the one who says them knows nothing of.
import { encodeDeauthentication } from "../protocols/dot11/encode.ts";
import { minutes, scenario, seconds } from "../runtime/scenario/scenario.ts";

const LEAVING = 8;

export const forgedFarewell = scenario(
  "forged-farewell",
  "Somebody says farewell in a phone's name, floods it with others, and logs it off",
  minutes(3),
  (on) => {
    on.configure("alert", "DISASSOCTRAFFIC,5/min,1/sec");
    on.radio("roof", { channels: ["6"] });
    const network = on.accessPoint({ ssid: "Schule", channel: "6", security: "wpa2-eap" });
    const phone = on.person("phone", {
      mac: "f0:18:98:00:00:01",
      joins: [network],
      probeMs: minutes(10),
      talkMs: 400,
    });
    on.attack({ at: { x: 10, y: 0 } }, ({ attacker, network: live, person, people }) => {
      const { bssid } = live(network).network;
      // The access point believes it; the phone never heard of it and talks on.
      attacker.flood("6", { fromMs: seconds(40), perSecond: 1, count: 1 }, (sequence) => {
        const { mac } = person(phone);
        return encodeDeauthentication(mac, bssid, bssid, LEAVING, sequence, 10);
      });
      attacker.deauthenticate(live(network), people, {
        fromMs: seconds(80),
        perSecond: 20,
        count: 200,
        victim: person(phone),
        disassociate: true,
      });
      attacker.floodEapol(live(network), {
        fromMs: seconds(130),
        perSecond: 2,
        count: 10,
        logsOff: person(phone),
      });
    });
    on.expectAlerts("DEAUTHFLOOD", "DISASSOCTRAFFIC");
  },
);
