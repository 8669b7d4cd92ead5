// A car with a receiver drives along a street, and through a tunnel where satellites are not heard.
import { minutes, scenario, seconds } from "../runtime/scenario/scenario.ts";

export const wardriver = scenario(
  "wardriver",
  "A car with a GPS drives along a street and writes down the networks, through a tunnel too",
  minutes(2),
  (on) => {
    on.scene({ latitude: 48.2082, longitude: 16.3738 });
    const drive = {
      track: [
        { atMs: 0, latitude: 48.2082, longitude: 16.3738, altitudeM: 171 },
        { atMs: seconds(40), latitude: 48.2082, longitude: 16.3792, altitudeM: 174 },
        { atMs: seconds(60), latitude: 48.2082, longitude: 16.3792, altitudeM: 174 },
        { atMs: seconds(110), latitude: 48.2118, longitude: 16.3792, altitudeM: 180 },
      ],
    };
    on.radio("car", { channels: ["1", "6", "11"], dwellMs: 200, at: drive });
    on.gps("roof", { at: drive, lost: [[seconds(70), seconds(90)]] });
    for (let house = 0; house < 8; house++) {
      on.accessPoint({
        ssid: `Haus ${house + 1}`,
        channel: ["1", "6", "11"][house % 3]!,
        security: house === 3 ? "open" : "wpa2-psk",
        at: { x: house * 55, y: house % 2 === 0 ? 15 : -15 },
      });
    }
    for (let house = 0; house < 6; house++) {
      on.accessPoint({
        ssid: `Berg ${house + 1}`,
        channel: ["1", "6", "11"][house % 3]!,
        security: "wpa3-transition",
        at: { x: 415, y: 40 + house * 65 },
      });
    }
  },
);
