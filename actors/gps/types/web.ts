// Positions that a browser or phone sends over HTTP or a websocket (spec device-model 8.7).
import type { GpsType } from "../gps-type.ts";

export const webGps: GpsType = {
  driver: {
    class: "web",
    description: "Positions sent by a browser or phone",
    defaultName: "web",
    priority: 0,
    singleton: true,
  },
  validSec: 30,
  dataOnly: false,
  check: () => {},
};
