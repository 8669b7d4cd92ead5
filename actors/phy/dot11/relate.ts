// Relations between devices, `kismet.device.base.related_devices`: both ways, bounded.
import type { DeviceRecord } from "../../../protocols/records/device.ts";
import { keyOf } from "./ssid-groups.ts";

/** Relatives kept per device and relation; a flood of made-up addresses can claim anything. */
export const RELATIVES_MAX = 128;

/** Relates two devices both ways; false when one of them has too many relatives already. */
export function relateDevices(one: DeviceRecord, other: DeviceRecord, relation: string): boolean {
  if (one === other) return true;
  const oneKey = keyOf(one);
  const otherKey = keyOf(other);
  const ofOne = relativesOf(one, relation);
  const ofOther = relativesOf(other, relation);
  if (ofOne.has(otherKey) && ofOther.has(oneKey)) return true;
  if (ofOne.size >= RELATIVES_MAX || ofOther.size >= RELATIVES_MAX) return false;
  ofOne.set(otherKey, otherKey);
  ofOther.set(oneKey, oneKey);
  return true;
}

function relativesOf(device: DeviceRecord, relation: string): Map<string, string> {
  const relations = device.related ??= new Map();
  let relatives = relations.get(relation);
  if (relatives === undefined) relations.set(relation, relatives = new Map());
  return relatives;
}
