// Guesses which random addresses are one phone. Fingerprints only tell models apart, so that equal
// ones are never enough: sequence numbers must go on from the old address to the new one, or the new
// one must appear in the same burst of requests, as strong, while no other phone of the model is
// heard, or the requests must hold a number of the device. When the old address is heard again with
// numbers of its own the two are different phones, and the guess is withdrawn. (Phones that ask for
// names with one address and for any network with another share the numbers.)
import { fingerprintProbe, ProbeFingerprint } from "../../../protocols/dot11/probe-fingerprint.ts";
import { SIGNAL_DBM } from "../../../protocols/packet/packet-batch.ts";
import { BASIC_AP, type DeviceRecord } from "../../../protocols/records/device.ts";
import type { Dot11Device } from "../../../protocols/records/dot11-device.ts";
import { PhoneGroup } from "../../../protocols/records/dot11-modern.ts";
import { BoundedMap } from "./bounded-map.ts";
import { modernOf } from "./modern-device.ts";
import type { Dot11State } from "./state.ts";

/** Addresses and fingerprints remembered; the oldest make room. */
export const MEMBERS_MAX = 16_384;
export const FINGERPRINTS_MAX = 1024;
/** Newest addresses of one fingerprint, with which a new one is compared. */
export const RECENT_MAX = 16;
/** Elements beside names, rates and channels, without which a fingerprint tells nothing. */
const TELLING_MIN = 2;

const SEQUENCE_NUMBERS = 4096;
/** How soon the new address must appear, and how far the numbers may have gone on by then. */
const SEQUENCE_GAP_US = 15e6;
const SEQUENCE_STEPS = 8;
const SEQUENCE_STEPS_A_SECOND = 2;
const SEQUENCE_SIGNAL_DB = 10;
/** How likely numbers may go on by chance, of all addresses that they could go on from. */
const SEQUENCE_CHANCE = 0.01;
const BURST_GAP_US = 0.5e6;
/** Phones that change their address within a burst use none of them for longer. */
const BURST_LIFE_US = 2e6;
const BURST_SIGNAL_DB = 6;

const SCORE_UNIQUE = 0.95;
const SCORE_SEQUENCE = 0.8;
/** Numbers go on, but nobody knows how strong the old address was. */
const SCORE_SEQUENCE_ONLY = 0.6;
const SCORE_BURST = 0.4;

/** A guessed phone, and its newest request. */
class Phone {
  readonly group: PhoneGroup;
  lastUs = 0;
  sequence = 0;

  constructor(group: PhoneGroup) {
    this.group = group;
  }
}

/** What is remembered of one random address. */
class Member {
  readonly device: DeviceRecord;
  readonly dot11: Dot11Device;
  readonly firstUs: number;
  lastUs = 0;
  sequence = 0;
  /** Who heard it, and how well, dBm: from weakest to strongest; nobody yet when low is above high. */
  source = 0;
  lowDbm = Infinity;
  highDbm = -Infinity;
  phone: Phone | undefined = undefined;
  /** Another address is thought to have taken over. */
  succeeded = false;

  constructor(device: DeviceRecord, dot11: Dot11Device, timeUs: number) {
    this.device = device;
    this.dot11 = dot11;
    this.firstUs = timeUs;
  }
}

export class PhoneGuesses {
  /** Phones guessed, and guesses withdrawn. */
  groups = 0;
  withdrawn = 0;
  /** Addresses and fingerprints forgotten because there were too many. */
  dropped = 0;
  readonly #members: BoundedMap<number, Member>;
  readonly #recent: BoundedMap<number, Member[]>;
  readonly #fingerprint = new ProbeFingerprint();

  constructor() {
    const dropped = () => {
      this.dropped += 1;
    };
    this.#members = new BoundedMap(MEMBERS_MAX, dropped);
    this.#recent = new BoundedMap(FINGERPRINTS_MAX, dropped);
  }

  /** A probe request of a device with a random address. */
  note(state: Dot11State, device: DeviceRecord, dot11: Dot11Device): void {
    if ((device.basicTypes & BASIC_AP) !== 0) return;
    const known = this.#members.get(device.mac);
    const { frame, batch, index } = state;
    if (known !== undefined) {
      if (known.succeeded) this.#check(known, batch.timestampUs[index]!, frame.sequence);
      refresh(known, state);
      return;
    }
    const seen = this.#fingerprint;
    fingerprintProbe(seen, batch.bytes, frame.elementsStart, frame.elementsEnd);
    if (seen.telling < TELLING_MIN) return;
    const member = new Member(device, dot11, batch.timestampUs[index]!);
    refresh(member, state);
    this.#members.set(device.mac, member);
    let recent = this.#recent.get(seen.digest);
    if (recent === undefined) this.#recent.set(seen.digest, recent = []);
    this.#guess(member, recent, seen.unique);
    recent.push(member);
    if (recent.length > RECENT_MAX) recent.shift();
  }

  /** The device is no longer tracked. */
  forget(device: DeviceRecord): void {
    this.#members.delete(device.mac);
  }

