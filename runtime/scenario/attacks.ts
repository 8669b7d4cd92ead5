// What attackers do. Each attack is a function of its target and a moment; a scenario says when and
// how often.
import {
  BROADCAST,
  encodeBeacon,
  encodeDeauthentication,
  encodeProbeResponse,
  type Security,
} from "../../protocols/dot11/encode.ts";
import type { SeededRandom } from "../random.ts";
import * as airs from "./air-attacks.ts";
import type { AccessPoint } from "./access-point.ts";
import * as joins from "./join-attacks.ts";
import type { Person } from "./person.ts";
import type { ScriptChecks } from "./script-checks.ts";
import type { Position } from "./space.ts";
import type { World } from "./world.ts";

const LOUD_DBM = 23;
const RATE = 2;
/** As many short frames as a channel can carry. */
const PER_SECOND_MAX = 20_000;

export interface AttackerInit {
  readonly position: (atMs: number) => Position;
  readonly checks: ScriptChecks;
}

/** Somebody who sends frames that are not theirs. */
export class Attacker {
  readonly #init: AttackerInit;
  readonly world: World;
  readonly #random: SeededRandom;
  #sequence = 0;

  constructor(init: AttackerInit, world: World, random: SeededRandom) {
    this.#init = init;
    this.world = world;
    this.#random = random;
  }

  send(frame: Uint8Array, atMs: number, channel: string): void {
    const from = this.#init.position(atMs);
    this.world.transmit({ atMs, frame, from, channel, powerDbm: LOUD_DBM, rate: RATE });
  }

