// One GPS: takes what its receiver says, tells what cannot be true, and says how long it is good
// (spec device-model 8.1 to 8.5).
import type { GpsUpdate } from "../../protocols/gps/gps-update.ts";
import { isPosition } from "../../protocols/gps/gps-update.ts";
import { bearingDegrees, distanceM } from "../../protocols/gps/great-circle.ts";
import type { PacketLocation } from "../../protocols/packet/packet-batch.ts";
import type { GpsRecord } from "../../protocols/records/gps.ts";
import { LocationPoint } from "../../protocols/records/location.ts";
import type { SourceDefinition } from "../datasource/definition.ts";
import type { GpsType } from "./gps-type.ts";
import { Plausibility } from "./plausibility.ts";

/** A course is computed from the way when the receiver has told none for so long. */
const COURSE_MS = 5_000;
/** Movements below this are noise. */
const MOVED_M = 5;
const MOVING_KMH = 1.5;
/** Sentences of one second belong together: an altitude counts for positions this close behind. */
const ALTITUDE_MS = 2_000;

export class Gps {
  readonly type: GpsType;
  readonly definition: SourceDefinition;
  readonly record: GpsRecord;
  readonly #plausibility = new Plausibility();
  readonly #now: () => number;
  /** When the last usable position came, and the last altitude and course. */
  #positionMs = -Infinity;
  #altitudeMs = -Infinity;
  #courseMs = -Infinity;
  /** When it last said that it has no fix, or has been cut off. */
  #lost = true;
  /** Where the last noticeable movement ended. */
  #anchor: LocationPoint | undefined = undefined;
  /** Called for the first position in a row that cannot be true. */
  onDoubt: (() => void) | undefined = undefined;
  #doubting = false;

  constructor(
    type: GpsType,
    definition: SourceDefinition,
    record: GpsRecord,
    now: () => number,
  ) {
    this.type = type;
    this.definition = definition;
    this.record = record;
    this.#now = now;
  }

  /** A sign of life. */
  data(): void {
    this.record.dataTime = Math.floor(this.#now() / 1000);
  }

  /** The receiver can no longer be heard. */
  disconnected(): void {
    this.record.connected = false;
    this.#lost = true;
    this.record.moving = false;
  }

  /** True while its position may be used: it has a fix, and that is fresh. */
  get valid(): boolean {
    if (this.#lost) return false;
    const ageMs = this.#now() - this.#positionMs;
    // A clock that was set back makes positions of the future, which are no better than old ones.
    return Math.abs(ageMs) <= this.type.validSec * 1000;
  }

  take(update: GpsUpdate): void {
    const { record } = this;
    const nowMs = this.#now();
    this.data();
    if (update.satellites !== undefined) record.satellites = update.satellites;
    if (update.hdop !== undefined) record.hdop = update.hdop;
    if (update.errorM !== undefined) record.errorM = update.errorM;
    if (update.headingDegrees !== undefined) this.#courseMs = nowMs;
    const { latitude, longitude } = update;
    if (latitude === undefined || longitude === undefined) {
      if (update.fix !== undefined && update.fix < 2) this.#lost = true;
      else this.#amend(update);
      return;
    }
    if (update.fix === undefined || update.fix < 2) return;
    if (!isPosition(latitude, longitude)) {
      this.record.refused += 1;
      return;
    }
    const fix = { latitude, longitude, atMs: nowMs, timeMs: update.timeMs };
    if (!this.#plausibility.accepts(fix)) {
      record.refused += 1;
      if (!this.#doubting) this.onDoubt?.();
      this.#doubting = true;
      return;
    }
    this.#doubting = false;
    this.#place({ ...update, latitude, longitude, fix: update.fix }, nowMs);
  }

  /** As packets carry it; undefined while there is none that may be used. */
  packetLocation(): PacketLocation | undefined {
    if (!this.valid) return undefined;
    const { latitude, longitude, altitudeM, speedKmh, headingDegrees, fix } = this.record.location;
    return {
      latitude,
      longitude,
      altitudeM: altitudeM ?? 0,
      speedKmh: speedKmh ?? 0,
      headingDegrees: headingDegrees ?? 0,
      fix: fix ?? 0,
    };
  }

  /** Speed and course that came without a position go with the one there is. */
  #amend(update: GpsUpdate): void {
    const { location } = this.record;
    if (location.fix === undefined) return;
    if (update.speedKmh !== undefined) this.#setSpeed(location, update.speedKmh);
    if (update.headingDegrees !== undefined) location.headingDegrees = update.headingDegrees;
    if (update.magneticHeadingDegrees !== undefined) {
      location.magneticHeadingDegrees = update.magneticHeadingDegrees;
    }
  }

  #place(
    update: GpsUpdate & { latitude: number; longitude: number; fix: number },
    nowMs: number,
  ): void {
    const { record } = this;
    const before = record.location;
    const point = new LocationPoint();
    point.latitude = update.latitude;
    point.longitude = update.longitude;
    point.timeSec = Math.floor(nowMs / 1000);
    point.timeUsec = Math.floor((nowMs % 1000) * 1000);
    this.#setAltitude(point, before, update, nowMs);
    point.headingDegrees = update.headingDegrees ?? before.headingDegrees ?? 0;
    point.magneticHeadingDegrees = update.magneticHeadingDegrees ?? before.magneticHeadingDegrees;
    this.#setSpeed(point, update.speedKmh ?? before.speedKmh ?? 0);
    this.#measure(point, nowMs);
    record.lastLocation = before.fix === undefined ? point : before;
    record.location = point;
    record.signalTime = point.timeSec;
    this.#positionMs = nowMs;
    this.#lost = false;
  }

  /** Receivers tell position and altitude in different sentences of one second. */
  #setAltitude(
    point: LocationPoint,
    before: LocationPoint,
    update: GpsUpdate,
    nowMs: number,
  ): void {
    if (update.altitudeM !== undefined) {
      this.#altitudeMs = nowMs;
      point.altitudeM = update.altitudeM;
      point.fix = 3;
      return;
    }
    const keeps = nowMs - this.#altitudeMs <= ALTITUDE_MS;
    point.altitudeM = keeps ? before.altitudeM : 0;
    const fix = update.fix ?? 2;
    point.fix = keeps && fix < 3 ? 3 : fix;
  }

  #setSpeed(point: LocationPoint, speedKmh: number): void {
    point.speedKmh = speedKmh;
    this.record.moving = speedKmh >= MOVING_KMH;
  }

  /** Adds to the way travelled, and finds the course where nobody tells it. */
  #measure(point: LocationPoint, nowMs: number): void {
    const anchor = this.#anchor ??= point;
    const moved = distanceM(anchor, point);
    if (moved < MOVED_M) return;
    this.record.distanceM += moved;
    if (nowMs - this.#courseMs > COURSE_MS) point.headingDegrees = bearingDegrees(anchor, point);
    this.#anchor = point;
  }
}
