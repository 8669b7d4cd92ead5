// A second address server in an open network.
import { encodeData } from "../protocols/dot11/encode.ts";
import { encodeDhcp } from "../protocols/dot11/encode-payloads.ts";
import { minutes, scenario, seconds } from "../runtime/scenario/scenario.ts";

const PHONE = 0xf01898000001;
const ROUTER = 0x3ca62f000001;
const ROGUE = 0x02c0ca000001;
const NETMASK = 0xffffff00;

export const rogueDhcp = scenario(
  "rogue-dhcp",
  "A second DHCP server leads the clients of a café through a laptop",
  minutes(1),
  (on) => {
    on.radio("cafe", { channels: ["1"] });
    const network = on.accessPoint({ ssid: "Kaffeehaus", channel: "1", security: "open" });
    on.attack({ at: { x: 5, y: 0 } }, ({ attacker, network: live }) => {
      const { bssid } = live(network).network;
      const offer = (server: number, address: number, offered: number) => (sequence: number) =>
        encodeData({
          bssid,
          station: PHONE,
          peer: server,
          toAp: false,
          encrypted: false,
          payload: encodeDhcp({
            kind: "offer",
            client: PHONE,
            transaction: sequence,
            server: address,
            offered,
            netmask: NETMASK,
          }),
          sequence,
        });
      const plan = { perSecond: 0.2, count: 4 };
      attacker.flood("1", { ...plan, fromMs: seconds(5) }, offer(ROUTER, 0xc0a80101, 0xc0a80117));
      attacker.flood("1", { ...plan, fromMs: seconds(30) }, offer(ROGUE, 0x0a000001, 0x0a000005));
    });
    on.expectAlerts("DHCPCONFLICT");
  },
);
