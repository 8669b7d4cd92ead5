// Somebody with a device: asks for networks, joins the best one known, talks, roams, gets thrown out
// and comes back, walks away. Addresses may be random and change, as phones' do while they ask.
import {
  concat,
  encodeAck,
  encodeData,
  encodeNull,
  encodeProbeRequest,
} from "../../protocols/dot11/encode.ts";
import type { FastTransitionKeys } from "../../protocols/dot11/encode-fast-transition.ts";
import type { Handshake } from "../../protocols/dot11/encode-handshake.ts";
import { encodeNewAbilities, radioPlan } from "../../protocols/dot11/encode-radio.ts";
import type { SeededRandom } from "../random.ts";
import type { AccessPoint } from "./access-point.ts";
import { joiningOf, type StationLinks } from "./joining.ts";
import type { Position } from "./space.ts";
import type { World } from "./world.ts";

/** Weaker networks are not joined. */
const JOIN_DBM_MIN = -78;
/** A network of the same name is better when it is louder by this much. */
const ROAM_DB = 8;
/** Between two frames of one exchange. */
const STEP_MS = 3;
/** Time a station listens on a channel for answers. */
const LISTEN_MS = 20;
const MANAGEMENT_RATE = 2;
const JOIN_RATE = 12;
const DATA_RATE = 108;
const ACK_RATE = 48;
const RANDOM_BYTES = 4096;
/** LLC/SNAP header of a protocol that nobody looks into (IEEE 802 local experimental). */
const CLEAR_HEADER = [0xaa, 0xaa, 0x03, 0, 0, 0, 0x88, 0xb5] as const;

export interface PersonInit {
  readonly name: string;
  readonly mac: number;
  /** A new random address this often while not joined; 0 for never. */
  readonly randomiseMs: number;
  /** Networks asked for by name; all are asked for the nameless one too. */
  readonly asksFor: readonly string[];
  readonly joins: readonly AccessPoint[];
  readonly probeMs: number;
  /** Mean time between two bursts of data. */
  readonly talkMs: number;
  readonly powerDbm: number;
  /** Can protect management frames. */
  readonly protects: boolean;
  /** Joins all links of access points that have several. */
  readonly multiLink: boolean;
  readonly position: (atMs: number) => Position;
  readonly fromMs: number;
  readonly untilMs: number;
  /** Channels asked on. */
  readonly channels: readonly string[];
}

export class Person {
  readonly init: PersonInit;
  readonly #world: World;
  readonly #random: SeededRandom;
  readonly #noise: Uint8Array;
  mac: number;
  #home: AccessPoint | undefined = undefined;
  #handshake: Handshake | undefined = undefined;
  #fastKeys: FastTransitionKeys | undefined = undefined;
  #links: StationLinks | undefined = undefined;
  #randomisedMs: number;
  #sequence: number;

  constructor(init: PersonInit, world: World, random: SeededRandom) {
    this.init = init;
    this.#world = world;
    this.#random = random;
    this.#noise = random.bytes(new Uint8Array(RANDOM_BYTES));
    this.mac = init.mac;
    this.#randomisedMs = init.fromMs;
    this.#sequence = random.integer(0, 4095);
  }

  /** Lets it come when it comes. */
  begin(): this {
    const { fromMs, probeMs } = this.init;
    const firstMs = fromMs + this.#random.next() * Math.min(probeMs, 5000);
    this.#world.schedule(firstMs, () => this.#look(firstMs));
    return this;
  }

  /** The access point it is joined with. */
  get home(): AccessPoint | undefined {
    return this.#home;
  }

  /** The exchange of keys with which it joined last. */
  get handshake(): Handshake | undefined {
    return this.#handshake;
  }

  isHere(atMs: number): boolean {
    return atMs >= this.init.fromMs && atMs < this.init.untilMs;
  }

  nextSequence(): number {
    this.#sequence = (this.#sequence + 1) & 0xfff;
    return this.#sequence;
  }

