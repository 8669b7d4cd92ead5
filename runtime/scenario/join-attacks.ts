// Attacks on how stations join: floods of their first frames, handshakes that are asked for or forced,
// and farewells in the names of others.
import {
  encodeAssociationRequest,
  encodeAssociationResponse,
  encodeAuthentication,
  encodeBeacon,
  encodeData,
  encodeNull,
  type Security,
} from "../../protocols/dot11/encode.ts";
import { Handshake, hasHandshake } from "../../protocols/dot11/encode-handshake.ts";
import { encodeEapol, encodeWpsMessage } from "../../protocols/dot11/encode-payloads.ts";
import {
  encodeSaeCommit,
  SAE_COMMIT_BYTES,
  STATUS_HASH_TO_ELEMENT,
} from "../../protocols/dot11/encode-sae.ts";
import type { SeededRandom } from "../random.ts";
import type { AccessPoint } from "./access-point.ts";
import type { Attacker, FloodPlan } from "./attacks.ts";
import { type Person, randomAddress } from "./person.ts";

const NONCE_BYTES = 32;
const STEP_MS = 3;
const RATE = 12;
const WPS_THIRD_MESSAGE = 7;
const EAPOL_START = 1;
const EAPOL_LOGOFF = 2;
/** An ARP request, encrypted: what WEP crackers send again. */
const ARP_BYTES = 36;

/** First frames of stations that do not exist, until the table of the access point is full. */
export function floodAuthentications(
  attacker: Attacker,
  target: AccessPoint,
  random: SeededRandom,
  plan: FloodPlan & { readonly sae?: boolean },
): void {
  const { bssid } = target.network;
  attacker.flood(target.channel, plan, (sequence) => {
    const station = randomAddress(random);
    if (plan.sae !== true) return encodeAuthentication(station, bssid, bssid, 1, sequence);
    // Each costs the access point a multiplication on the curve (CVE-2019-9494 and its kin).
    const numbers = random.bytes(new Uint8Array(SAE_COMMIT_BYTES));
    return encodeSaeCommit([bssid, station, bssid], numbers, sequence, STATUS_HASH_TO_ELEMENT);
  });
}

/** Requests to be let in by stations that do not exist. */
export function floodAssociations(
  attacker: Attacker,
  target: AccessPoint,
  random: SeededRandom,
  plan: FloodPlan,
): void {
  attacker.flood(
    target.channel,
    plan,
    (sequence) =>
      encodeAssociationRequest(target.network, randomAddress(random), sequence, { protects: true }),
  );
}

/** Joins as far as the first key message, which names the master key: enough for a dictionary. */
export function harvestPmkid(
  attacker: Attacker,
  target: AccessPoint,
  random: SeededRandom,
  plan: FloodPlan,
): void {
  const { network } = target;
  const { bssid, security } = network;
  attacker.repeat(plan, (atMs) => {
    const station = randomAddress(random);
    const handshake = handshakeOf(target, station, security, random, true);
    const mine = (step: number, make: (sequence: number) => Uint8Array) =>
      attacker.later(atMs + step * STEP_MS, target.channel, make);
    const theirs = (step: number, make: (sequence: number) => Uint8Array) =>
      answer(attacker, target, atMs + step * STEP_MS, make);
    mine(0, (at) => encodeAuthentication(station, bssid, bssid, 1, at));
    theirs(1, (at) => encodeAuthentication(bssid, station, bssid, 2, at));
    mine(2, (at) => encodeAssociationRequest(network, station, at, { protects: true }));
    theirs(3, (at) => encodeAssociationResponse(network, station, at));
    theirs(4, (at) => handshake.message(1, at));
  });
}

/**
 * A twin of a WPA3 network that offers WPA2 alone, under its own address: the victim begins a
 * handshake of WPA2 there, whose second message a dictionary can be tried on (Dragonblood, 2019).
 */
