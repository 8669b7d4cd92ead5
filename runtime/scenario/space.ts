// Where things are and how loud they are heard: positions in metres, routes at walking speed, and
// the log-distance path loss model (ITU-R P.1238 has exponents of 2.2 to 3 for mixed surroundings).

/** Metres east and north of the scene's origin. */
export interface Position {
  readonly x: number;
  readonly y: number;
}

/** A walk along points, at a steady speed, from a given time on; it ends at the last point. */
export interface Route {
  readonly points: readonly Position[];
  readonly metresPerSecond: number;
  readonly fromMs: number;
}

export const ORIGIN: Position = { x: 0, y: 0 };

/** Where the scene's origin is on Earth, degrees. */
export interface SceneLocation {
  readonly latitude: number;
  readonly longitude: number;
}

/** Of latitude; of longitude at the equator. */
export const METRES_PER_DEGREE = 111_320;

/** Where a position is on Earth; scenes are small enough to be flat. */
export function geographic(scene: SceneLocation, position: Position): SceneLocation {
  const east = METRES_PER_DEGREE * Math.cos(scene.latitude * Math.PI / 180);
  return {
    latitude: scene.latitude + position.y / METRES_PER_DEGREE,
    longitude: scene.longitude + position.x / east,
  };
}

const PATH_LOSS_EXPONENT = 2.7;
/** Free-space loss at one metre. */
const LOSS_AT_1M_24GHZ_DB = 40;
const LOSS_AT_1M_5GHZ_DB = 47;
const LOSS_AT_1M_6GHZ_DB = 49;

export function metresBetween(a: Position, b: Position): number {
  return Math.hypot(a.x - b.x, a.y - b.y);
}

/** Signal in dBm at this distance; nothing is nearer than a metre. */
export function signalAt(powerDbm: number, metres: number, freqMhz: number): number {
  const atOne = freqMhz < 3000
    ? LOSS_AT_1M_24GHZ_DB
    : freqMhz < 5925
    ? LOSS_AT_1M_5GHZ_DB
    : LOSS_AT_1M_6GHZ_DB;
  return powerDbm - atOne - 10 * PATH_LOSS_EXPONENT * Math.log10(Math.max(1, metres));
}

/** Where somebody on this route is. */
export function positionOn(route: Route, atMs: number): Position {
  const { points, metresPerSecond } = route;
  let left = Math.max(0, atMs - route.fromMs) / 1000 * metresPerSecond;
  for (let index = 1; index < points.length; index++) {
    const [from, to] = [points[index - 1]!, points[index]!];
    const length = metresBetween(from, to);
    if (left < length) {
      const part = left / length;
      return { x: from.x + (to.x - from.x) * part, y: from.y + (to.y - from.y) * part };
    }
    left -= length;
  }
  return points.at(-1)!;
}
