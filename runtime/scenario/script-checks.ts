// What every call of a script checks, and how it says what is wrong, with the line of the call.
import { frequencyOfChannel } from "../../protocols/dot11/channel.ts";
import { parseMac } from "../../protocols/mac.ts";
import type { When, Where } from "./options.ts";
import { ScenarioError } from "./scenario-error.ts";
import { ORIGIN, type Position, positionOn, type SceneLocation } from "./space.ts";
import { placeTrack, positionOnTrack, trackFault } from "./track.ts";

const MAC = /^[0-9a-f]{2}(:[0-9a-f]{2}){5}$/i;
const CHANNEL = /^\d{1,3}(W6e)?$/;
/** An hour has 3,600,000; nobody plays a year. */
const LENGTH_MS_MAX = 366 * 86_400_000;

export interface Times {
  readonly fromMs: number;
  readonly untilMs: number;
}

export class ScriptChecks {
  readonly lengthMs: number;
  /** Where the scene's origin is on Earth, once the script has said so. */
  scene: SceneLocation | undefined = undefined;
  readonly #name: string;

  constructor(name: string, lengthMs: number) {
    this.#name = name;
    this.lengthMs = lengthMs;
    if (!/^[a-z0-9-]{1,40}$/.test(name)) {
      throw this.wrong(`its name "${name}" is not lower-case words joined by dashes`);
    }
    if (!(lengthMs > 0 && lengthMs <= LENGTH_MS_MAX)) throw this.wrong(`it lasts ${lengthMs} ms`);
  }

  readonly wrong = (reason: string): ScenarioError => new ScenarioError(this.#name, reason);

  readonly times = ({ fromMs = 0, untilMs = this.lengthMs }: When): Times => {
    if (!(fromMs >= 0 && fromMs < this.lengthMs)) {
      throw this.wrong(`${fromMs} ms is not within its ${this.lengthMs} ms`);
    }
    if (!(untilMs > fromMs)) throw this.wrong(`it ends (${untilMs} ms) before it begins`);
    return { fromMs, untilMs };
  };

  /** Times in which something is gone, in their order. */
  readonly gaps = (
    what: string,
    gaps: readonly (readonly [fromMs: number, untilMs: number])[] = [],
  ): readonly Times[] => {
    let endMs = 0;
    return gaps.map(([fromMs, untilMs]) => {
      this.times({ fromMs, untilMs });
      if (fromMs < endMs) {
        throw this.wrong(`${what} from ${fromMs} ms on, and is already so until ${endMs} ms`);
      }
      endMs = untilMs;
      return { fromMs, untilMs };
    });
  };

  /** Above zero and finite: intervals, above all, since one of zero would never end. */
  readonly positive = (what: string, value: number | undefined): void => {
    if (value !== undefined && !(value > 0 && value < Infinity)) {
      throw this.wrong(`${what} is ${value}, not a number above 0`);
    }
  };

  readonly whereabouts = (
    { at = ORIGIN }: Where,
  ): (atMs: number) => Position & { readonly altitudeM?: number } => {
    if ("track" in at) {
      const fault = trackFault(at.track, this.scene, this.lengthMs);
      if (fault !== undefined) throw this.wrong(fault);
      const points = placeTrack(at.track, this.scene);
      return (atMs) => positionOnTrack(points, atMs);
    }
    if (!("points" in at)) {
      this.#somewhere(at);
      return () => at;
    }
    if (at.points.length < 2) throw this.wrong("a route has two points at least");
    at.points.forEach((point) => this.#somewhere(point));
    if (!(at.metresPerSecond > 0)) throw this.wrong("nobody gets along a route without speed");
    this.times({ fromMs: at.fromMs });
    return (atMs) => positionOn(at, atMs);
  };

  readonly channel = (channel: string): string => {
    if (!CHANNEL.test(channel) || frequencyOfChannel(channel) === 0) {
      throw this.wrong(`"${channel}" is no channel; channels are "6", "36" or "37W6e" (6 GHz)`);
    }
    return channel;
  };

  // Shorter addresses and masks mean something elsewhere, not here.
  readonly address = (text: string): number => {
    const parsed = MAC.test(text) ? parseMac(text) : undefined;
    if (parsed === undefined) throw this.wrong(`"${text}" is no MAC address`);
    return parsed.mac;
  };

  #somewhere({ x, y }: Position): void {
    if (!Number.isFinite(x) || !Number.isFinite(y)) throw this.wrong(`(${x}, ${y}) is no place`);
  }
}
