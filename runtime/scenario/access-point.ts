// An access point: beacons, answers to probe requests, and lets stations in.
import {
  encodeBeacon,
  encodeProbeResponse,
  type Network,
  type Security,
} from "../../protocols/dot11/encode.ts";
import { masterKeyOf, usesPassphrase } from "../../protocols/dot11/encode-handshake.ts";
import type { SeededRandom } from "../random.ts";
import { metresBetween, type Position, signalAt } from "./space.ts";
import { ANSWER_DBM_MIN, type World } from "./world.ts";

/** 100 time units of 1,024 microseconds. */
const BEACON_MS = 102.4;
const BEACON_RATE = 2;
const SEQUENCE_AT = 22;
const TIMESTAMP_AT = 24;

export interface AccessPointInit {
  readonly ssid: string;
  readonly bssid: number;
  /** Channel text, "6" or "37W6e". */
  readonly channel: string;
  readonly security: Security;
  readonly passphrase: string;
  readonly hidden: boolean;
  readonly country: string | undefined;
  readonly efficient: boolean;
  readonly powerDbm: number;
  readonly position: (atMs: number) => Position;
  readonly fromMs: number;
  readonly untilMs: number;
  /** Microseconds its clock was on when the scenario began. */
  readonly clockUs: number;
  readonly extra: Uint8Array | undefined;
}

/** What of a network can change while it is on the air. */
export type NetworkChange = Partial<
  Pick<AccessPointInit, "ssid" | "channel" | "security" | "country" | "hidden" | "clockUs">
>;

export class AccessPoint {
  readonly #world: World;
  #init: AccessPointInit;
  #network: Network;
  #beacon: Uint8Array;
  #sequence: number;
  readonly #random: SeededRandom;
  #masterKey: Uint8Array | undefined = undefined;
  /** Of its group traffic, and of its protected management frames. */
  readonly groupKeys: readonly [Uint8Array, Uint8Array];

  constructor(init: AccessPointInit, world: World, random: SeededRandom) {
    this.#world = world;
    this.#init = init;
    this.#network = networkOf(init);
    this.#beacon = encodeBeacon(this.#network, { timestampUs: 0, sequence: 0 });
    this.#sequence = random.integer(0, 4095);
    this.#random = random;
    const keys = random.fork("keys");
    this.groupKeys = [keys.bytes(new Uint8Array(16)), keys.bytes(new Uint8Array(16))];
  }

  /** Lets it beacon and answer when its time comes. */
  begin(): this {
    const random = this.#random;
    // Access points do not beacon in step.
    const firstMs = this.#init.fromMs + random.next() * BEACON_MS;
    this.#world.schedule(firstMs, () => this.#sendBeacon(firstMs));
    this.#world.answer((request, signalDbm) => {
      const { ssid, channel, position } = this.#init;
      if (!this.isOn(request.atMs) || request.channel !== channel) return;
      if (request.ssid === "" ? this.#init.hidden : request.ssid !== ssid) return;
      if (signalDbm(position(request.atMs)) < ANSWER_DBM_MIN) return;
      const atMs = request.atMs + 1 + random.next() * 4;
      this.#world.schedule(atMs, () => {
        this.send(encodeProbeResponse(this.#network, request.station, this.#moment(atMs)), atMs, 2);
      });
    });
    return this;
  }

  get network(): Network {
    return this.#network;
  }

  get channel(): string {
    return this.#init.channel;
  }

  isOn(atMs: number): boolean {
    return atMs >= this.#init.fromMs && atMs < this.#init.untilMs;
  }

  /** Signal of this network at a place, dBm. */
  signalAt(place: Position, atMs: number): number {
    const metres = metresBetween(place, this.#init.position(atMs));
    return signalAt(this.#init.powerDbm, metres, this.#world.frequency(this.#init.channel));
  }

  change(change: NetworkChange): void {
    this.#init = { ...this.#init, ...change };
    this.#masterKey = undefined;
    this.#network = networkOf(this.#init);
    this.#beacon = encodeBeacon(this.#network, { timestampUs: 0, sequence: 0 });
  }

  /** Master key of a station that joins: of the passphrase, or one that only the two know. */
  masterKeyFor(station: SeededRandom): Uint8Array {
    const { passphrase, ssid, security } = this.#init;
    if (!usesPassphrase(security)) return station.bytes(new Uint8Array(32));
    return this.#masterKey ??= masterKeyOf(passphrase, ssid);
  }

  nextSequence(): number {
    this.#sequence = (this.#sequence + 1) & 0xfff;
    return this.#sequence;
  }

  send(frame: Uint8Array, atMs: number, rate: number): void {
    const { channel, powerDbm, position } = this.#init;
    this.#world.transmit({ atMs, frame, from: position(atMs), channel, powerDbm, rate });
  }

  #moment(atMs: number) {
    return {
      timestampUs: this.#init.clockUs + Math.floor(atMs * 1000),
      sequence: this.nextSequence(),
    };
  }

  // A beacon differs from the one before in its timestamp and sequence number only.
  #sendBeacon(atMs: number): void {
    if (atMs >= this.#init.untilMs) return;
    const frame = this.#beacon.slice();
    const { timestampUs, sequence } = this.#moment(atMs);
    const view = new DataView(frame.buffer);
    view.setUint16(SEQUENCE_AT, sequence << 4, true);
    view.setUint32(TIMESTAMP_AT, timestampUs % 0x100000000, true);
    view.setUint32(TIMESTAMP_AT + 4, Math.floor(timestampUs / 0x100000000), true);
    this.send(frame, atMs, BEACON_RATE);
    const nextMs = atMs + BEACON_MS;
    this.#world.schedule(nextMs, () => this.#sendBeacon(nextMs));
  }
}

function networkOf(init: AccessPointInit): Network {
  const { ssid, bssid, security, hidden, country, efficient, extra } = init;
  return {
    ssid,
    bssid,
    channel: Number.parseInt(init.channel, 10),
    security,
    hidden,
    efficient,
    modern: security !== "wep",
    ...country !== undefined && { country },
    ...extra !== undefined && { extra },
  };
}
