// Finding devices by what stands in paths and commands: keys of all generations, addresses with and
// without masks (spec rest-api 5.5, 6.3).
import { parseMac } from "../../protocols/mac.ts";
import type { DeviceRecord } from "../../protocols/records/device.ts";
import { formatDeviceKey, parseDeviceKey, phyHash } from "../../protocols/records/device-key.ts";
import type { SlicedWork } from "../../runtime/time-slices.ts";
import type { Call } from "./endpoint.ts";
import { badRequest, noSuchObject } from "./errors.ts";

/** Different mask lengths are at most 49, so looking up one device is never long. */
const DEVICES_PER_YIELD = 256;
const MAC_BITS = 48;
const KEY_FORM = /^[0-9a-f]{1,16}_[0-9a-f]{1,16}$/i;

/** The device of a key; undefined when there is none. Throws for what is no key. */
export function deviceByKey(call: Call, text: string): DeviceRecord | undefined {
  if (/^\d{1,20}$/.test(text)) return deviceBySeedKey(call, BigInt(text));
  if (!KEY_FORM.test(text)) throw noSuchObject(call, "the device key is malformed");
  // Two numbers that no key of ours is made of are a key of nothing.
  if (parseDeviceKey(text) === undefined) return undefined;
  return call.context.stores.devices.byKey(text);
}

/** The device of a key; throws when there is none. */
export function existingDevice(call: Call, text: string): DeviceRecord {
  const device = deviceByKey(call, text);
  if (device === undefined) throw noSuchObject(call, "there is no device of this key");
  return device;
}

/** Keys of 2016 are one decimal number: PHY number and address (6.3). */
function deviceBySeedKey(call: Call, number: bigint): DeviceRecord | undefined {
  const { stores } = call.context;
  const phyId = Number(number >> 48n);
  const phy = stores.phys().find((one) => one.id === phyId);
  if (phy === undefined) return undefined;
  return stores.devices.byKey(formatDeviceKey(phyHash(phy.name), Number(number & 0xffffffffffffn)));
}

/** Devices of any of the addresses, each once, in the order of the store when masks are used. */
export function* devicesByMacs(
  call: Call,
  texts: readonly string[],
): SlicedWork<readonly DeviceRecord[]> {
  const { devices } = call.context.stores;
  const exact = new Set<number>();
  const prefixes = new Map<number, Set<number>>();
  for (const text of texts) {
    const masked = parseMac(text);
    if (masked === undefined) throw noSuchObject(call, "an address is malformed");
    if (masked.maskBits === MAC_BITS) {
      exact.add(masked.mac);
      continue;
    }
    const scale = 2 ** (MAC_BITS - masked.maskBits);
    const ofLength = prefixes.get(scale) ?? new Set<number>();
    prefixes.set(scale, ofLength.add(Math.floor(masked.mac / scale)));
  }
  const found: DeviceRecord[] = [];
  if (prefixes.size === 0) {
    for (const mac of exact) found.push(...devices.byMac(mac, MAC_BITS));
    return found;
  }
  let looked = 0;
  for (const device of devices.all()) {
    if (++looked % DEVICES_PER_YIELD === 0) yield;
    if (exact.has(device.mac) || hasPrefix(device.mac, prefixes)) found.push(device);
  }
  return found;
}

function hasPrefix(mac: number, prefixes: ReadonlyMap<number, ReadonlySet<number>>): boolean {
  for (const [scale, values] of prefixes) if (values.has(Math.floor(mac / scale))) return true;
  return false;
}

/** The devices of a list of keys; unknown ones are left out, malformed ones throw. */
export function devicesByKeys(
  call: Call,
  keys: readonly string[],
): Map<string, DeviceRecord> {
  const found = new Map<string, DeviceRecord>();
  for (const key of keys) {
    const device = deviceByKey(call, key);
    if (device !== undefined) found.set(formatDeviceKey(device.phy.hash, device.mac), device);
  }
  return found;
}

/** The `devices` list of a command; a missing one is a failure to existing clients. */
export function deviceList(call: Call): readonly string[] {
  const list = call.command.list("devices");
  if (list === undefined) throw noSuchObject(call, "devices is missing");
  if (list.some((entry) => typeof entry !== "string")) {
    throw badRequest("devices must be a list of texts");
  }
  return list as readonly string[];
}