  /** Somebody told it, truly or not, that it is no longer joined. */
  throwOut(bssid: number, atMs: number): void {
    if (this.#home?.network.bssid !== bssid) return;
    this.#home = undefined;
    this.#fastKeys = undefined;
    const againMs = atMs + 500 + this.#random.next() * 1500;
    this.#world.schedule(againMs, () => this.#look(againMs, false));
  }

  send(frame: Uint8Array, atMs: number, channel: string, rate = MANAGEMENT_RATE): void {
    const { powerDbm, position } = this.init;
    this.#world.transmit({ atMs, frame, from: position(atMs), channel, powerDbm, rate });
  }

  /** Sends a frame that is written when its time comes. */
  later(atMs: number, channel: string, make: (sequence: number) => Uint8Array): void {
    this.#world.schedule(atMs, () => this.send(make(this.nextSequence()), atMs, channel));
  }

  /** Asks for networks, then joins the best that is known; `again` at its pace. */
  #look(atMs: number, again = true): void {
    if (!this.isHere(atMs)) return;
    this.#takeNewAddress(atMs);
    let sendMs = atMs;
    for (const channel of this.#home === undefined ? this.init.channels : [this.#home.channel]) {
      for (const ssid of ["", ...this.init.asksFor]) {
        this.#probe(ssid, channel, sendMs);
        sendMs += LISTEN_MS / 2;
      }
      sendMs += LISTEN_MS;
    }
    this.#world.schedule(sendMs, () => this.#choose(sendMs));
    if (!again) return;
    const nextMs = atMs + this.init.probeMs * (0.5 + this.#random.next());
    this.#world.schedule(nextMs, () => this.#look(nextMs));
  }

  #takeNewAddress(atMs: number): void {
    const { randomiseMs } = this.init;
    if (randomiseMs === 0 || this.#home !== undefined) return;
    if (atMs - this.#randomisedMs < randomiseMs) return;
    this.#randomisedMs = atMs;
    this.#sequence = this.#random.integer(0, 4095);
    this.mac = randomAddress(this.#random);
  }

  #probe(ssid: string, channel: string, atMs: number): void {
    const { powerDbm, position } = this.init;
    this.#world.schedule(atMs, () => {
      this.#sendProbe(ssid, channel, atMs);
      const from = position(atMs);
      this.#world.ask({ atMs, station: this.mac, ssid, channel, from, powerDbm });
    });
  }

  #sendProbe(ssid: string, channel: string, atMs: number): void {
    const sequence = this.nextSequence();
    if (!this.#world.isHeard(channel, atMs)) return;
    const plan = radioPlan({
      channel: Number.parseInt(channel, 10),
      sixGhz: channel.endsWith("W6e"),
      ...this.init.multiLink && { generation: 7 },
    });
    const frame = encodeProbeRequest(
      this.mac,
      ssid,
      sequence,
      encodeNewAbilities(plan),
      plan.band,
    );
    this.send(frame, atMs, channel);
  }

