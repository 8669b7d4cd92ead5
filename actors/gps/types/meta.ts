// Positions of another place, for the datasources that name it (`metagps=`), such as remote sensors.
import type { GpsType } from "../gps-type.ts";

export const metaGps: GpsType = {
  driver: {
    class: "meta",
    description: "Positions of remote sensors, by name",
    defaultName: "meta",
    priority: 0,
    singleton: false,
  },
  validSec: 30,
  dataOnly: true,
  check: () => {},
};
