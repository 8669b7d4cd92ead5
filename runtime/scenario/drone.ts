// A drone: flies, and says where it is and where its pilot stands, by Remote ID in beacons or in NAN
// service discovery frames (ASTM F3411-22a 5.4).
import { encodeBeacon } from "../../protocols/dot11/encode.ts";
import {
  encodeBasicId,
  encodeLocation,
  encodeMessagePack,
  encodeOperatorId,
  encodeRemoteIdElement,
  encodeRemoteIdNan,
  encodeSystem,
} from "../../protocols/dot11/encode-remote-id.ts";
import type { SeededRandom } from "../random.ts";
import { geographic, metresBetween, type Position, type SceneLocation } from "./space.ts";
import type { World } from "./world.ts";

/** 100 time units, and 512 between discovery windows of NAN. */
const BEACON_MS = 102.4;
const WINDOW_MS = 524.288;
/** What it says changes so often. */
const UPDATE_MS = 1000;
const RATE = 2;
const MULTIROTOR = 2;
const SERIAL_NUMBER = 1;
const IN_THE_AIR = 2;
const LIVE = 1;

export interface DroneOptions {
  readonly mac: string;
  readonly serial: string;
  readonly channel: string;
  readonly transport: "beacon" | "nan";
  /** Where the scene's origin is on Earth. */
  readonly scene: SceneLocation;
  /** Where its pilot stands. */
  readonly pilot: Position;
  readonly altitudeM: number;
  readonly operatorId?: string;
  readonly powerDbm?: number;
}

export interface DroneInit extends DroneOptions {
  readonly address: number;
  readonly position: (atMs: number) => Position;
  readonly fromMs: number;
  readonly untilMs: number;
}

export class Drone {
  readonly #init: DroneInit;
  readonly #world: World;
  readonly #random: SeededRandom;
  #sequence = 0;

  constructor(init: DroneInit, world: World, random: SeededRandom) {
    this.#init = init;
    this.#world = world;
    this.#random = random;
  }

  /** Lets it speak when its time comes. */
  begin(): this {
    const firstMs = this.#init.fromMs + this.#random.next() * BEACON_MS;
    this.#world.schedule(firstMs, () => this.#speak(firstMs));
    return this;
  }

  #speak(atMs: number): void {
    const { transport, untilMs, channel, powerDbm = 15, position } = this.#init;
    if (atMs >= untilMs) return;
    this.#sequence = (this.#sequence + 1) & 0xfff;
    const frame = transport === "nan" ? this.#discovery(atMs) : this.#beacon(atMs);
    this.#world.transmit({ atMs, frame, from: position(atMs), channel, powerDbm, rate: RATE });
    const nextMs = atMs + (transport === "nan" ? WINDOW_MS : BEACON_MS);
    this.#world.schedule(nextMs, () => this.#speak(nextMs));
  }

  #beacon(atMs: number): Uint8Array {
    const { address, serial, channel } = this.#init;
    const network = {
      ssid: serial,
      bssid: address,
      channel: Number.parseInt(channel, 10),
      security: "open",
      modern: false,
      extra: encodeRemoteIdElement(this.#counter(atMs), this.#pack(atMs)),
    } as const;
    return encodeBeacon(network, {
      timestampUs: Math.floor(atMs * 1000),
      sequence: this.#sequence,
    });
  }

  #discovery(atMs: number): Uint8Array {
    const counter = this.#counter(atMs);
    return encodeRemoteIdNan(this.#init.address, counter, this.#pack(atMs), this.#sequence);
  }

  #counter(atMs: number): number {
    return Math.floor(atMs / UPDATE_MS) & 0xff;
  }

  /** What is true at the last update. */
  #pack(atMs: number): Uint8Array {
    const { serial, scene, pilot, position, altitudeM, operatorId } = this.#init;
    const updatedMs = Math.floor(atMs / UPDATE_MS) * UPDATE_MS;
    const here = position(updatedMs);
    const before = position(updatedMs - UPDATE_MS);
    const track = Math.atan2(here.x - before.x, here.y - before.y) * 180 / Math.PI;
    const operator = geographic(scene, pilot);
    return encodeMessagePack([
      encodeBasicId(SERIAL_NUMBER, MULTIROTOR, serial),
      encodeLocation({
        ...geographic(scene, here),
        status: IN_THE_AIR,
        geodeticAltitudeM: altitudeM,
        trackDegrees: Math.round(track + 360) % 360,
        speedMps: metresBetween(here, before) * 1000 / UPDATE_MS,
        verticalSpeedMps: 0,
        hourSec: updatedMs / 1000 % 3600,
      }),
      encodeSystem({
        operatorLocationType: LIVE,
        operatorLatitude: operator.latitude,
        operatorLongitude: operator.longitude,
      }),
      ...operatorId === undefined ? [] : [encodeOperatorId(operatorId)],
    ]);
  }
}
