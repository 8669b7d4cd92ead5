// One fixed position, for sensors that never move.
import type { GpsUpdate } from "../../../protocols/gps/gps-update.ts";
import type { SourceDefinition } from "../../datasource/definition.ts";
import { type GpsType, optionalNumber, requiredNumber } from "../gps-type.ts";

function fixed(definition: SourceDefinition): GpsUpdate {
  const latitude = requiredNumber(definition, "lat", -90, 90);
  const longitude = requiredNumber(definition, "lon", -180, 180);
  const altitudeM = optionalNumber(definition, "alt", -20_000, 100_000);
  return {
    latitude,
    longitude,
    fix: altitudeM === undefined ? 2 : 3,
    ...altitudeM !== undefined && { altitudeM },
    speedKmh: 0,
    headingDegrees: 0,
  };
}

export const virtualGps: GpsType = {
  driver: {
    class: "virtual",
    description: "A fixed position",
    defaultName: "virtual",
    priority: 0,
    singleton: true,
  },
  validSec: Infinity,
  dataOnly: false,
  check: (definition) => void fixed(definition),
  fixed,
};
