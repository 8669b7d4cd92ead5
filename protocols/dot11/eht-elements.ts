// Extremely high throughput (Wi-Fi 7) elements: operation (IEEE 802.11be-2024 9.4.2.321) and
// capabilities (9.4.2.323).
import { type Fault, faultCode, OK } from "../faults.ts";
import { readU16 } from "./bytes.ts";

const EHT_MALFORMED = faultCode("dot11.eht_malformed");

// Operation: parameters (1), basic MCS and streams (4), and when parameters bit 0 is set: control
// (1), centre 0, centre 1, and when parameters bit 1 is set too: disabled subchannels (2).
const OPERATION_BYTES = 5;

export class EhtOperation {
  present = false;
  hasInformation = false;
  /** 0 20, 1 40, 2 80, 3 160, 4 320 MHz. */
  width = 0;
  center1 = 0;
  center2 = 0;
  /** Punctured 20 MHz subchannels, bit 0 the lowest; 0 without puncturing. */
  disabledSubchannels = 0;
}

export function clearEhtOperation(into: EhtOperation): void {
  into.present = false;
  into.hasInformation = false;
  into.width = 0;
  into.center1 = 0;
  into.center2 = 0;
  into.disabledSubchannels = 0;
}

/** Fills `into` from an operation body without its extension identifier. */
export function decodeEhtOperation(
  into: EhtOperation,
  bytes: Uint8Array,
  start: number,
  limit: number,
): Fault {
  clearEhtOperation(into);
  if (limit - start < OPERATION_BYTES) return EHT_MALFORMED;
  const parameters = bytes[start]!;
  const hasInformation = (parameters & 0x01) !== 0;
  const hasDisabled = hasInformation && (parameters & 0x02) !== 0;
  const needed = OPERATION_BYTES + (hasInformation ? 3 : 0) + (hasDisabled ? 2 : 0);
  if (limit - start < needed) return EHT_MALFORMED;
  into.present = true;
  if (!hasInformation) return OK;
  into.hasInformation = true;
  into.width = bytes[start + 5]! & 0x07;
  into.center1 = bytes[start + 6]!;
  into.center2 = bytes[start + 7]!;
  if (hasDisabled) into.disabledSubchannels = readU16(bytes, start + 8);
  return OK;
}

// Capabilities: MAC (2), PHY (9), then sets of MCS and streams whose number and size follow from the
// HE capabilities of the same frame: four bytes for a station of 20 MHz only, else three for each of
// up to 80, 160 and 320 MHz. Each byte: receive streams low, transmit streams high nibble.
const CAPABILITIES_BYTES = 11;

export class EhtCapabilities {
  present = false;
  /** Channels of 320 MHz in the 6 GHz band. */
  has320Mhz = false;
  emlsr = false;
  /** Streams received, by width and highest MCS of the group. */
  streams80 = 0;
  streams160 = 0;
  streams320 = 0;
  /** Highest MCS received at that width: 7, 9, 11 or 13; 0 = width not supported. */
  mcs80 = 0;
  mcs160 = 0;
  mcs320 = 0;
}

export function clearEhtCapabilities(into: EhtCapabilities): void {
  into.present = false;
  into.has320Mhz = false;
  into.emlsr = false;
  into.streams80 = 0;
  into.streams160 = 0;
  into.streams320 = 0;
  into.mcs80 = 0;
  into.mcs160 = 0;
  into.mcs320 = 0;
}

/**
 * Fills `into` from a capabilities body without its extension identifier. `heWidthSet` is that of
 * the HE capabilities before it; `isStation`: sent by somebody who may be 20 MHz only.
 */
export function decodeEhtCapabilities(
  into: EhtCapabilities,
  bytes: Uint8Array,
  start: number,
  limit: number,
  heWidthSet: number,
  isStation: boolean,
): Fault {
  clearEhtCapabilities(into);
  if (limit - start < CAPABILITIES_BYTES) return EHT_MALFORMED;
  const has320 = (bytes[start + 2]! & 0x02) !== 0;
  const narrow = isStation && (heWidthSet & 0x0f) === 0;
  const has160 = (heWidthSet & 0x04) !== 0;
  const needed = CAPABILITIES_BYTES +
    (narrow ? 4 : 3 * (1 + (has160 ? 1 : 0) + (has320 ? 1 : 0)));
  if (limit - start < needed) return EHT_MALFORMED;
  into.present = true;
  into.has320Mhz = has320;
  let at = start + CAPABILITIES_BYTES;
  if (narrow) {
    // One byte more in front: to MCS 7.
    into.mcs80 = bestMcs(bytes, at + 1);
    into.streams80 = streamsOf(bytes, at + 1, into.mcs80);
    if (into.mcs80 === 0 && (bytes[at]! & 0x0f) !== 0) {
      into.mcs80 = 7;
      into.streams80 = Math.min(bytes[at]! & 0x0f, 8);
    }
    return OK;
  }
  into.mcs80 = bestMcs(bytes, at);
  into.streams80 = streamsOf(bytes, at, into.mcs80);
  at += 3;
  if (has160) {
    into.mcs160 = bestMcs(bytes, at);
    into.streams160 = streamsOf(bytes, at, into.mcs160);
    at += 3;
  }
  if (has320) {
    into.mcs320 = bestMcs(bytes, at);
    into.streams320 = streamsOf(bytes, at, into.mcs320);
  }
  return OK;
}

/** Highest MCS of three bytes for MCS 9, 11 and 13 that has a stream. */
function bestMcs(bytes: Uint8Array, at: number): number {
  for (let group = 2; group >= 0; group--) {
    if ((bytes[at + group]! & 0x0f) !== 0) return 9 + 2 * group;
  }
  return 0;
}

function streamsOf(bytes: Uint8Array, at: number, mcs: number): number {
  return mcs === 0 ? 0 : Math.min(bytes[at + (mcs - 9) / 2]! & 0x0f, 8);
}
