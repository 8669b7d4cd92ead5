// A GPS receiver: says where it is once a second, loses its fix, is unplugged and comes back. The
// server reads it over TCP with the actors that read real ones.
import { encodeNmea, type NmeaFix } from "../../protocols/gps/encode-nmea.ts";
import type { Where } from "./options.ts";
import type { Times } from "./script-checks.ts";
import { geographic, metresBetween, type Position, type SceneLocation } from "./space.ts";

/** The machine that receivers of scenarios are reached at, and the port of the first (NMEA-0183). */
export const RECEIVER_HOST = "receivers.scenario";
const FIRST_PORT = 10_110;
/** Between two positions. */
export const FIX_EVERY_MS = 1000;

type Pairs = readonly (readonly [fromMs: number, untilMs: number])[];

export interface GpsOptions extends Where {
  /** Has no fix from, until: a tunnel. */
  readonly lost?: Pairs;
  /** Unplugged from, until. */
  readonly fails?: Pairs;
}

export interface GpsReceiverInit {
  readonly name: string;
  readonly index: number;
  readonly scene: SceneLocation;
  readonly position: (atMs: number) => Position & { readonly altitudeM?: number };
  readonly lost: readonly Times[];
  readonly fails: readonly Times[];
}

export class GpsReceiver {
  readonly name: string;
  readonly port: number;
  readonly #init: GpsReceiverInit;

  constructor(init: GpsReceiverInit) {
    this.#init = init;
    this.name = init.name;
    this.port = FIRST_PORT + init.index;
  }

  isPlugged(atMs: number): boolean {
    return !isWithin(this.#init.fails, atMs);
  }

  /** What it says at this time of the scenario, which is `timeMs` of the day. */
  sentences(atMs: number, timeMs: number): string {
    return encodeNmea(timeMs, isWithin(this.#init.lost, atMs) ? undefined : this.#fix(atMs));
  }

  #fix(atMs: number): NmeaFix {
    const { scene, position } = this.#init;
    const here = position(atMs);
    const before = position(atMs - FIX_EVERY_MS);
    const heading = Math.atan2(here.x - before.x, here.y - before.y) * 180 / Math.PI;
    return {
      ...geographic(scene, here),
      altitudeM: here.altitudeM ?? 0,
      speedKmh: metresBetween(here, before) * 3_600 / FIX_EVERY_MS,
      headingDegrees: (heading + 360) % 360,
    };
  }
}

/** The line of configuration with which the server reads it. */
export function receiverLine(name: string, index: number): string {
  return `tcp:host=${RECEIVER_HOST},port=${FIRST_PORT + index},name=${name}`;
}

function isWithin(times: readonly Times[], atMs: number): boolean {
  return times.some(({ fromMs, untilMs }) => atMs >= fromMs && atMs < untilMs);
}