export function downgrade(
  attacker: Attacker,
  target: AccessPoint,
  victim: Person,
  random: SeededRandom,
  plan: FloodPlan & { readonly handshakeMs: number },
): void {
  const twin = { ...target.network, security: "wpa2-psk" } as const;
  const { bssid } = twin;
  const startedMs = plan.fromMs;
  attacker.flood(target.channel, plan, (sequence, atMs) => {
    const timestampUs = Math.floor((atMs - startedMs) * 1000);
    return encodeBeacon(twin, { timestampUs, sequence });
  });
  attacker.repeat({ fromMs: plan.handshakeMs, perSecond: 1, count: 1 }, (atMs) => {
    victim.throwOut(bssid, atMs);
    const station = victim.mac;
    const handshake = handshakeOf(target, station, "wpa2-psk", random, false);
    const theirs = (step: number, make: (sequence: number) => Uint8Array) =>
      victim.later(atMs + step * STEP_MS, target.channel, make);
    const mine = (step: number, make: (sequence: number) => Uint8Array) =>
      attacker.later(atMs + step * STEP_MS, target.channel, make);
    theirs(0, (at) => encodeAuthentication(station, bssid, bssid, 1, at));
    mine(1, (at) => encodeAuthentication(bssid, station, bssid, 2, at));
    const choice = { protects: true, security: "wpa2-psk" } as const;
    theirs(2, (at) => encodeAssociationRequest(twin, station, at, choice));
    mine(3, (at) => encodeAssociationResponse(twin, station, at));
    // Without the passphrase there is no third message.
    mine(4, (at) => handshake.message(1, at));
    theirs(5, (at) => handshake.message(2, at));
  });
}

/** The message of WPS that is sent once for each PIN. */
export function guessPins(
  attacker: Attacker,
  target: AccessPoint,
  station: number,
  plan: FloodPlan,
): void {
  const { bssid } = target.network;
  const payload = encodeWpsMessage(WPS_THIRD_MESSAGE);
  attacker.flood(
    target.channel,
    plan,
    (sequence) =>
      encodeData({
        bssid,
        station,
        peer: bssid,
        toAp: true,
        encrypted: false,
        payload,
        sequence,
      }),
  );
}

/** Logs a station off in its name, or has stations that do not exist ask for keys (802.1X). */
export function floodEapol(
  attacker: Attacker,
  target: AccessPoint,
  random: SeededRandom,
  plan: FloodPlan & { readonly logsOff?: Person },
): void {
  const { bssid } = target.network;
  const payload = encodeEapol(plan.logsOff === undefined ? EAPOL_START : EAPOL_LOGOFF);
  attacker.flood(target.channel, plan, (sequence, atMs) => {
    plan.logsOff?.throwOut(bssid, atMs);
    const station = plan.logsOff?.mac ?? randomAddress(random);
    return encodeData({
      bssid,
      station,
      peer: bssid,
      toAp: true,
      encrypted: false,
      payload,
      sequence,
    });
  });
}

/** Says in the victim's name that it sleeps, so that its access point keeps its frames back. */
export function sleepInNameOf(
  attacker: Attacker,
  target: AccessPoint,
  victim: Person,
  plan: FloodPlan,
): void {
  const { bssid } = target.network;
  attacker.flood(
    target.channel,
    plan,
    (sequence) => encodeNull(victim.mac, bssid, sequence),
  );
}

/** One encrypted request again and again, for answers with new initialization vectors (WEP). */
export function replayArp(
  attacker: Attacker,
  target: AccessPoint,
  victim: Person,
  random: SeededRandom,
  plan: FloodPlan,
): void {
  const { bssid } = target.network;
  const request = random.bytes(new Uint8Array(ARP_BYTES));
  const shared = { bssid, peer: 0xffffffffffff, encrypted: true, qos: false };
  attacker.repeat(plan, (atMs) => {
    attacker.later(
      atMs,
      target.channel,
      (sequence) =>
        encodeData({ ...shared, station: victim.mac, toAp: true, payload: request, sequence }),
    );
    answer(attacker, target, atMs + 1, (sequence) =>
      encodeData({
        ...shared,
        station: victim.mac,
        toAp: false,
        payload: random.bytes(new Uint8Array(ARP_BYTES)),
        sequence,
      }));
  });
}

function handshakeOf(
  target: AccessPoint,
  station: number,
  security: Security,
  random: SeededRandom,
  pmkid: boolean,
): Handshake {
  if (!hasHandshake(security)) throw new RangeError(`a network of ${security} has no handshake`);
  return new Handshake({
    network: target.network,
    station,
    security,
    masterKey: target.masterKeyFor(random, security),
    nonces: [random.bytes(new Uint8Array(NONCE_BYTES)), random.bytes(new Uint8Array(NONCE_BYTES))],
    groupKeys: target.groupKeys,
    protects: true,
    pmkid,
  });
}

/** What the access point says to it. */
function answer(
  attacker: Attacker,
  target: AccessPoint,
  atMs: number,
  make: (sequence: number) => Uint8Array,
): void {
  attacker.world.schedule(atMs, () => target.send(make(target.nextSequence()), atMs, RATE));
}
