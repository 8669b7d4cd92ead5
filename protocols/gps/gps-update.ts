// What a receiver says in one report; members that it does not know are left out. Degrees, metres,
// km/h.
export interface GpsUpdate {
  readonly latitude?: number;
  readonly longitude?: number;
  readonly altitudeM?: number;
  /** 0 or 1 none, 2 without altitude, 3 with. */
  readonly fix?: number;
  readonly speedKmh?: number;
  readonly headingDegrees?: number;
  readonly magneticHeadingDegrees?: number;
  /** Satellites used. */
  readonly satellites?: number;
  /** Horizontal dilution of precision; 1 is good, above 10 is poor. */
  readonly hdop?: number;
  /** Estimated horizontal error. */
  readonly errorM?: number;
  /** The receiver's own time, ms since 1970. */
  readonly timeMs?: number;
}

/** True when both are coordinates on the Earth. */
export function isPosition(latitude: number, longitude: number): boolean {
  return Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180;
}
