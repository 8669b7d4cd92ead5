// Elements of HaLow networks, below 1 GHz: S1G beacon compatibility (IEEE 802.11-2020 9.4.2.195) and
// S1G operation (9.4.2.212).
import { type Fault, faultCode, OK } from "../faults.ts";
import { readU16 } from "./bytes.ts";

const S1G_MALFORMED = faultCode("dot11.s1g_malformed");

export class S1gElements {
  hasCompatibility = false;
  /** Time units between S1G beacons. */
  intervalTu = 0;
  hasOperation = false;
  widthMhz = 0;
  /** Width of the primary channel, MHz: 1 or 2. */
  primaryWidthMhz = 0;
  operatingClass = 0;
  primaryChannel = 0;
  centerChannel = 0;
}

export function clearS1gElements(into: S1gElements): void {
  into.hasCompatibility = false;
  into.intervalTu = 0;
  into.hasOperation = false;
  into.widthMhz = 0;
  into.primaryWidthMhz = 0;
  into.operatingClass = 0;
  into.primaryChannel = 0;
  into.centerChannel = 0;
}

/** Body: information (2), beacon interval (2), high half of the timestamp (4). */
export function decodeS1gCompatibility(
  into: S1gElements,
  bytes: Uint8Array,
  start: number,
  limit: number,
): Fault {
  if (limit - start < 8) return S1G_MALFORMED;
  into.hasCompatibility = true;
  into.intervalTu = readU16(bytes, start + 2);
  return OK;
}

/**
 * Body: width (1), operating class, primary channel, centre channel, basic MCS (2). Width: bit 0 is
 * set when the primary channel has 1 MHz, bits 1 to 4 are the MHz in use less one.
 */
export function decodeS1gOperation(
  into: S1gElements,
  bytes: Uint8Array,
  start: number,
  limit: number,
): Fault {
  if (limit - start < 6) return S1G_MALFORMED;
  into.hasOperation = true;
  into.widthMhz = ((bytes[start]! >> 1) & 0x0f) + 1;
  into.primaryWidthMhz = (bytes[start]! & 1) !== 0 ? 1 : 2;
  into.operatingClass = bytes[start + 1]!;
  into.primaryChannel = bytes[start + 2]!;
  into.centerChannel = bytes[start + 3]!;
  return OK;
}
