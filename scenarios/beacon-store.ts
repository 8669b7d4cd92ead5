// What a shop's beacons say to the phones in it, and what the phones say to each other.
import { minutes, scenario, seconds } from "../runtime/scenario/scenario.ts";

export const beaconStore = scenario(
  "beacon-store",
  "A shop with beacons at its doors and shelves, headphones on sale, and people with phones",
  minutes(3),
  (on) => {
    on.radio("till", { channels: ["6"] });
    on.bluetoothRadio("shelf", { at: { x: 2, y: 0 } });
    on.accessPoint({ ssid: "Shop guests", channel: "6", security: "open", at: { x: 5, y: 5 } });
    on.beacon("entrance", { kind: "ibeacon", major: 12, minor: 1, intervalMs: 350 });
    on.beacon("shoes", {
      kind: "ibeacon",
      major: 12,
      minor: 2,
      intervalMs: 350,
      at: { x: 8, y: 3 },
    });
    on.beacon("cold shelf", { kind: "eddystone", intervalMs: 900, at: { x: 12, y: 6 } });
    on.beacon("poster", {
      kind: "eddystone-url",
      url: "https://shop.example/s",
      intervalMs: 900,
      at: { x: 3, y: 9 },
    });
    on.beacon("pallet", { kind: "altbeacon", mac: "00:1A:11:00:00:07", at: { x: 15, y: 9 } });
    on.beacon("Headphones 500", {
      kind: "peripheral",
      services: [0x180f, 0x184e],
      intervalMs: 150,
      at: { x: 6, y: 2 },
    });
    for (const [who, fromSec] of [["Ada", 10], ["Ben", 40], ["Cem", 70]] as const) {
      const walk = {
        points: [{ x: -20, y: 0 }, { x: 4, y: 2 }, { x: 14, y: 8 }, { x: 4, y: 2 }, {
          x: -30,
          y: 0,
        }],
        metresPerSecond: 0.8,
        fromMs: seconds(fromSec),
      };
      on.person(who, { asksFor: ["Shop guests"], at: walk, fromMs: seconds(fromSec) });
      on.beacon(`${who}'s phone`, {
        kind: "exposure-notification",
        rotateMs: minutes(15),
        intervalMs: 270,
        at: walk,
        fromMs: seconds(fromSec),
      });
    }
  },
);
