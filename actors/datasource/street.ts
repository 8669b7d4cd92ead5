// A simulated street for the demo: access points of many kinds, people who pass with their phones,
// join a network, talk and leave, and now and then somebody who throws everybody out. A pure
// function of its seed and the clock it is asked with.
import {
  BROADCAST,
  concat,
  encodeAck,
  encodeAssociationRequest,
  encodeAssociationResponse,
  encodeAuthentication,
  encodeBeacon,
  encodeData,
  encodeDeauthentication,
  encodeHandshakeMessage,
  encodeNull,
  encodeProbeRequest,
  encodeProbeResponse,
  type Network,
  type Security,
} from "../../protocols/dot11/encode.ts";
import { encodeRadiotap } from "../../protocols/radiotap/encode-radiotap.ts";

/** What the street needs of chance: numbers in [0, 1). */
export interface Chance {
  next(): number;
}

/** One frame on the air with its radiotap header. */
export interface AirFrame {
  readonly timestampUs: number;
  readonly packet: Uint8Array;
}

interface AccessPoint {
  readonly network: Network;
  readonly signalDbm: number;
  sequence: number;
}

interface Person {
  readonly mac: number;
  readonly wanted: readonly string[];
  readonly home: AccessPoint | undefined;
  signalDbm: number;
  drift: number;
  sequence: number;
  leavesUs: number;
  joined: boolean;
}

interface Event {
  readonly atUs: number;
  readonly order: number;
  readonly run: (atUs: number) => void;
}

const BEACON_US = 102_400;
const PEOPLE_MAX = 40;

const NETWORKS: readonly (readonly [string, Security, number, string])[] = [
  ["Kaffeehaus", "open", 1, "30:B5:C2"],
  ["Kaffeehaus Personal", "wpa2-psk", 1, "30:B5:C2"],
  ["FRITZ!Box 7590 KL", "wpa3-transition", 6, "3C:A6:2F"],
  ["Hausverwaltung", "wpa2-eap", 6, "00:0B:86"],
  ["linksys", "wep", 6, "00:0C:41"],
  ["Nachbarn oben", "wpa2-psk", 11, "C0:25:E9"],
  ["", "wpa2-psk", 11, "E8:DF:70"],
  ["Buchladen Gast", "owe", 11, "78:8A:20"],
  ["Atelier", "wpa3-sae", 36, "24:5A:4C"],
  ["Atelier Lager", "wpa3-sae", 149, "24:5A:4C"],
  ["Tram WiFi", "open", 44, "00:0E:8E"],
  ["Praxis Dr. Sommer", "wpa-psk", 3, "00:14:6C"],
];
const WISHES = ["Kaffeehaus", "eduroam", "iPhone von Ada", "AndroidAP", "Hotel Post", "Tram WiFi"];
/** First three bytes of phones; the last is none: phones mostly ask with random addresses. */
const PHONES = ["F0:18:98", "8C:F5:A3", "94:65:2D", "AC:37:43", ""];

export class Street {
  readonly #chance: Chance;
  readonly #accessPoints: AccessPoint[] = [];
  readonly #people: Person[] = [];
  #events: Event[] = [];
  #order = 0;
  #frames: AirFrame[] = [];

  constructor(chance: Chance, startUs: number) {
    this.#chance = chance;
    for (const [ssid, security, channel, oui] of NETWORKS) this.#open(ssid, security, channel, oui);
    for (const one of this.#accessPoints) {
      this.#at(startUs + this.#spread(BEACON_US), this.#beacon(one));
    }
    for (let n = 0; n < 12; n++) this.#at(startUs + this.#spread(5e6), (at) => this.#arrive(at));
    this.#at(startUs + 20e6, (at) => this.#disturb(at));
  }

  /** The frames up to `untilUs`, in order of time. */
  advance(untilUs: number): readonly AirFrame[] {
    this.#frames = [];
    for (;;) {
      const next = this.#earliest();
      if (next === undefined || next.atUs > untilUs) break;
      this.#events.splice(this.#events.indexOf(next), 1);
      next.run(next.atUs);
    }
    return this.#frames.sort((a, b) => a.timestampUs - b.timestampUs);
  }

