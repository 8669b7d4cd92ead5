// What advertising data says goes into the record of its device (Core 5.4 Vol 3 Part C 11; spec
// other-phys 3.1). Data arrives in pieces, in advertisements and in answers to questions, so that each
// changes what it tells and nothing else.
import {
  AD_APPEARANCE,
  AD_FLAGS,
  AD_MANUFACTURER,
  AD_NAME,
  AD_NAME_SHORT,
  AD_SERVICE_DATA_128,
  AD_SERVICE_DATA_16,
  AD_SERVICE_DATA_32,
  AD_TX_POWER,
  AD_UUIDS_128,
  AD_UUIDS_128_SOME,
  AD_UUIDS_16,
  AD_UUIDS_16_SOME,
  AD_UUIDS_32,
  AD_UUIDS_32_SOME,
  type AdStructures,
  sentUuidText,
} from "../../../protocols/btle/advertising-data.ts";
import { readBeacon } from "../../../protocols/btle/beacon-formats.ts";
import { BTLE_SERVICES_MAX, type BtleDevice } from "../../../protocols/records/btle.ts";
import { sanitiseText } from "../../../protocols/text/sanitise.ts";

/** The complete name that the data gives the device, undefined when it gives none. */
export function applyAdvertisingData(
  into: BtleDevice,
  structures: AdStructures,
  bytes: Uint8Array,
): string | undefined {
  let name: string | undefined;
  for (let index = 0; index < structures.count; index++) {
    const start = structures.starts[index]!;
    const end = structures.ends[index]!;
    switch (structures.types[index]) {
      case AD_FLAGS:
        if (end > start) into.flags = bytes[start]!;
        break;
      case AD_NAME:
        name = sanitiseText(bytes, start, end);
        break;
      case AD_NAME_SHORT:
        into.shortName = sanitiseText(bytes, start, end);
        break;
      case AD_TX_POWER:
        if (end > start) into.txPowerDbm = (bytes[start]! << 24) >> 24;
        break;
      case AD_APPEARANCE:
        if (end - start >= 2) into.appearance = bytes[start]! | (bytes[start + 1]! << 8);
        break;
      case AD_MANUFACTURER:
        if (end - start >= 2) into.companyId = bytes[start]! | (bytes[start + 1]! << 8);
        applyBeacon(into, structures, index, bytes);
        break;
      case AD_SERVICE_DATA_16:
        applyBeacon(into, structures, index, bytes);
        addServices(into, bytes, start, Math.min(end, start + 2), 2);
        break;
      default:
        applyServices(into, structures.types[index]!, bytes, start, end);
    }
  }
  return name;
}

function applyServices(
  into: BtleDevice,
  type: number,
  bytes: Uint8Array,
  start: number,
  end: number,
): void {
  switch (type) {
    case AD_UUIDS_16_SOME:
    case AD_UUIDS_16:
      return addServices(into, bytes, start, end, 2);
    case AD_UUIDS_32_SOME:
    case AD_UUIDS_32:
      return addServices(into, bytes, start, end, 4);
    case AD_UUIDS_128_SOME:
    case AD_UUIDS_128:
      return addServices(into, bytes, start, end, 16);
    case AD_SERVICE_DATA_32:
      return addServices(into, bytes, start, Math.min(end, start + 4), 4);
    case AD_SERVICE_DATA_128:
      return addServices(into, bytes, start, Math.min(end, start + 16), 16);
  }
}

/** Every whole UUID of `bytes[start, end)`. */
function addServices(
  into: BtleDevice,
  bytes: Uint8Array,
  start: number,
  end: number,
  size: number,
): void {
  for (let at = start; at + size <= end; at += size) {
    const text = sentUuidText(bytes, at, size);
    if (into.services.includes(text)) continue;
    if (into.services.length >= BTLE_SERVICES_MAX) into.notKept += 1;
    else into.services.push(text);
  }
}

function applyBeacon(
  into: BtleDevice,
  structures: AdStructures,
  index: number,
  bytes: Uint8Array,
): void {
  const beacon = readBeacon(structures, index, bytes);
  if (beacon !== undefined) (into.beacons ??= new Map()).set(beacon.kind, beacon);
}
