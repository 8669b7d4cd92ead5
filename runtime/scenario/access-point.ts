// An access point: beacons, answers to probe requests, and lets stations in.
import { macBytes } from "../../protocols/dot11/encode-bytes.ts";
import {
  encodeBeacon,
  encodeProbeResponse,
  type Network,
  type Security,
} from "../../protocols/dot11/encode.ts";
import { masterKeyOf, usesPassphrase } from "../../protocols/dot11/encode-handshake.ts";
import type { Neighbor } from "../../protocols/dot11/encode-modern.ts";
import type { HashToElement } from "../../protocols/dot11/encode-network.ts";
import type { Generation, WidthMhz } from "../../protocols/dot11/encode-radio.ts";
import type { SeededRandom } from "../random.ts";
import { metresBetween, type Position, signalAt } from "./space.ts";
import { ANSWER_DBM_MIN, type World } from "./world.ts";

/** 100 time units of 1,024 microseconds. */
const BEACON_MS = 102.4;
const BEACON_RATE = 2;
const DESTINATION_AT = 4;
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
  readonly generation: Generation | undefined;
  readonly widthMhz: WidthMhz | undefined;
  readonly h2e: HashToElement;
  readonly mobilityDomain: number | undefined;
  readonly neighbors: readonly Neighbor[] | undefined;
  /** The multi-link device that it is a link of, and how many links that has. */
  readonly link:
    | { readonly mld: number; readonly linkId: number; readonly count: number }
    | undefined;
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
  /** With a timestamp and sequence number of 0, and no destination. */
  #beacon: Uint8Array;
  #response: Uint8Array;
  #sequence: number;
  readonly #random: SeededRandom;
  #masterKey: Uint8Array | undefined = undefined;
  /** Of its group traffic, and of its protected management frames. */
  readonly groupKeys: readonly [Uint8Array, Uint8Array];

  constructor(init: AccessPointInit, world: World, random: SeededRandom) {
    this.#world = world;
    this.#init = init;
    this.#network = networkOf(init);
    this.#beacon = encodeBeacon(this.#network, START);
    this.#response = encodeProbeResponse(this.#network, 0, START);
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
      this.#world.schedule(atMs, () => this.#sendResponse(request.station, atMs));
    });
    return this;
  }

  get network(): Network {
    return this.#network;
  }

  /** The link that it is of a multi-link device. */
  get link(): AccessPointInit["link"] {
    return this.#init.link;
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
    this.#beacon = encodeBeacon(this.#network, START);
    this.#response = encodeProbeResponse(this.#network, 0, START);
  }

  /** Master key of a station that joins: of the passphrase, or one that only the two know. */
  masterKeyFor(station: SeededRandom, security: Security): Uint8Array {
    const { passphrase, ssid } = this.#init;
    if (!usesPassphrase(security)) return station.bytes(new Uint8Array(32));
    return this.#masterKey ??= masterKeyOf(passphrase, ssid);
  }

  /** What its clock says. */
  clockUs(atMs: number): number {
    return this.#init.clockUs + Math.floor(atMs * 1000);
  }

  nextSequence(): number {
    this.#sequence = (this.#sequence + 1) & 0xfff;
    return this.#sequence;
  }

  send(frame: Uint8Array, atMs: number, rate: number): void {
    const { channel, powerDbm, position } = this.#init;
    this.#world.transmit({ atMs, frame, from: position(atMs), channel, powerDbm, rate });
  }

  #sendBeacon(atMs: number): void {
    if (atMs >= this.#init.untilMs) return;
    this.#sendLike(this.#beacon, undefined, atMs);
    const nextMs = atMs + BEACON_MS;
    this.#world.schedule(nextMs, () => this.#sendBeacon(nextMs));
  }

  #sendResponse(station: number, atMs: number): void {
    this.#sendLike(this.#response, station, atMs);
  }

  // Beacons and probe responses of a network differ in these fields only, and nobody writes what
  // nobody hears.
  #sendLike(template: Uint8Array, destination: number | undefined, atMs: number): void {
    const sequence = this.nextSequence();
    if (!this.#world.isHeard(this.#init.channel, atMs)) return;
    const frame = template.slice();
    const timestampUs = this.clockUs(atMs);
    writeU32(frame, TIMESTAMP_AT, timestampUs >>> 0);
    writeU32(frame, TIMESTAMP_AT + 4, Math.floor(timestampUs / 0x100000000));
    frame[SEQUENCE_AT] = (sequence << 4) & 0xff;
    frame[SEQUENCE_AT + 1] = sequence >>> 4;
    if (destination !== undefined) frame.set(macBytes(destination), DESTINATION_AT);
    this.send(frame, atMs, BEACON_RATE);
  }
}

const START = { timestampUs: 0, sequence: 0 };

function writeU32(bytes: Uint8Array, at: number, value: number): void {
  bytes[at] = value;
  bytes[at + 1] = value >>> 8;
  bytes[at + 2] = value >>> 16;
  bytes[at + 3] = value >>> 24;
}

function networkOf(init: AccessPointInit): Network {
  const { ssid, bssid, channel, security, hidden, h2e, link } = init;
  const { country, generation, widthMhz, mobilityDomain, neighbors, extra } = init;
  return {
    ssid,
    bssid,
    channel: Number.parseInt(channel, 10),
    sixGhz: channel.endsWith("W6e"),
    security,
    hidden,
    h2e,
    modern: security !== "wep",
    ...country !== undefined && { country },
    ...generation !== undefined && { generation },
    ...widthMhz !== undefined && { widthMhz },
    ...mobilityDomain !== undefined && { mobilityDomain },
    ...neighbors !== undefined && { neighbors },
    ...extra !== undefined && { extra },
    ...link !== undefined && {
      multiLink: {
        mldAddress: link.mld,
        linkId: link.linkId,
        changeCount: 0,
        simultaneousLinks: link.count - 1,
      },
    },
  };
}
