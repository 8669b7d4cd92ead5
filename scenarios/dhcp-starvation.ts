// Addresses asked for in the names of others, until there are none left.
import { encodeData } from "../protocols/dot11/encode.ts";
import { encodeDhcp } from "../protocols/dot11/encode-payloads.ts";
import { minutes, scenario, seconds } from "../runtime/scenario/scenario.ts";

const LAPTOP = 0x00c0ca000001;
const ROUTER = 0x3ca62f000001;

export const dhcpStarvation = scenario(
  "dhcp-starvation",
  "One laptop asks for addresses as many, to use them all up",
  minutes(1),
  (on) => {
    on.radio("roof", { channels: ["1"] });
    const network = on.accessPoint({ ssid: "Bibliothek", channel: "1", security: "open" });
    on.attack({ at: { x: 5, y: 0 } }, ({ attacker, network: live, random }) => {
      const { bssid } = live(network).network;
      attacker.flood(
        "1",
        { fromMs: seconds(10), perSecond: 5, count: 100 },
        (sequence) =>
          encodeData({
            bssid,
            station: LAPTOP,
            peer: ROUTER,
            toAp: true,
            encrypted: false,
            payload: encodeDhcp({
              kind: "discover",
              client: LAPTOP,
              transaction: sequence,
              clientId: [1, 2, 0, 0, 0, random.integer(0, 255), random.integer(0, 255)],
            }),
            sequence,
          }),
      );
    });
    on.expectAlerts("DHCPCLIENTID");
  },
);