  /** Throws everybody out, or one of them, with frames in the access point's name. */
  deauthenticate(
    target: AccessPoint,
    people: readonly Person[],
    plan: FloodPlan & { readonly victim?: Person; readonly disassociate?: boolean },
  ): void {
    const { bssid } = target.network;
    const subtype = plan.disassociate ? 10 : 12;
    this.repeat(plan, (atMs) => {
      const to = plan.victim?.mac ?? BROADCAST;
      const frame = encodeDeauthentication(bssid, to, bssid, 7, this.#next(), subtype);
      this.send(frame, atMs, target.channel);
      for (const person of plan.victim === undefined ? people : [plan.victim]) {
        person.throwOut(bssid, atMs);
      }
    });
  }

  /** Beacons of networks that do not exist, each with an address of its own. */
  beacons(
    channel: string,
    plan: FloodPlan & { readonly ssid?: string; readonly security?: Security },
  ): void {
    this.repeat(plan, (atMs) => {
      const frame = encodeBeacon({
        ssid: plan.ssid ?? this.#randomName(),
        bssid: this.#randomAddress(),
        channel: Number.parseInt(channel, 10),
        security: plan.security ?? "wpa2-psk",
      }, { timestampUs: Math.floor(atMs * 1000), sequence: this.#next() });
      this.send(frame, atMs, channel);
    });
  }

  /** Answers every station that asks for a network as if it were that network. */
  karma(bssid: number, channel: string, fromMs: number, untilMs: number): void {
    this.#init.checks.times({ fromMs, untilMs });
    this.#init.checks.channel(channel);
    this.world.answer((request, signalDbm) => {
      const { atMs } = request;
      if (atMs < fromMs || atMs >= untilMs || request.ssid === "") return;
      if (request.channel !== channel || signalDbm(this.#init.position(atMs)) < -85) return;
      const answerMs = atMs + 1;
      this.world.schedule(answerMs, () => {
        const frame = encodeProbeResponse(
          {
            ssid: request.ssid,
            bssid,
            channel: Number.parseInt(channel, 10),
            security: "open",
          },
          request.station,
          { timestampUs: Math.floor(answerMs * 1000), sequence: this.#next() },
        );
        this.send(frame, answerMs, channel);
      });
    });
  }

  /** Sends the third message of the victim's handshake again, so that it installs its key anew and
   * counts its packets from 0 (key reinstallation). Nothing happens to those who never joined. */
  replayThirdMessage(target: AccessPoint, victim: Person, plan: FloodPlan): void {
    this.repeat(plan, (atMs) => {
      const { handshake } = victim;
      if (handshake === undefined) return;
      this.send(handshake.message(3, this.#next()), atMs, target.channel);
    });
  }

  /** First frames of stations that do not exist, until the access point knows no more. */
  floodAuthentications(target: AccessPoint, plan: FloodPlan & { readonly sae?: boolean }): void {
    joins.floodAuthentications(this, target, this.#random, plan);
  }

  /** Requests to be let in by stations that do not exist. */
  floodAssociations(target: AccessPoint, plan: FloodPlan): void {
    joins.floodAssociations(this, target, this.#random, plan);
  }

  /** Joins as far as the first key message, which names the master key. */
  harvestPmkid(target: AccessPoint, plan: FloodPlan): void {
    joins.harvestPmkid(this, target, this.#random, plan);
  }

  /** A twin of a WPA3 network that offers WPA2 alone, and a victim that begins a handshake there. */
  downgrade(
    target: AccessPoint,
    victim: Person,
    plan: FloodPlan & { readonly handshakeMs: number },
  ): void {
    joins.downgrade(this, target, victim, this.#random, plan);
  }

  /** Tries a PIN of WPS with each frame. */
  guessPins(target: AccessPoint, station: number, plan: FloodPlan): void {
    joins.guessPins(this, target, station, plan);
  }

  /** Logs somebody off in their name, or asks for keys for stations that do not exist (802.1X). */
  floodEapol(target: AccessPoint, plan: FloodPlan & { readonly logsOff?: Person }): void {
    joins.floodEapol(this, target, this.#random, plan);
  }

  /** Says in the victim's name that it sleeps, so that its frames are kept back. */
  sleepInNameOf(target: AccessPoint, victim: Person, plan: FloodPlan): void {
    joins.sleepInNameOf(this, target, victim, plan);
  }

  /** One encrypted request again and again, for what is answered (WEP). */
  replayArp(target: AccessPoint, victim: Person, plan: FloodPlan): void {
    joins.replayArp(this, target, victim, this.#random, plan);
  }

  /** Says in the access point's name that it moves to another channel; stations follow. */
  switchChannel(
    target: AccessPoint,
    people: readonly Person[],
    plan: FloodPlan & { readonly to: string },
  ): void {
    this.#init.checks.channel(plan.to);
    airs.switchChannel(this, target, people, plan);
  }

  /** Says in the access point's name that nobody may send, with the quiet element. */
  silence(target: AccessPoint, plan: FloodPlan & { readonly quietTu: number }): void {
    airs.silence(this, target, plan);
  }

  /** Reserves the air with frames that clear it for somebody who does not exist. */
  reserveAir(channel: string, plan: FloodPlan): void {
    airs.reserveAir(this, this.#init.checks.channel(channel), plan);
  }

  /** Any frame, as often as wanted. */
  flood(channel: string, plan: FloodPlan, make: (sequence: number, atMs: number) => Uint8Array) {
    this.repeat(plan, (atMs) => this.send(make(this.#next(), atMs), atMs, channel));
  }

  /** Sends a frame that is written when its time comes. */
  later(atMs: number, channel: string, make: (sequence: number) => Uint8Array): void {
    this.world.schedule(atMs, () => this.send(make(this.#next()), atMs, channel));
  }

  /** Acts `count` times, from a time on. */
  repeat(plan: FloodPlan, act: (atMs: number) => void): void {
    this.#check(plan);
    const { fromMs, perSecond, count } = plan;
    const step = (index: number): void => {
      if (index >= count) return;
      const atMs = fromMs + index * 1000 / perSecond;
      this.world.schedule(atMs, () => {
        act(atMs);
        step(index + 1);
      });
    };
    step(0);
  }

  #check({ fromMs, perSecond, count }: FloodPlan): void {
    const { wrong, times, lengthMs } = this.#init.checks;
    times({ fromMs });
    if (!(perSecond > 0 && perSecond <= PER_SECOND_MAX)) {
      throw wrong(
        `an attack happens above 0 to ${PER_SECOND_MAX} times a second, not ${perSecond}`,
      );
    }
    if (!(Number.isInteger(count) && count >= 1)) {
      throw wrong(`an attack of ${count} frames is none`);
    }
    const lastMs = fromMs + (count - 1) * 1000 / perSecond;
    if (lastMs >= lengthMs) {
      throw wrong(
        `the last frame of an attack comes at ${Math.round(lastMs)} ms, ` +
          `and the scenario is over after ${lengthMs} ms`,
      );
    }
  }

  #next(): number {
    this.#sequence = (this.#sequence + 1) & 0xfff;
    return this.#sequence;
  }

  #randomName(): string {
    const letters = "abcdefghijklmnopqrstuvwxyz0123456789";
    return Array.from(
      { length: this.#random.integer(6, 20) },
      () => this.#random.pick([...letters]),
    )
      .join("");
  }

  #randomAddress(): number {
    return 0x020000000000 + this.#random.integer(0, 0xffffffff);
  }
}

export interface FloodPlan {
  readonly fromMs: number;
  readonly perSecond: number;
  readonly count: number;
}