  // A few dozen events wait at a time, so looking through them is cheap enough.
  #earliest(): Event | undefined {
    let best: Event | undefined;
    for (const event of this.#events) {
      const sooner = best === undefined || event.atUs < best.atUs ||
        (event.atUs === best.atUs && event.order < best.order);
      if (sooner) best = event;
    }
    return best;
  }

  #at(atUs: number, run: (atUs: number) => void): void {
    this.#events.push({ atUs, order: this.#order++, run });
  }

  #spread(range: number): number {
    return Math.floor(this.#chance.next() * range);
  }

  #pick<T>(list: readonly T[]): T {
    return list[this.#spread(list.length)]!;
  }

  #open(ssid: string, security: Security, channel: number, oui: string): void {
    const prefix = Number.parseInt(oui.replaceAll(":", ""), 16);
    this.#accessPoints.push({
      network: {
        ssid: ssid === "" ? "Tresor" : ssid,
        hidden: ssid === "",
        bssid: prefix * 0x1000000 + this.#spread(0x1000000),
        channel,
        security,
        country: "AT",
        modern: security !== "wep",
      },
      signalDbm: -45 - this.#spread(40),
      sequence: this.#spread(4096),
    });
  }

  #beacon(one: AccessPoint): (atUs: number) => void {
    return (atUs) => {
      const frame = encodeBeacon(one.network, { timestampUs: atUs, sequence: one.sequence++ });
      this.#send(atUs, one, one.signalDbm, frame, 2);
      this.#at(atUs + BEACON_US, this.#beacon(one));
    };
  }

  #arrive(atUs: number): void {
    this.#at(atUs + 2e6 + this.#spread(9e6), (at) => this.#arrive(at));
    if (this.#people.length >= PEOPLE_MAX) return;
    const oui = this.#pick(PHONES);
    const random = 0x020000000000 + (this.#spread(0x3f) * 4) * 0x10000000000 +
      this.#spread(0x100000000);
    const known = Number.parseInt(oui.replaceAll(":", ""), 16) * 0x1000000 +
      this.#spread(0x1000000);
    const person: Person = {
      mac: oui === "" ? random : known,
      wanted: [this.#pick(WISHES), ""],
      home: this.#chance.next() < 0.6 ? this.#pick(this.#accessPoints) : undefined,
      signalDbm: -80 + this.#spread(20),
      drift: this.#chance.next() * 4 - 1,
      sequence: this.#spread(4096),
      leavesUs: atUs + 20e6 + this.#spread(120e6),
      joined: false,
    };
    this.#people.push(person);
    this.#at(atUs, (at) => this.#probe(person, at));
    if (person.home !== undefined) {
      this.#at(atUs + 1e6 + this.#spread(3e6), (at) => this.#join(person, person.home!, at));
    }
  }

  #leftBy(person: Person, atUs: number): boolean {
    if (atUs < person.leavesUs) return false;
    const index = this.#people.indexOf(person);
    if (index >= 0) this.#people.splice(index, 1);
    return true;
  }

  #probe(person: Person, atUs: number): void {
    if (this.#leftBy(person, atUs)) return;
    person.signalDbm = Math.max(-92, Math.min(-35, person.signalDbm + person.drift));
    const near = this.#pick(this.#accessPoints);
    for (const [at, ssid] of person.wanted.entries()) {
      const sentUs = atUs + at * 20_000;
      const frame = encodeProbeRequest(person.mac, ssid, person.sequence++);
      this.#send(sentUs, near, person.signalDbm, frame, 2);
    }
    const answer = encodeProbeResponse(near.network, person.mac, {
      timestampUs: atUs,
      sequence: near.sequence++,
    });
    this.#send(atUs + 25_000, near, near.signalDbm, answer, 2);
    this.#at(atUs + 4e6 + this.#spread(15e6), (at) => this.#probe(person, at));
  }

  #join(person: Person, home: AccessPoint, atUs: number): void {
    const { network } = home;
    let step = 0;
    const from = (frame: Uint8Array) =>
      this.#send(atUs + step++ * 3000, home, person.signalDbm, frame, 12);
    const to = (frame: Uint8Array) =>
      this.#send(atUs + step++ * 3000, home, home.signalDbm, frame, 12);
    from(encodeAuthentication(person.mac, network.bssid, network.bssid, 1, person.sequence++));
    to(encodeAuthentication(network.bssid, person.mac, network.bssid, 2, home.sequence++));
    from(encodeAssociationRequest(network, person.mac, person.sequence++));
    to(encodeAssociationResponse(network, person.mac, home.sequence++));
    if (network.security.startsWith("wpa2") || network.security.startsWith("wpa3")) {
      for (const message of [1, 2, 3, 4] as const) {
        const nonce = new Uint8Array(32).map(() => this.#spread(256));
        const isMine = message === 2 || message === 4;
        const sequence = isMine ? person.sequence++ : home.sequence++;
        const frame = encodeHandshakeMessage(network, person.mac, message, nonce, sequence);
        if (isMine) from(frame);
        else to(frame);
      }
    }
    person.joined = true;
    this.#at(atUs + 100_000, (at) => this.#talk(person, home, at));
  }

  #talk(person: Person, home: AccessPoint, atUs: number): void {
    if (this.#leftBy(person, atUs) || !person.joined) return;
    const encrypted = home.network.security !== "open";
    const words = 1 + this.#spread(8);
    for (let n = 0; n < words; n++) {
      const toAp = this.#chance.next() < 0.4;
      const frame = encodeData({
        bssid: home.network.bssid,
        station: person.mac,
        peer: home.network.bssid + 1,
        toAp,
        encrypted,
        payload: this.#payload(encrypted),
        sequence: toAp ? person.sequence++ : home.sequence++,
        retry: this.#chance.next() < 0.1,
      });
      const sentUs = atUs + n * 1500;
      this.#send(sentUs, home, toAp ? person.signalDbm : home.signalDbm, frame, 108);
      const ack = encodeAck(toAp ? person.mac : home.network.bssid);
      this.#send(sentUs + 44, home, toAp ? home.signalDbm : person.signalDbm, ack, 48);
    }
    if (this.#chance.next() < 0.3) {
      const frame = encodeNull(person.mac, home.network.bssid, person.sequence++);
      this.#send(atUs + 20_000, home, person.signalDbm, frame, 12);
    }
    this.#at(atUs + 200_000 + this.#spread(4e6), (at) => this.#talk(person, home, at));
  }

  #payload(encrypted: boolean): Uint8Array {
    const bytes = new Uint8Array(40 + this.#spread(600)).map(() => this.#spread(256));
    // Clear text starts with an LLC/SNAP header of a protocol that nobody looks into.
    return encrypted ? bytes : concat([0xaa, 0xaa, 0x03, 0, 0, 0, 0x88, 0xb5], bytes);
  }

  /** Somebody throws the clients of one network out. */
  #disturb(atUs: number): void {
    const victim = this.#pick(this.#accessPoints);
    const { bssid } = victim.network;
    for (let n = 0; n < 15; n++) {
      const frame = encodeDeauthentication(bssid, BROADCAST, bssid, 7, victim.sequence++);
      this.#send(atUs + n * 40_000, victim, -60, frame, 2);
    }
    for (const person of this.#people) {
      if (person.home !== victim || !person.joined) continue;
      person.joined = false;
      this.#at(atUs + 2e6 + this.#spread(2e6), (at) => this.#join(person, victim, at));
    }
    this.#at(atUs + 90e6 + this.#spread(90e6), (at) => this.#disturb(at));
  }

  #send(atUs: number, near: AccessPoint, signalDbm: number, frame: Uint8Array, rate: number): void {
    const { channel } = near.network;
    const freqMhz = channel > 14 ? 5000 + channel * 5 : 2407 + channel * 5;
    const jitter = this.#spread(5) - 2;
    const packet = encodeRadiotap(
      { freqMhz, signalDbm: Math.round(signalDbm) + jitter, rate, noiseDbm: -96, fcs: true },
      frame,
    );
    this.#frames.push({ timestampUs: Math.floor(atUs), packet });
  }
}
