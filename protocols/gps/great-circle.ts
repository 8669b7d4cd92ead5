// Distances and courses on a sphere of the Earth's mean radius: good to half a percent, which is
// enough to tell movement from noise.
const RADIANS = Math.PI / 180;
const EARTH_RADIUS_M = 6_371_009;

interface Point {
  readonly latitude: number;
  readonly longitude: number;
}

/** Metres along the great circle (haversine). */
export function distanceM(from: Point, to: Point): number {
  const dLatitude = (to.latitude - from.latitude) * RADIANS;
  const dLongitude = (to.longitude - from.longitude) * RADIANS;
  const a = Math.sin(dLatitude / 2) ** 2 +
    Math.cos(from.latitude * RADIANS) * Math.cos(to.latitude * RADIANS) *
      Math.sin(dLongitude / 2) ** 2;
  return 2 * EARTH_RADIUS_M * Math.asin(Math.min(1, Math.sqrt(a)));
}

/** Initial course, degrees from north. */
export function bearingDegrees(from: Point, to: Point): number {
  const phi1 = from.latitude * RADIANS;
  const phi2 = to.latitude * RADIANS;
  const lambda = (to.longitude - from.longitude) * RADIANS;
  const y = Math.sin(lambda) * Math.cos(phi2);
  const x = Math.cos(phi1) * Math.sin(phi2) - Math.sin(phi1) * Math.cos(phi2) * Math.cos(lambda);
  return (Math.atan2(y, x) / RADIANS + 360) % 360;
}
