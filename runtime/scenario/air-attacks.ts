// Attacks on the air itself: access points that seem to move, and air that seems to be taken.
import { encodeAction, encodeBeacon, encodeCts } from "../../protocols/dot11/encode.ts";
import { concat, u16 } from "../../protocols/dot11/encode-bytes.ts";
import { encodeElement } from "../../protocols/dot11/encode-elements.ts";
import type { AccessPoint } from "./access-point.ts";
import type { Attacker, FloodPlan } from "./attacks.ts";
import type { Person } from "./person.ts";

const BROADCAST = 0xffffffffffff;
const CATEGORY_SPECTRUM = 0;
const ACTION_CHANNEL_SWITCH = 4;
/** Stations send nothing until then. */
const STOP_SENDING = 1;
/** Beacons until the switch. */
const SWITCH_COUNT = 3;
/** The longest that a frame can reserve the air. */
export const RESERVED_US_MAX = 32_767;

/** Channel switch announcement (IEEE 802.11-2020 9.4.2.18). */
function encodeSwitch(channel: number): Uint8Array {
  return encodeElement(37, [STOP_SENDING, channel, SWITCH_COUNT]);
}

/** Quiet element (9.4.2.22): nobody sends for so many time units in each beacon interval. */
function encodeQuiet(durationTu: number): Uint8Array {
  return encodeElement(35, concat([1, 1], u16(durationTu), u16(0)));
}

/** Says in the access point's name that it moves, in beacons and action frames: stations follow. */
export function switchChannel(
  attacker: Attacker,
  target: AccessPoint,
  people: readonly Person[],
  plan: FloodPlan & { readonly to: string },
): void {
  const { network } = target;
  const element = encodeSwitch(Number.parseInt(plan.to, 10));
  attacker.repeat(plan, (atMs) => {
    attacker.later(
      atMs,
      target.channel,
      (sequence) =>
        encodeBeacon({ ...network, extra: concat(network.extra ?? [], element) }, {
          timestampUs: target.clockUs(atMs),
          sequence,
        }),
    );
    attacker.later(atMs + 1, target.channel, (sequence) =>
      encodeAction(
        network.bssid,
        BROADCAST,
        network.bssid,
        CATEGORY_SPECTRUM,
        ACTION_CHANNEL_SWITCH,
        element,
        sequence,
      ));
    for (const person of people) person.throwOut(network.bssid, atMs);
  });
}

/** Says in the access point's name that nobody may send. */
export function silence(
  attacker: Attacker,
  target: AccessPoint,
  plan: FloodPlan & { readonly quietTu: number },
): void {
  const { network } = target;
  const extra = concat(network.extra ?? [], encodeQuiet(plan.quietTu));
  attacker.flood(
    target.channel,
    plan,
    (sequence, atMs) =>
      encodeBeacon({ ...network, extra }, { timestampUs: target.clockUs(atMs), sequence }),
  );
}

/** Reserves the air for a station that does not exist, again and again. */
export function reserveAir(attacker: Attacker, channel: string, plan: FloodPlan): void {
  attacker.flood(channel, plan, () => encodeCts(0x02000000000a, RESERVED_US_MAX));
}
