// A client that asks for an address as somebody else than it was a minute ago.
import { encodeData } from "../protocols/dot11/encode.ts";
import { encodeDhcp } from "../protocols/dot11/encode-payloads.ts";
import { minutes, scenario, seconds } from "../runtime/scenario/scenario.ts";

const LAPTOP = 0xf01898000001;
const ROUTER = 0x3ca62f000001;

export const addressTakeover = scenario(
  "address-takeover",
  "A laptop's address is taken over by a device with another name and another system",
  minutes(1),
  (on) => {
    on.radio("roof", { channels: ["1"] });
    const network = on.accessPoint({ ssid: "Bibliothek", channel: "1", security: "open" });
    on.attack({ at: { x: 5, y: 0 } }, ({ attacker, network: live }) => {
      const { bssid } = live(network).network;
      const ask = (sec: number, host: string, vendor: string) =>
        attacker.flood(
          "1",
          { fromMs: seconds(sec), perSecond: 0.5, count: 2 },
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
                host,
                vendor,
              }),
              sequence,
            }),
        );
      ask(10, "ada", "MSFT 5.0");
      ask(40, "kali", "dhcpcd-10.0.6");
    });
    on.expectAlerts("DHCPNAMECHANGE", "DHCPOSCHANGE");
  },
);
