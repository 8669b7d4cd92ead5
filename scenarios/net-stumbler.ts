// An old survey program gives itself away.
import { encodeData } from "../protocols/dot11/encode.ts";
import { encodeNetStumbler } from "../protocols/dot11/encode-payloads.ts";
import { minutes, scenario, seconds } from "../runtime/scenario/scenario.ts";

const CARD = 0x00022d000001;
const EVERYBODY = 0xffffffffffff;

export const netStumbler = scenario(
  "net-stumbler",
  "A car with NetStumbler drives by",
  minutes(2),
  (on) => {
    on.configure("alert", "NETSTUMBLER,5/min,1/sec");
    on.radio("roof", { channels: ["6"] });
    const network = on.accessPoint({ ssid: "Tankstelle", channel: "6", security: "open" });
    const road = { points: [{ x: -150, y: 15 }, { x: 150, y: 15 }], metresPerSecond: 8, fromMs: 0 };
    on.attack({ at: road }, ({ attacker, network: live }) => {
      const { bssid } = live(network).network;
      attacker.flood(
        "6",
        { fromMs: seconds(5), perSecond: 1, count: 30 },
        (sequence) =>
          encodeData({
            bssid,
            station: CARD,
            peer: EVERYBODY,
            toAp: true,
            encrypted: false,
            payload: encodeNetStumbler(),
            sequence,
          }),
      );
    });
    on.expectAlerts("NETSTUMBLER");
  },
);
