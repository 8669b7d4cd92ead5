// DMG capabilities of networks and stations at 60 GHz (802.11ad; IEEE 802.11-2020 9.4.2.127). Those
// that have EDMG capabilities too (802.11ay) are marked.
import { type Fault, faultCode, OK } from "../faults.ts";
import { readU32 } from "./bytes.ts";

const DMG_MALFORMED = faultCode("dot11.dmg_malformed");

// Address (6), association (1), station capabilities (8: bits 4 and 5 receive antennas less one, 7 to
// 13 sectors less one, 28 to 32 highest MCS received of the single carrier), access point (2), …
const CAPABILITIES_BYTES = 17;

export class DmgElements {
  present = false;
  antennas = 0;
  sectors = 0;
  maxMcs = 0;
  isEdmg = false;
}

export function clearDmgElements(into: DmgElements): void {
  into.present = false;
  into.antennas = 0;
  into.sectors = 0;
  into.maxMcs = 0;
  into.isEdmg = false;
}

export function decodeDmgCapabilities(
  into: DmgElements,
  bytes: Uint8Array,
  start: number,
  limit: number,
): Fault {
  if (limit - start < CAPABILITIES_BYTES) return DMG_MALFORMED;
  const low = readU32(bytes, start + 7);
  into.present = true;
  into.antennas = ((low >>> 4) & 0x03) + 1;
  into.sectors = ((low >>> 7) & 0x7f) + 1;
  into.maxMcs = (low >>> 28) | ((bytes[start + 11]! & 0x01) << 4);
  return OK;
}
