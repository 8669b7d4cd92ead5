// Tracks: points with times, as a GPS receiver records them. Between two points one goes straight and
// steadily; before the first and after the last one stands there.
import { METRES_PER_DEGREE, type Position, type SceneLocation } from "./space.ts";

/** A point in metres, or in degrees where the scene has a place on Earth. */
export type TrackPoint =
  & { readonly atMs: number; readonly altitudeM?: number }
  & (Position | SceneLocation);

/** Where somebody is at which time of the scenario. */
export interface Track {
  readonly track: readonly TrackPoint[];
}

export interface PlacedPoint extends Position {
  readonly atMs: number;
  readonly altitudeM: number;
}

const TRACK_POINTS_MAX = 100_000;
/** Receivers believe nothing faster (actors/gps/plausibility.ts). */
const SPEED_MAX_KMH = 2_000;

/** Why a track cannot be gone; undefined when it can. */
export function trackFault(
  points: readonly TrackPoint[],
  scene: SceneLocation | undefined,
  lengthMs: number,
): string | undefined {
  if (points.length < 2) return "a track has two points at least";
  if (points.length > TRACK_POINTS_MAX) return `a track has more than ${TRACK_POINTS_MAX} points`;
  let before: PlacedPoint | undefined;
  for (const [index, point] of points.entries()) {
    const name = `point ${index + 1} of the track`;
    if ("latitude" in point) {
      if (scene === undefined) {
        return `${name} is in degrees, and nothing says where the scene is (on.scene)`;
      }
      if (!isOnEarth(point)) return `${name} is nowhere on Earth`;
    } else if (!Number.isFinite(point.x) || !Number.isFinite(point.y)) return `${name} is nowhere`;
    if (!(point.atMs >= 0)) return `${name} is at ${point.atMs} ms`;
    const placed = place(point, scene);
    if (before !== undefined) {
      const fault = stepFault(before, placed, name);
      if (fault !== undefined) return fault;
    }
    before = placed;
  }
  const firstMs = points[0]!.atMs;
  return firstMs < lengthMs
    ? undefined
    : `the track begins at ${firstMs} ms, when the scenario is over`;
}

function stepFault(before: PlacedPoint, point: PlacedPoint, name: string): string | undefined {
  if (point.atMs < before.atMs) {
    return `time goes back: ${name} is at ${point.atMs} ms, the one before at ${before.atMs} ms`;
  }
  const metres = Math.hypot(point.x - before.x, point.y - before.y);
  if (point.atMs === before.atMs) {
    return metres === 0 ? undefined : `${name} is elsewhere at the same ${point.atMs} ms`;
  }
  const speedKmh = metres / (point.atMs - before.atMs) * 3600;
  return speedKmh <= SPEED_MAX_KMH
    ? undefined
    : `${name} is reached at ${Math.round(speedKmh)} km/h, which no receiver believes`;
}

export function isOnEarth({ latitude, longitude }: SceneLocation): boolean {
  return Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180;
}

export function placeTrack(
  points: readonly TrackPoint[],
  scene: SceneLocation | undefined,
): PlacedPoint[] {
  return points.map((point) => place(point, scene));
}

function place(point: TrackPoint, scene: SceneLocation | undefined): PlacedPoint {
  const { atMs, altitudeM = 0 } = point;
  if (!("latitude" in point)) return { atMs, altitudeM, x: point.x, y: point.y };
  const { latitude, longitude } = scene ?? point;
  const east = METRES_PER_DEGREE * Math.cos(latitude * Math.PI / 180);
  return {
    atMs,
    altitudeM,
    x: (point.longitude - longitude) * east,
    y: (point.latitude - latitude) * METRES_PER_DEGREE,
  };
}

/** Where somebody on this track is. */
export function positionOnTrack(points: readonly PlacedPoint[], atMs: number): PlacedPoint {
  let low = 0;
  let high = points.length - 1;
  if (atMs <= points[low]!.atMs) return points[low]!;
  if (atMs >= points[high]!.atMs) return points[high]!;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (points[middle]!.atMs <= atMs) low = middle;
    else high = middle;
  }
  const [from, to] = [points[low]!, points[high]!];
  const part = (atMs - from.atMs) / (to.atMs - from.atMs);
  const between = (a: number, b: number) => a + (b - a) * part;
  return {
    atMs,
    altitudeM: between(from.altitudeM, to.altitudeM),
    x: between(from.x, to.x),
    y: between(from.y, to.y),
  };
}