  #choose(atMs: number): void {
    const place = this.init.position(atMs);
    const heard = this.init.joins
      .filter((one) => one.isOn(atMs))
      .map((one) => ({ one, signalDbm: one.signalAt(place, atMs) }))
      .filter(({ signalDbm }) => signalDbm >= JOIN_DBM_MIN)
      .sort((a, b) => b.signalDbm - a.signalDbm)[0];
    const home = this.#home;
    if (home !== undefined) {
      const isGone = !home.isOn(atMs) || home.signalAt(place, atMs) < JOIN_DBM_MIN;
      const isWorse = heard !== undefined &&
        heard.signalDbm > home.signalAt(place, atMs) + ROAM_DB;
      if (!isGone && !isWorse) return;
      this.#home = undefined;
    }
    if (heard !== undefined) this.#join(heard.one, home, atMs);
  }

  /** `before` is the access point that it was joined with until now. */
  #join(home: AccessPoint, before: AccessPoint | undefined, atMs: number): void {
    // Another kind of protection is another network, whatever its name.
    const roams = before !== undefined && before.network.ssid === home.network.ssid &&
      before.network.security === home.network.security;
    const links = this.#linksOf(home);
    const station = {
      mac: this.mac,
      protects: this.init.protects,
      multiLink: links,
      from: roams ? before.network.bssid : undefined,
      fastKeys: roams ? this.#fastKeys : undefined,
    };
    const joining = joiningOf(home, station, this.#random);
    let stepMs = atMs;
    for (const { fromAp, make } of joining.frames) {
      const sendMs = stepMs += STEP_MS;
      this.#world.schedule(sendMs, () => {
        const sequence = fromAp ? home.nextSequence() : this.nextSequence();
        if (!this.#world.isHeard(home.channel, sendMs)) return;
        if (fromAp) home.send(make(sequence), sendMs, JOIN_RATE);
        else this.send(make(sequence), sendMs, home.channel, JOIN_RATE);
      });
    }
    const joinedMs = stepMs + STEP_MS;
    this.#world.schedule(joinedMs, () => {
      this.#home = home;
      this.#handshake = joining.handshake ?? this.#handshake;
      this.#fastKeys = joining.fastKeys;
      this.#links = links;
      this.#talk(home, joinedMs);
    });
  }

  #talk(home: AccessPoint, atMs: number): void {
    if (this.#home !== home) return;
    if (!this.isHere(atMs) || !home.isOn(atMs)) {
      this.#home = undefined;
      return;
    }
    const { network } = home;
    const encrypted = network.security !== "open";
    const words = this.#random.integer(1, 6);
    for (let word = 0; word < words; word++) this.#say(home, encrypted, atMs + word * 1.5);
    if (this.#random.next() < 0.3) {
      const sleepMs = atMs + 20;
      this.#world.schedule(sleepMs, () => {
        const sequence = this.nextSequence();
        if (!this.#world.isHeard(home.channel, sleepMs)) return;
        const frame = encodeNull(this.mac, network.bssid, sequence);
        this.send(frame, sleepMs, home.channel, 12);
      });
    }
    const nextMs = atMs + 10 + this.init.talkMs * 2 * this.#random.next();
    this.#world.schedule(nextMs, () => this.#talk(home, nextMs));
  }

  /** One frame of data and its acknowledgement, written only where somebody hears them. */
  #say(home: AccessPoint, encrypted: boolean, atMs: number): void {
    const links = this.#links?.links;
    const via = links === undefined ? { home, station: this.mac } : this.#random.pick(links);
    const { bssid } = via.home.network;
    const toAp = this.#random.next() < 0.4;
    const payload = this.#payload();
    const retry = this.#random.next() < 0.05;
    this.#world.schedule(atMs, () => {
      const { channel } = via.home;
      const sequence = toAp ? this.nextSequence() : via.home.nextSequence();
      if (!this.#world.isHeard(channel, atMs)) return;
      const frame = encodeData({
        bssid,
        station: via.station,
        peer: home.network.bssid + 1,
        toAp,
        encrypted,
        payload: encrypted ? payload : concat(CLEAR_HEADER, payload),
        sequence,
        retry,
      });
      const ackMs = atMs + 0.05;
      if (toAp) {
        this.send(frame, atMs, channel, DATA_RATE);
        via.home.send(encodeAck(via.station), ackMs, ACK_RATE);
      } else {
        via.home.send(frame, atMs, DATA_RATE);
        this.send(encodeAck(bssid), ackMs, channel, ACK_RATE);
      }
    });
  }

  /** Its addresses on the links of an access point: its own where it asks, others above it. */
  #linksOf(home: AccessPoint): StationLinks | undefined {
    const { link } = home;
    if (!this.init.multiLink || link === undefined) return undefined;
    const same = this.init.joins.filter((one) => one.link?.mld === link.mld);
    return {
      mld: this.mac + 1 + link.count,
      links: same.map((one) => ({
        home: one,
        station: one === home ? this.mac : this.mac + 1 + one.link!.linkId,
      })),
    };
  }

  #payload(): Uint8Array {
    const length = this.#random.integer(40, 400);
    const start = this.#random.integer(0, RANDOM_BYTES - length);
    return this.#noise.subarray(start, start + length);
  }
}

/** A locally administered address of a single station. */
export function randomAddress(random: SeededRandom): number {
  const first = (random.integer(0, 63) << 2) | 2;
  return first * 0x10000000000 + random.integer(0, 0xffffffffff);
}
