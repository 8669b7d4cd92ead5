// High efficiency (Wi-Fi 6, 6E) elements: capabilities (IEEE 802.11ax-2021 9.4.2.248), operation
// with the 6 GHz information (9.4.2.249), spatial reuse parameters (9.4.2.252).
import { type Fault, faultCode, OK } from "../faults.ts";
import { readU16 } from "./bytes.ts";

const HE_MALFORMED = faultCode("dot11.he_malformed");

/** Widest channel of the 2.4 GHz band, MHz; the other bands tell by their own bits. */
const MHZ_40 = 40;

// Capabilities, after the extension identifier:
//   0 MAC (6)   6 PHY (11)   17 receive and transmit MCS map up to 80 MHz (2 + 2)
//   then 160 MHz (4) when PHY bit 3, 80+80 MHz (4) when PHY bit 4, then PPE thresholds
const CAPABILITIES_BYTES = 21;
const MAPS_AT = 17;

export class HeCapabilities {
  present = false;
  /** Widest channel supported in the 2.4 GHz band and in the others, MHz. */
  width24Mhz = 0;
  widthMhz = 0;
  /** PHY bits 1 to 7 as on the air. */
  widthSet = 0;
  /** Receive MCS maps: two bits a stream, 0 to MCS 7, 1 to 9, 2 to 11, 3 none. */
  map80 = 0xffff;
  map160 = 0xffff;
  twtRequester = false;
}

export function clearHeCapabilities(into: HeCapabilities): void {
  into.present = false;
  into.width24Mhz = 0;
  into.widthMhz = 0;
  into.widthSet = 0;
  into.map80 = 0xffff;
  into.map160 = 0xffff;
  into.twtRequester = false;
}

/** Fills `into` from a capabilities body without its extension identifier. */
export function decodeHeCapabilities(
  into: HeCapabilities,
  bytes: Uint8Array,
  start: number,
  limit: number,
): Fault {
  clearHeCapabilities(into);
  if (limit - start < CAPABILITIES_BYTES) return HE_MALFORMED;
  const widths = bytes[start + 6]!;
  const has160 = (widths & 0x08) !== 0;
  const has8080 = (widths & 0x10) !== 0;
  const needed = CAPABILITIES_BYTES + (has160 ? 4 : 0) + (has8080 ? 4 : 0);
  if (limit - start < needed) return HE_MALFORMED;
  into.present = true;
  into.twtRequester = (bytes[start]! & 0x02) !== 0;
  into.widthSet = widths >>> 1;
  into.width24Mhz = (widths & 0x02) !== 0 ? MHZ_40 : 20;
  into.widthMhz = has160 || has8080 ? 160 : (widths & 0x04) !== 0 ? 80 : 20;
  into.map80 = readU16(bytes, start + MAPS_AT);
  if (has160 || has8080) into.map160 = readU16(bytes, start + CAPABILITIES_BYTES);
  return OK;
}

// Operation: parameters (3), BSS colour (1), basic MCS set (2), then what the parameters announce:
//   bit 14 VHT operation information (3)   bit 15 co-hosted BSSID indicator (1)
//   bit 17 6 GHz operation information (5): primary channel, control, centre 0, centre 1, least rate
const OPERATION_BYTES = 6;

export class HeOperation {
  present = false;
  color = 0;
  colorDisabled = false;
  twtRequired = false;
  has6Ghz = false;
  primaryChannel = 0;
  /** Of the 6 GHz information: 0 20, 1 40, 2 80, 3 160 or 80+80 MHz. */
  width6Ghz = 0;
  /** Bits 3 to 6: 0 indoor, 1 standard power, 2 very low power, 3 and 4 indoor variants. */
  regulatory = 0;
  center1 = 0;
  center2 = 0;
  minRateMbps = 0;
}

export function clearHeOperation(into: HeOperation): void {
  into.present = false;
  into.color = 0;
  into.colorDisabled = false;
  into.twtRequired = false;
  into.has6Ghz = false;
  into.primaryChannel = 0;
  into.width6Ghz = 0;
  into.regulatory = 0;
  into.center1 = 0;
  into.center2 = 0;
  into.minRateMbps = 0;
}

/** Fills `into` from an operation body without its extension identifier. */
export function decodeHeOperation(
  into: HeOperation,
  bytes: Uint8Array,
  start: number,
  limit: number,
): Fault {
  clearHeOperation(into);
  if (limit - start < OPERATION_BYTES) return HE_MALFORMED;
  const parameters = readU16(bytes, start) | (bytes[start + 2]! << 16);
  const hasVht = (parameters & 0x4000) !== 0;
  const hasCoHosted = (parameters & 0x8000) !== 0;
  const has6Ghz = (parameters & 0x20000) !== 0;
  const needed = OPERATION_BYTES + (hasVht ? 3 : 0) + (hasCoHosted ? 1 : 0) + (has6Ghz ? 5 : 0);
  if (limit - start < needed) return HE_MALFORMED;
  into.present = true;
  into.twtRequired = (parameters & 0x08) !== 0;
  const color = bytes[start + 3]!;
  into.color = color & 0x3f;
  into.colorDisabled = (color & 0x80) !== 0;
  if (has6Ghz) {
    const at = start + needed - 5;
    into.has6Ghz = true;
    into.primaryChannel = bytes[at]!;
    into.width6Ghz = bytes[at + 1]! & 0x03;
    into.regulatory = (bytes[at + 1]! >> 3) & 0x0f;
    into.center1 = bytes[at + 2]!;
    into.center2 = bytes[at + 3]!;
    into.minRateMbps = bytes[at + 4]!;
  }
  return OK;
}

// Spatial reuse: control (1), then as it says: limit of other groups (1), of the own group (18).
export class SpatialReuse {
  present = false;
  /** Bits of the control field: 1 PSR disallowed, 2 OBSS PD disallowed, 16 value 15 allowed. */
  control = 0;
  /** Offsets above -82 dBm; -1 when not told. */
  nonSrgMaxOffset = -1;
  srgMinOffset = -1;
  srgMaxOffset = -1;
}

export function clearSpatialReuse(into: SpatialReuse): void {
  into.present = false;
  into.control = 0;
  into.nonSrgMaxOffset = -1;
  into.srgMinOffset = -1;
  into.srgMaxOffset = -1;
}

/** Fills `into` from a spatial reuse body without its extension identifier. */
export function decodeSpatialReuse(
  into: SpatialReuse,
  bytes: Uint8Array,
  start: number,
  limit: number,
): Fault {
  clearSpatialReuse(into);
  if (limit - start < 1) return HE_MALFORMED;
  const control = bytes[start]!;
  const hasOffset = (control & 0x04) !== 0;
  const hasGroup = (control & 0x08) !== 0;
  if (limit - start < 1 + (hasOffset ? 1 : 0) + (hasGroup ? 18 : 0)) return HE_MALFORMED;
  into.present = true;
  into.control = control;
  let at = start + 1;
  if (hasOffset) into.nonSrgMaxOffset = bytes[at++]!;
  if (hasGroup) {
    into.srgMinOffset = bytes[at]!;
    into.srgMaxOffset = bytes[at + 1]!;
  }
  return OK;
}