  #guess(member: Member, recent: readonly Member[], isUnique: boolean): void {
    if (isUnique) {
      const old = recent.at(-1);
      if (old !== undefined) this.#join(old, member, SCORE_UNIQUE, "wps");
      return;
    }
    if (isCrowded(recent, member)) return;
    const old = continued(recent, member);
    if (old !== undefined) {
      const score = hasSignals(old, member) ? SCORE_SEQUENCE : SCORE_SEQUENCE_ONLY;
      this.#join(old, member, score, "sequence");
      old.succeeded = true;
      return;
    }
    const before = inBurst(recent, member);
    if (before === undefined) return;
    this.#join(before, member, SCORE_BURST, "burst");
    before.succeeded = true;
  }

  #join(old: Member, member: Member, score: number, reason: string): void {
    let { phone } = old;
    if (phone === undefined) {
      this.groups += 1;
      phone = old.phone = new Phone(new PhoneGroup(this.groups));
      const { group } = phone;
      group.add(old.device.mac);
      modernOf(old.device, old.dot11).phone = { group, score, previous: 0, reason: "first" };
    }
    const { group } = phone;
    group.add(member.device.mac);
    member.phone = phone;
    phone.lastUs = member.lastUs;
    phone.sequence = member.sequence;
    const { mac: previous } = old.device;
    modernOf(member.device, member.dot11).phone = { group, score, previous, reason };
  }

  /** An address that another took over from is heard again: every guess that rests on that falls. */
  #check(member: Member, timeUs: number, sequence: number): void {
    const { phone } = member;
    if (phone === undefined || phone.group.withdrawn) return;
    const gapSec = Math.max(0, timeUs - phone.lastUs) / 1e6;
    const steps = (sequence - phone.sequence + SEQUENCE_NUMBERS) % SEQUENCE_NUMBERS;
    if (steps <= SEQUENCE_STEPS + SEQUENCE_STEPS_A_SECOND * gapSec) return;
    phone.group.withdrawn = true;
    this.withdrawn += 1;
  }
}

function refresh(member: Member, state: Dot11State): void {
  const { frame, batch, index } = state;
  member.lastUs = batch.timestampUs[index]!;
  member.sequence = frame.sequence;
  if (member.phone !== undefined) {
    member.phone.lastUs = member.lastUs;
    member.phone.sequence = member.sequence;
  }
  const source = batch.source?.number ?? 0;
  if (source !== member.source) {
    member.source = source;
    member.lowDbm = Infinity;
    member.highDbm = -Infinity;
  }
  if (batch.hasRadio[index] === 0 || batch.signalKind[index] !== SIGNAL_DBM) return;
  member.lowDbm = Math.min(member.lowDbm, batch.signal[index]!);
  member.highDbm = Math.max(member.highDbm, batch.signal[index]!);
}

/** So many addresses in so short a time that older ones are not known any more. */
function isCrowded(recent: readonly Member[], member: Member): boolean {
  return recent.length >= RECENT_MAX && member.lastUs - recent[0]!.lastUs < SEQUENCE_GAP_US;
}

/** The one address whose sequence numbers go on in those of `member`; undefined if several may. */
function continued(recent: readonly Member[], member: Member): Member | undefined {
  let found: Member | undefined;
  let chance = 0;
  for (const old of recent) {
    if (!mayBecome(old, member, SEQUENCE_GAP_US)) continue;
    const gapSec = (member.lastUs - old.lastUs) / 1e6;
    const stepsMax = SEQUENCE_STEPS + SEQUENCE_STEPS_A_SECOND * gapSec;
    chance += stepsMax / SEQUENCE_NUMBERS;
    const steps = (member.sequence - old.sequence + SEQUENCE_NUMBERS) % SEQUENCE_NUMBERS;
    if (steps === 0 || steps > stepsMax) continue;
    if (hasSignals(old, member) && !isNear(old, member, SEQUENCE_SIGNAL_DB)) continue;
    if (found !== undefined) return undefined;
    found = old;
  }
  return chance > SEQUENCE_CHANCE ? undefined : found;
}

/** The address before `member` in a burst that only one phone can have sent. */
function inBurst(recent: readonly Member[], member: Member): Member | undefined {
  let found: Member | undefined;
  for (const old of recent) {
    const gapUs = member.lastUs - old.lastUs;
    if (gapUs < 0 || gapUs > BURST_GAP_US) continue;
    // All of them must be one phone so far; of these the newest is the one that changed.
    if (found !== undefined && (found.phone === undefined || found.phone !== old.phone)) {
      return undefined;
    }
    found = old;
  }
  if (found === undefined || !mayBecome(found, member, BURST_GAP_US)) return undefined;
  if (found.lastUs - found.firstUs > BURST_LIFE_US) return undefined;
  return hasSignals(found, member) && isNear(found, member, BURST_SIGNAL_DB) ? found : undefined;
}

/** Nobody took over from it yet, nothing speaks against it, and it was heard shortly before. */
function mayBecome(old: Member, member: Member, gapUs: number): boolean {
  const gap = member.lastUs - old.lastUs;
  return !old.succeeded && old.phone?.group.withdrawn !== true && gap >= 0 && gap <= gapUs;
}

function hasSignals(old: Member, member: Member): boolean {
  return old.source === member.source && old.lowDbm <= old.highDbm &&
    member.lowDbm <= member.highDbm;
}

/** The first request with the new address is about as strong as those with the old one. */
function isNear(old: Member, member: Member, decibels: number): boolean {
  return member.lowDbm >= old.lowDbm - decibels && member.highDbm <= old.highDbm + decibels;
}
