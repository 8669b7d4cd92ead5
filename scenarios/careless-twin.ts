// Two devices under one address that agree about little.
import { concat, encodeHeader, encodeProbeResponse } from "../protocols/dot11/encode.ts";
import { networkElements } from "../protocols/dot11/encode-network.ts";
import { minutes, scenario, seconds } from "../runtime/scenario/scenario.ts";

const PHONE = 0xf01898000001;
const EVERYBODY = 0xffffffffffff;
const INFRASTRUCTURE = 0x11;
const AD_HOC = 0x12;

export const carelessTwin = scenario(
  "careless-twin",
  "Somebody imitates a network by its address, with another interval, country, kind and channel",
  minutes(1),
  (on) => {
    on.radio("roof", { channels: ["6"] });
    const network = on.accessPoint({
      ssid: "Kanzlei",
      channel: "6",
      security: "wpa2-psk",
      country: "AT",
    });
    on.attack({ at: { x: 15, y: 0 } }, ({ attacker, network: live }) => {
      const real = live(network);
      const { bssid } = real.network;
      const imitate = (
        sec: number,
        change: { intervalTu?: number; country?: string; capability?: number },
      ) =>
        attacker.flood("6", { fromMs: seconds(sec), perSecond: 2, count: 4 }, (sequence, atMs) => {
          const { intervalTu = 100, country = "AT", capability = INFRASTRUCTURE } = change;
          const clock = new Uint8Array(8);
          new DataView(clock.buffer).setBigUint64(0, BigInt(real.clockUs(atMs)), true);
          return concat(
            encodeHeader(0, 8, 0, [EVERYBODY, bssid, bssid], sequence),
            clock,
            [intervalTu, 0, capability, 0],
            networkElements({ ...real.network, country }, real.network.ssid, false),
          );
        });
      imitate(10, { intervalTu: 50 });
      imitate(20, { country: "US" });
      imitate(30, { capability: AD_HOC });
      attacker.flood(
        "6",
        { fromMs: seconds(40), perSecond: 1, count: 4 },
        (sequence, atMs) =>
          encodeProbeResponse({ ...real.network, channel: 1 }, PHONE, {
            timestampUs: real.clockUs(atMs),
            sequence,
          }),
      );
    });
    on.expectAlerts("BEACONRATE", "DOT11D", "ADHOCCONFLICT", "PROBECHAN");
  },
);
